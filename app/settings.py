"""Everything that differs between deployments, read once from the environment."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
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
        int, Field(description="Seconds that PostgreSQL has to take a connection.", ge=1, le=600)
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
            description="Bytes of finished files that a process keeps in its temporary directory,"
            " for HEAD, ranges, XLSX and Parquet.",
            ge=0,
        ),
    ] = 1_073_741_824

    @property
    def serving_url(self) -> str:
        """The store that requests are answered from."""
        return self.read_url or self.database_url
