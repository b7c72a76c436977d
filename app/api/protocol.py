"""HTTP/1.1 as people type it: Chinese in an address needs no percent-encoding, and a bad request gets a problem."""

import re
from uuid import uuid4

import orjson

from app.api.direct import DirectProtocol
from app.api.errors import PROBLEM_JSON
from app.problems import MalformedRequest

_REQUEST_LINE = re.compile(rb"\A[A-Z]+ [^\r\n]*[\x80-\xff][^\r\n]*")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


class KindProtocol(DirectProtocol):
    """uvicorn's protocol, which by itself refuses `curl 'http://host/search?q=汽车'`."""

    def data_received(self, data: bytes) -> None:
        """Percent-encode the bytes of a request line that RFC 9112 does not allow there."""
        if not data.isascii():
            data = _REQUEST_LINE.sub(_encoded, data, count=1)
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP as every other failure is answered, and end the connection."""
        request_id = uuid4().hex
        self.logger.warning("%s request %s", msg, request_id)
        body = orjson.dumps(MalformedRequest().body("en", "", request_id))
        head = (
            "HTTP/1.1 400 Bad Request\r\n"
            f"content-type: {PROBLEM_JSON}\r\ncontent-length: {len(body)}\r\n"
            f"x-request-id: {request_id}\r\naccess-control-allow-origin: *\r\n"
            "access-control-expose-headers: X-Request-ID\r\n"
            "cache-control: no-store\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()


def _encoded(line: re.Match[bytes]) -> bytes:
    return _BEYOND_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], line[0])
