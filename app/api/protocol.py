"""HTTP/1.1 as people type it: Chinese in an address needs no percent-encoding, and a bad request gets a problem."""

import re

from app.api.guard import GuardedProtocol
from app.problems import MalformedRequest

_REQUEST_LINE = re.compile(rb"\A[A-Z]+ [^\r\n]*[\x80-\xff][^\r\n]*")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


class KindProtocol(GuardedProtocol):
    """uvicorn's protocol, which by itself refuses `curl 'http://host/search?q=汽车'`."""

    def data_received(self, data: bytes) -> None:
        """Percent-encode the bytes of a request line that RFC 9112 does not allow there."""
        if not data.isascii():
            data = _REQUEST_LINE.sub(_encoded, data, count=1)
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  (uvicorn has logged it)
        """Answer what is not HTTP as every other failure is answered, and end the connection."""
        self.refuse(MalformedRequest())


def _encoded(line: re.Match[bytes]) -> bytes:
    return _BEYOND_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], line[0])
