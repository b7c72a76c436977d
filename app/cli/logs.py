"""How the log of a server is written: as text or as JSON, with the ids of requests, and without secrets."""

import logging
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, unquote

from asgi_correlation_id import correlation_id
from pythonjsonlogger.orjson import OrjsonFormatter

from app.settings import Settings

_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_JSON = ("asctime", "levelname", "name", "message", "request_id")
_RENAMED = {"asctime": "time", "levelname": "level", "name": "logger", "exc_info": "traceback"}
_TIME = "%Y-%m-%dT%H:%M:%SZ"
# Shorter than this, a password is found in every other word.
_SHORTEST_SECRET = 4
_HIDDEN = "***"


def config_of(settings: Settings) -> dict[str, Any]:
    """The configuration of `logging.config` for a deployment."""
    kind = JsonLines if settings.log_format == "json" else TextLines
    secrets = secrets_of(settings.database_url, settings.rate_limit_store)
    level = settings.log_level.upper()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"ids": {"()": RequestIds}},
        "formatters": {"lines": {"()": kind, "secrets": secrets}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["ids"]}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {name: {"level": level} for name in ("app", "uvicorn")},
    }


def secrets_of(*urls: str) -> tuple[str, ...]:
    """What a log must not hold of the addresses of stores: their passwords, as written and as meant."""
    # Not as a URL is read: what is wrong with an address may be its password.
    users = [url.partition("://")[2].rpartition("@")[0] for url in urls]
    queries = [dict(parse_qsl(url.partition("?")[2])).get("password", "") for url in urls]
    written = [*(user.partition(":")[2] for user in users), *queries]
    return tuple({text for word in written for text in (word, unquote(word)) if len(text) >= _SHORTEST_SECRET})


def without(secrets: Iterable[str], text: str) -> str:
    """A text in which nobody reads a secret."""
    for secret in secrets:
        text = text.replace(secret, _HIDDEN)
    return text


class RequestIds(logging.Filter):
    """Gives each record the id of the request that it is about, if there is one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything pass."""
        if not hasattr(record, "request_id"):
            record.request_id = correlation_id.get()
        return True


class TextLines(logging.Formatter):
    """Records as lines of text; a traceback follows its line."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(_TEXT)
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """The record with what it tells of an error, and without secrets."""
        return without(self._secrets, super().format(record))


class JsonLines(OrjsonFormatter):
    """Each record as a line of JSON, a traceback included; what is given as `extra` are members of it."""

    converter = time.gmtime  # type: ignore[assignment]

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(list(_JSON), rename_fields=_RENAMED, datefmt=_TIME)
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """The record with what it tells of an error, and without secrets."""
        return without(self._secrets, super().format(record))
