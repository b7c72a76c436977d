"""What all connections of a process share: their limits, their number, and what was refused."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Self

from app.settings import Settings

# In the state of the lifespan: what the connections of a process share.
EDGE = "edge"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the connections of a process may take; times are in seconds."""

    connections: int = 512
    head_bytes: int = 32_768
    body_bytes: int = 16_384
    request: float = 10
    send: float = 30

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of a deployment."""
        return cls(
            connections=settings.max_connections,
            head_bytes=settings.max_head_bytes,
            body_bytes=settings.max_body_bytes,
            request=settings.request_timeout,
            send=settings.send_timeout,
        )


@dataclass(slots=True)
class Edge:
    """The limits of a process, how many connections it has, and what it refused, by reason."""

    limits: Limits = field(default_factory=Limits)
    root: str = ""
    connections: int = 0
    refused: Counter[str] = field(default_factory=Counter)
