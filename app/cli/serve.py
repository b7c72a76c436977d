"""`serve`: migrate, seed and answer."""

import socket
from typing import Annotated

import typer
import uvicorn
from uvicorn.supervisors import Multiprocess

from app.api.protocol import KindProtocol
from app.cli.exits import fail, settings, store_errors
from app.cli.seed import publish
from app.main import create_app
from app.release.publish import Terms


def serve(
    *,
    is_seeded: Annotated[
        bool, typer.Option("--seed/--no-seed", help="Migrate and seed first, or serve as it is.")
    ] = True,
) -> None:
    """Bring the store up to date and serve it on HOST and PORT."""
    configured = settings()
    with socket.socket(socket.AF_INET6 if ":" in configured.host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((configured.host, configured.port))
        except OSError as error:
            fail(f"PORT: cannot listen on {configured.host}:{configured.port}: {error.strerror}")
        if is_seeded:
            with store_errors():
                publish(configured, configured.seed_dir, Terms(keeps_rollback=True))
        host = f"[{configured.host}]" if ":" in configured.host else configured.host
        typer.echo(f"serving http://{host}:{configured.port}{configured.root_path}/ (docs at /docs); Ctrl-C ends")
        config = uvicorn.Config(
            # By name: each process makes an application of its own.
            f"{create_app.__module__}:{create_app.__name__}",
            factory=True,
            workers=configured.workers,
            http=KindProtocol,
            access_log=False,
            log_level=configured.log_level,
            proxy_headers=False,
            server_header=False,
            root_path="",
        )
        if configured.workers == 1:
            uvicorn.Server(config).run(sockets=[listener])
        else:
            Multiprocess(config, sockets=[listener]).run()
