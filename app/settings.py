"""Everything that differs between deployments, read once from the environment."""

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What a deployment may set; each name is an environment variable in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    database_url: Annotated[
        str,
        Field(
            description="SQLAlchemy URL of the store: `sqlite:///…` or `postgresql+psycopg://…`.",
            pattern=r"^(sqlite:///.+|postgresql\+psycopg://.+)$",
        ),
    ] = f"sqlite:///{ROOT / 'var' / 'indicators.sqlite'}"
    read_url: Annotated[
        str,
        Field(
            description="SQLAlchemy URL of a replica that requests are answered from; empty: `DATABASE_URL` itself.",
            pattern=r"^(|sqlite:///.+|postgresql\+psycopg://.+)$",
        ),
    ] = ""
    seed_dir: Annotated[Path, Field(description="The directory of the seed: one city's tables.")] = ROOT / "seed"
    files_dir: Annotated[Path, Field(description="The directory of the files of releases, a directory for each.")] = (
        ROOT / "var" / "files"
    )
    keep_releases: Annotated[
        int, Field(description="How many releases keep their files, the newest; at least two.", ge=2)
    ] = 50
    host: Annotated[str, Field(description="The address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(description="The port to listen on.", ge=1, le=65535)] = 8000
    workers: Annotated[int, Field(description="Processes that answer, each with its own cache.", ge=1, le=64)] = 1
    root_path: Annotated[
        str,
        Field(
            description="The path prefix under which a proxy serves the API, or nothing.",
            pattern=r"^(/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-])?$",
        ),
    ] = ""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="The least severe log record to print.")
    ] = "info"
    busy_timeout: Annotated[
        int, Field(description="Seconds that a writer waits for another writer of the same store.", ge=1, le=600)
    ] = 30
    pool_size: Annotated[
        int, Field(description="Connections to the store that a process opens at most, to read.", ge=1, le=1000)
    ] = 40
    pool_timeout: Annotated[
        int, Field(description="Seconds that a request waits for a connection before it is answered 503.", ge=1, le=600)
    ] = 10
    pool_recycle: Annotated[
        int, Field(description="Seconds after which a connection to PostgreSQL is replaced by a new one.", ge=1)
    ] = 1800
    connect_timeout: Annotated[
        int,
        Field(
            description="Seconds that PostgreSQL has to take a connection, and to say that one still holds.",
            ge=1,
            le=600,
        ),
    ] = 5
    statement_timeout: Annotated[
        int,
        Field(
            description="Seconds that PostgreSQL may take over one statement of a request; 0: any time.", ge=0, le=3600
        ),
    ] = 30
    cache_bytes: Annotated[
        int, Field(description="Bytes of finished answers that a process keeps in memory; 0 keeps none.", ge=0)
    ] = 33_554_432
    spool_bytes: Annotated[
        int,
        Field(
            description="Bytes of finished files that a process keeps in its temporary directory for those who ask"
            " again, or for ranges.",
            ge=0,
        ),
    ] = 1_073_741_824
    trusted_proxies: Annotated[
        str,
        Field(
            description="Addresses and networks of the proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are"
            " believed, with commas between; empty: nobody's."
        ),
    ] = ""
    rate_limit: Annotated[
        str,
        Field(
            description="Requests that one client may make, such as `600/minute`; empty: any number.",
            pattern=r"^([1-9][0-9]{0,8}/(second|minute|hour|day))?$",
        ),
    ] = ""
    rate_limit_store: Annotated[
        str,
        Field(
            description="Where requests are counted: `memory://`, by each process for itself, or `redis://…` for all.",
            pattern=r"^(memory://|rediss?://.+)$",
        ),
    ] = "memory://"
    max_connections: Annotated[
        int,
        Field(description="Open connections that a process serves; one more is answered 503.", ge=1, le=100_000),
    ] = 512
    max_head_bytes: Annotated[
        int, Field(description="Bytes of the request line and the headers; more is 431 or 414.", ge=1024, le=1_048_576)
    ] = 32_768
    max_body_bytes: Annotated[
        int, Field(description="Bytes of the body of a request; more is 413.", ge=0, le=1_048_576)
    ] = 16_384
    request_timeout: Annotated[
        int, Field(description="Seconds in which a request has to arrive whole.", ge=1, le=600)
    ] = 10
    send_timeout: Annotated[
        int, Field(description="Seconds in which a client has to take some more of its answer.", ge=1, le=3600)
    ] = 30
    keep_alive: Annotated[
        int, Field(description="Seconds that a connection stays open without a request.", ge=1, le=3600)
    ] = 20
    shutdown_delay: Annotated[
        int, Field(description="Seconds that `/readyz` says 503 after SIGTERM before the server ends.", ge=0, le=600)
    ] = 0
    shutdown_timeout: Annotated[
        int, Field(description="Seconds that requests have to end in when the server ends.", ge=1, le=3600)
    ] = 30
    hsts_seconds: Annotated[
        int, Field(description="`max-age` of `Strict-Transport-Security` on answers over HTTPS; 0: not sent.", ge=0)
    ] = 0
    log_format: Annotated[Literal["text", "json"], Field(description="Log records as lines of text or of JSON.")] = (
        "text"
    )
    access_log: Annotated[bool, Field(description="Whether each request is a log record.")] = False

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        for part in filter(None, map(str.strip, text.split(","))):
            if ip_network(part, strict=False).prefixlen == 0:
                raise ValueError(f"{part} would believe everybody")
        return text

    @property
    def serving_url(self) -> str:
        """The store that requests are answered from."""
        return self.read_url or self.database_url
