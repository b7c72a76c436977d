"""`serve`: migrate, seed and answer."""

import signal
import socket
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from app.api.protocol import KindProtocol
from app.cli.exits import fail, settings, store_errors
from app.cli.logs import config_of
from app.cli.seed import publish
from app.main import create_app
from app.release.publish import Terms
from app.settings import Settings

# What tells a server to end, and how often its supervisor looks whether it was told again, in seconds.
_ENDS = {signal.SIGINT, signal.SIGTERM}
_PAUSE = 0.2


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
            f"{served.__module__}:{served.__name__}",
            factory=True,
            workers=configured.workers,
            http=KindProtocol,
            # What is logged of a request, and whom a proxy speaks for, is for the application to say.
            access_log=False,
            proxy_headers=False,
            log_config=config_of(configured),
            log_level=configured.log_level,
            timeout_keep_alive=configured.keep_alive,
            timeout_graceful_shutdown=configured.shutdown_timeout,
            ws="none",
            server_header=False,
            root_path="",
        )
        if configured.workers == 1:
            uvicorn.Server(config).run(sockets=[listener])
        else:
            Workers(config, sockets=[listener]).run()


class Workers(Multiprocess):
    """uvicorn's supervisor of processes, which by itself goes on listening while they end, and answers nobody."""

    def terminate_all(self) -> None:
        """Listen no more, and let the processes end."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()

    def join_all(self) -> None:
        """Wait for the processes, and tell them again when told again: that ends their SHUTDOWN_DELAY."""
        while running := [child.process for child in self.processes if child.process.is_alive()]:
            told, self.signal_queue[:] = {*self.signal_queue}, []
            if told & _ENDS:
                for process in running:
                    process.terminate()
            running[0].join(_PAUSE)
        super().join_all()


def served() -> FastAPI:
    """The application of a serving process, which may be told of its end some time before."""
    configured = Settings()
    app = create_app(configured)
    if configured.shutdown_delay:
        app.state.draining.delay_end(configured.shutdown_delay)
    return app
