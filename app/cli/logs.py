"""How the log of a server is written: as text or as JSON, with the ids of requests, and without secrets."""

import json
import logging
import os
import re
import time
from collections.abc import Iterable, Iterator
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
# The settings that may hold a password, and the options of libpq that are one.
URLS = ("database_url", "read_url", "rate_limit_store")
_SECRET_OPTIONS = frozenset({"password", "sslpassword"})


def config_of(settings: Settings) -> dict[str, Any]:
    """The configuration of `logging.config` for a deployment."""
    kind = JsonLines if settings.log_format == "json" else TextLines
    secrets = secrets_of(*(getattr(settings, name) for name in URLS))
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


def configured_secrets() -> tuple[str, ...]:
    """The secrets of the environment, whether its settings can be read or not."""
    given = {name.lower(): value for name, value in os.environ.items()}
    return secrets_of(*(given.get(name, "") for name in URLS))


def secrets_of(*urls: str) -> tuple[str, ...]:
    """What a log must not hold of the addresses of stores, the longest first: a part must not hide from its whole."""
    found = {form for url in urls for word in _words(url) for form in _forms(word) if len(form) >= _SHORTEST_SECRET}
    return tuple(sorted(found, key=lambda form: (-len(form), form)))


def _words(url: str) -> Iterator[str]:
    """All that may be a password, or a part of one that was taken for something else."""
    # Not as a URL is read: what is wrong with an address may be its password. An "@" in it that is not
    # escaped makes its end a part of the host.
    login = url.partition("://")[2].rpartition("@")[0]
    yield login.partition(":")[2]
    # The first is the name of the user, which is none, and may be a word of ours.
    yield from re.split("[:@]", login)[1:]
    if ":" in login or "@" in login:
        yield login
    yield from (value for name, value in parse_qsl(url.partition("?")[2]) if name in _SECRET_OPTIONS)


def _forms(word: str) -> Iterator[str]:
    """A word as it is written and as it is meant, each as Python and JSON write it, one in the other."""
    for text in (word, unquote(word)):
        for form in (text, repr(text)[1:-1]):
            yield from (form, json.dumps(form, ensure_ascii=False)[1:-1])


def without(secrets: Iterable[str], text: str) -> str:
    """A text in which nobody reads a secret."""
    for secret in secrets:
        text = text.replace(secret, _HIDDEN)
    return text


def hide_secrets() -> None:
    """Keep secrets out of what is logged by commands that set up no log."""
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(TextLines(configured_secrets(), "%(message)s"))


class RequestIds(logging.Filter):
    """Gives each record the id of the request that it is about, if there is one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything pass."""
        if not hasattr(record, "request_id"):
            record.request_id = correlation_id.get()
        return True


class TextLines(logging.Formatter):
    """Records as lines of text; a traceback follows its line."""

    def __init__(self, secrets: Iterable[str] = (), shape: str = _TEXT) -> None:
        super().__init__(shape)
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """The record with what it tells of an error, and without secrets."""
        return without(self._secrets, super().format(record))


class JsonLines(OrjsonFormatter):
    """Each record as a line of JSON, a traceback included; what is given as `extra` are members of it."""

    converter = time.gmtime  # type: ignore[assignment]  # a function, as logging documents it

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(list(_JSON), rename_fields=_RENAMED, datefmt=_TIME)
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """The record with what it tells of an error, and without secrets."""
        return without(self._secrets, super().format(record))
