"""Many clients that hold every answer against what it says of itself."""

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import httpx

from tests.contract.openapi import PROBLEM
from tests.failures.asked import reason, reason_of_page

HTML = "text/html"
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
    "text/html /areas/haven",
    "text/html /indicators/gdp",
    "text/html /organisations",
    "/indicators/nothing",
)
NOT_FOUND = ADDRESSES[-1]
# What each release answers, by address.
Expected = dict[str, dict[str, bytes]]


def request_of(address: str) -> tuple[str, dict[str, str]]:
    """The path of an address, and the headers that say what is preferred there, if anything is."""
    accept, _, path = address.rpartition(" ")
    return path, {"Accept": accept or "*/*"}


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
    # A page does not say of which release it is: it has to be that of one.
    pages: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))

    def take(self, address: str, answer: httpx.Response) -> None:
        """Note an answer, and what is wrong with it by itself."""
        self.statuses[answer.status_code] += 1
        is_page = address.startswith(HTML)
        if answer.status_code == 503:
            self.reasons[reason_of_page(answer) if is_page else reason(answer)] += 1
        elif address == NOT_FOUND:
            if (answer.status_code, answer.headers["content-type"]) != (404, PROBLEM):
                self.wrong.append(f"{address}: {answer.status_code} {answer.text[:200]}")
        elif answer.status_code != 200:
            self.wrong.append(f"{address}: {answer.status_code} {answer.text[:200]}")
        elif is_page:
            self.pages[address].add(answer.content)
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
        for address, pages in self.pages.items():
            if pages - {answers[address] for answers in expected.values()}:
                self.wrong.append(f"{address}: not the page of any release")


async def ask(url: str, clients: int, is_over: asyncio.Event) -> Seen:
    """Ask with many clients, without a pause, until it is over."""
    seen = Seen()

    async def one(number: int) -> None:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
            while not is_over.is_set():
                number += 1
                address = ADDRESSES[number % len(ADDRESSES)]
                try:
                    path, headers = request_of(address)
                    seen.take(address, await client.get(path, headers=headers))
                except httpx.TransportError as error:
                    seen.broken[type(error).__name__] += 1

    await asyncio.gather(*(one(number) for number in range(clients)))
    return seen
