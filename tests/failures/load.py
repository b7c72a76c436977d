"""Many clients that hold every answer against what it says of itself."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import httpx

from tests.contract.openapi import PROBLEM
from tests.failures.asked import reason

# Kept and not kept, short and long, JSON, a file, a page, a failure of the client's own.
ADDRESSES = (
    "/",
    "/indicators",
    "/indicators/gdp",
    "/observations?indicator=gdp&freq=A",
    "/observations?values=all&limit=1000",
    "/observations.csv",
    "/areas/haven",
    "/organisations",
    "/checks",
    "/search?q=Edition",
    "/indicators/nothing",
)
NOT_FOUND = ADDRESSES[-1]
# What each release answers, by address.
Expected = dict[str, dict[str, bytes]]


@dataclass
class Seen:
    """What the clients met."""

    statuses: Counter[int] = field(default_factory=Counter)
    releases: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    # Answers are held against releases at the end: one may be published while it is being looked at.
    bodies: dict[tuple[str, str, str], bytes] = field(default_factory=dict)

    def take(self, address: str, answer: httpx.Response) -> None:
        """Note an answer, and what is wrong with it by itself."""
        self.statuses[answer.status_code] += 1
        if answer.status_code == 503:
            self.reasons[reason(answer)] += 1
        elif address == NOT_FOUND:
            if (answer.status_code, answer.headers["content-type"]) != (404, PROBLEM):
                self.wrong.append(f"{address}: {answer.status_code} {answer.text[:200]}")
        elif answer.status_code != 200:
            self.wrong.append(f"{address}: {answer.status_code} {answer.text[:200]}")
        else:
            self._take_content(address, answer)

    def _take_content(self, address: str, answer: httpx.Response) -> None:
        release = answer.headers["link"].rpartition("/releases/")[2].partition(">")[0]
        self.releases[release] += 1
        place = (address, answer.headers["etag"], release)
        if self.bodies.setdefault(place, answer.content) != answer.content:
            self.wrong.append(f"{place}: two bodies")

    def compare(self, expected: Expected) -> None:
        """Hold every body against what its release answers when it is asked directly."""
        tags: dict[tuple[str, str], str] = {}
        for (address, etag, release), body in self.bodies.items():
            if body != expected.get(release, {}).get(address):
                self.wrong.append(f"{address}: not what {release} answers")
            if tags.setdefault((address, etag), release) != release:
                self.wrong.append(f"{address}: {etag} is of two releases")


async def ask(url: str, clients: int, is_over: asyncio.Event) -> Seen:
    """Ask with many clients, without a pause, until it is over."""
    seen = Seen()

    async def one(number: int) -> None:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
            while not is_over.is_set():
                number += 1
                address = ADDRESSES[number % len(ADDRESSES)]
                try:
                    seen.take(address, await client.get(address))
                except httpx.TransportError as error:
                    seen.broken[type(error).__name__] += 1

    await asyncio.gather(*(one(number) for number in range(clients)))
    return seen
