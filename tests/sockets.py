"""What no HTTP client would send: bytes on a socket, piece by piece, and what comes back."""

import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

# No test waits longer than this for anything.
PATIENCE = 20


@contextmanager
def connected(port: int, *, buffer: int = 0) -> Iterator[socket.socket]:
    """A connection; `buffer` is how much it takes before it is read."""
    with socket.socket() as connection:
        if buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        connection.settimeout(PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.connect(("127.0.0.1", port))
        yield connection


def received(connection: socket.socket) -> bytes:
    """Everything until the server ends the connection; TimeoutError where it does not."""
    answer = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            answer += piece
    return answer


def dripped(connection: socket.socket, pieces: Iterable[bytes], pause: float = 0.1) -> bytes:
    """What the server answers to pieces with pauses between them; it must have ended before they do."""
    answer = b""
    connection.settimeout(pause)
    for piece in pieces:
        try:
            connection.sendall(piece)
            if not (read := connection.recv(65536)):
                return answer
        except TimeoutError:
            continue
        except (ConnectionResetError, BrokenPipeError):
            return answer
        answer += read
    raise TimeoutError("the server took every piece")


def parsed(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.casefold(): value for name, _, value in (line.partition(": ") for line in lines)}
    return int(status.split()[1]), headers, body


def one_answer(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one answer with a length, however it comes in pieces."""
    answer = b""
    while b"\r\n\r\n" not in answer or len(parsed(answer)[2]) < int(parsed(answer)[1]["content-length"]):
        piece = connection.recv(65536)
        if not piece:
            raise EOFError(answer)
        answer += piece
    return parsed(answer)
