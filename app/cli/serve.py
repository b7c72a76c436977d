"""`serve`: migrate, seed and answer."""

import socket

import typer
import uvicorn

from app.api.protocol import KindProtocol
from app.cli.exits import fail, settings, store_errors
from app.cli.seed import seed
from app.main import create_app


def serve() -> None:
    """Bring the store up to date and serve it on HOST and PORT."""
    configured = settings()
    with socket.socket(socket.AF_INET6 if ":" in configured.host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((configured.host, configured.port))
        except OSError as error:
            fail(f"PORT: cannot listen on {configured.host}:{configured.port}: {error.strerror}")
        with store_errors():
            seed()
        host = f"[{configured.host}]" if ":" in configured.host else configured.host
        typer.echo(f"serving http://{host}:{configured.port}{configured.root_path}/ (docs at /docs); Ctrl-C ends")
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(configured),
                http=KindProtocol,
                access_log=False,
                log_level=configured.log_level,
                proxy_headers=False,
                server_header=False,
                root_path="",
            )
        )
        server.run(sockets=[listener])
