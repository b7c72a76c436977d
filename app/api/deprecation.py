"""What will go, and when: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594), on answers and in the OpenAPI document."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import Any, TypeVar

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Scope, Send

# The least time between the two days: docs/api.md promises it.
NOTICE = timedelta(days=180)
# In a scope: what is deprecated of a request, its route or its parameters.
DEPRECATED = "app.deprecated"
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when a route or a parameter is no longer recommended, when it goes, and what to use instead.

    It decorates the endpoint of a route, below `@router.get`, or stands in the `Annotated` of a parameter. `see` is
    the page that says more, below the root of the service. Raises ValueError where there is less notice than promised.
    """

    since: date
    sunset: date
    see: str
    instead: tuple[str, str]

    def __post_init__(self) -> None:
        """Hold the notice against the promise."""
        if self.sunset - self.since < NOTICE:
            raise ValueError(f"{self.since} to {self.sunset} is less than {NOTICE.days} days of notice")

    def __call__(self, endpoint: Endpoint) -> Endpoint:
        """Mark the endpoint of a route."""
        vars(endpoint)[DEPRECATED] = self
        return endpoint

    @property
    def described(self) -> dict[str, Any]:
        """What OpenAPI says of it beside words."""
        return {"deprecated": True, "x-sunset": self.sunset.isoformat()}

    @property
    def words(self) -> str:
        """What the description says of it, in both languages."""
        zh, en = self.instead
        return (
            f"\n\n{self.since} 起不再推荐，{self.sunset} 停用：{zh}"
            f"\n\nDeprecated since {self.since}, gone from {self.sunset} on: {en}"
        )


def deprecation_of(endpoint: Callable[..., Any]) -> Deprecation | None:
    """What an endpoint was marked with."""
    return vars(endpoint).get(DEPRECATED)


def announcing(scope: Scope, send: Send) -> Send:
    """A `send` that tells, with any answer, what is deprecated of its request."""

    async def announced(message: Message) -> None:
        if message["type"] == "http.response.start" and (found := scope[DEPRECATED]):
            headers = MutableHeaders(raw=message["headers"])
            headers["Deprecation"] = f"@{int(_midnight(min(one.since for one in found)).timestamp())}"
            headers["Sunset"] = format_datetime(_midnight(min(one.sunset for one in found)), usegmt=True)
            root = scope.get("root_path", "")
            links = [f'<{root}{one.see}>; rel="{rel}"' for one in found for rel in ("deprecation", "sunset")]
            headers["Link"] = ", ".join(filter(None, (headers.get("link"), *links)))
        await send(message)

    return announced


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
