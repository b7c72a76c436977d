"""`probe`: ask a running server whether it is ready."""

import httpx
import typer

from app.cli.exits import fail, settings


def probe() -> None:
    """Ask the server on HOST and PORT whether it is ready; the container's health check."""
    configured = settings()
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(configured.host, configured.host)  # noqa: S104  (compared, not bound)
    try:
        answer = httpx.get(f"http://{host}:{configured.port}{configured.root_path}/readyz", timeout=3)
    except httpx.HTTPError as error:
        fail(f"no answer: {error}")
    typer.echo(answer.text)
    if answer.status_code != httpx.codes.OK:
        raise typer.Exit(1)
