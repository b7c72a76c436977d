"""The cases, one for each goal: what answers, what is asked, and how it is known that all answer the same."""

import csv
import hashlib
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench import data, servers
from bench.data import HOME, MONTHS, ROOT, ROWS, DataSet, data_set
from bench.load import download, one_by_one, together
from bench.replicas import balancer, postgresql
from bench.report import Goal, Measured, Sample
from bench.servers import BOTH, PEERS, SERVING, Answer, NotThere, Server

# As many questions of each kind as the rows grow.
_ASKED = 100
API, DATASETTE, BARE, NGINX = "this API", "Datasette", "bare ASGI", "nginx"


class Differs(Exception):
    """Servers that should answer the same do not."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Sizes for growth, the size of single cases, of files and of loading, of what replicas share; repeats, seconds.
    """

    sizes: tuple[int, ...] = (10_000, 1_000_000, 10_000_000)
    cold: int = 2_000_000
    files: int = 1_000_000
    shared: int = 100_000
    repeats: int = 5
    seconds: float = 10


QUICK = Plan(sizes=(1_000, 10_000), cold=10_000, files=10_000, shared=10_000, repeats=2, seconds=1)


def warm(plan: Plan) -> Measured:
    """One query again and again, while nothing changes."""
    rows = data_set(plan.cold)
    series = rows.facts["series"][0]
    path = keyed(series)
    with ExitStack() as stack:
        api = stack.enter_context(servers.ours(rows.url))
        peer = stack.enter_context(servers.datasette(rows.flat))
        same_rows(api, peer, [series])
        answer = api.get(path)
        asgi, file = (stack.enter_context(server(answer)) for server in (servers.bare, servers.nginx))
        for server in (asgi, file):
            same_bytes(server, path, answer)
        tag = answer.header("etag")
        if (status := api.get(path, **{"If-None-Match": tag}).status) != 304:
            raise Differs(f"{API} answers {status} to its own ETag")
        samples = interleaved(
            plan.repeats,
            {
                API: partial(together, api, [path], plan.seconds),
                f"{API}, 304": partial(together, api, [path], plan.seconds, **{"If-None-Match": tag}),
                DATASETTE: partial(together, peer, [flat(series)], plan.seconds),
                BARE: partial(together, asgi, [path], plan.seconds),
                NGINX: partial(together, file, [path], plan.seconds),
            },
        )
    return Measured(
        "warm",
        f"one query of {ROWS} rows of {rows.size:,} again and again",
        "requests/s",
        samples,
        (
            Goal(API, DATASETTE, 60),
            Goal(API, BARE, 0.95),
            Goal(API, NGINX, 0.5),
            Goal(f"{API}, 304", API, 1),
        ),
        f"the same {ROWS} rows from Datasette, the same {len(answer.body):,} bytes from the bare application and nginx",
    )


def cold(plan: Plan) -> Measured:
    """Queries that nobody asked before, without a cache."""
    rows = data_set(plan.cold)
    series = rows.facts["series"]
    with servers.ours(rows.url, is_cached=False) as api, servers.datasette(rows.flat) as peer:
        same_rows(api, peer, series[:20])
        samples = interleaved(
            plan.repeats,
            {
                API: partial(together, api, [*map(keyed, series)], plan.seconds),
                DATASETTE: partial(together, peer, [*map(flat, series)], plan.seconds),
            },
        )
    return Measured(
        "cold",
        f"{len(series):,} queries in turn, each of {ROWS} rows of {rows.size:,}, the response cache off",
        "requests/s",
        samples,
        (Goal(API, DATASETTE, 2.5),),
        f"the same rows from Datasette for {len(series[:20])} of them",
    )


def workers(plan: Plan) -> Measured:
    """A second worker, on the core that the load generator uses as well."""
    rows = data_set(plan.cold)
    paths = [*map(keyed, rows.facts["series"])]
    with servers.our_workers(rows.url, 1) as one, servers.our_workers(rows.url, 2) as two:
        same_bytes(two, paths[0], one.get(paths[0], Host="same"), Host="same")
        samples = interleaved(
            plan.repeats,
            {server.name: partial(together, server, paths, plan.seconds) for server in (one, two)},
        )
    return Measured(
        "workers",
        f"the queries of `cold` ({rows.size:,} rows), one worker and two; the load generator shares their two cores",
        "requests/s",
        samples,
        (Goal(two.name, one.name, 1.7),),
        "the same bytes",
    )


def replicas(plan: Plan) -> Iterator[Measured]:
    """Two replicas on PostgreSQL behind nginx, as compose.yaml has them, against one by itself."""
    rows = data_set(plan.shared)
    paths = [*map(keyed, rows.facts["series"])]
    one, two, behind = "one replica", "the other replica", f"{NGINX} and two replicas"
    with postgresql(BOTH) as database:
        url = database("bench")
        data.load(rows.seed, url)
        what = f"on PostgreSQL with {rows.size:,} observations; all of them, and the load generator, share two cores"
        for name, is_cached, asked in (("warm", True, paths[:1]), ("cold", False, paths)):
            with ExitStack() as stack:
                first, second = (
                    stack.enter_context(servers.ours(url, is_cached=is_cached, name=replica, cores=BOTH))
                    for replica in (one, two)
                )
                front = stack.enter_context(balancer([first, second], BOTH, is_cached=is_cached))
                expected = first.get(asked[0], Host="same")
                for server in (second, front):
                    same_bytes(server, asked[0], expected, Host="same")
                runs: dict[str, Callable[[], Sample]] = {
                    one: partial(together, first, asked, plan.seconds),
                    behind: partial(together, front, asked, plan.seconds),
                }
                samples = interleaved(plan.repeats, runs)
            kept = "one query again and again" if is_cached else "the queries of `cold`, nothing kept anywhere"
            yield Measured(
                f"replicas: {name}", f"{kept}, {what}", "requests/s", samples, (Goal(behind, one),), "the same bytes"
            )


def growth(plan: Plan) -> Iterator[Measured]:
    """The same questions as the rows grow, one by one, without a cache."""
    sizes = [data_set(size) for size in plan.sizes]
    samples: dict[str, dict[str, list[Sample]]] = {name: {_rows(s): [] for s in sizes} for name in QUESTIONS}
    # The first round is not counted: what is asked lies in memory after it, and no longer on a disk only.
    for turn, rows in product(range(plan.repeats + 1), sizes):
        # A process that has counted nothing yet.
        with servers.ours(rows.url, is_cached=False, name=_rows(rows)) as api:
            for name, (_, _, paths) in QUESTIONS.items():
                asked = paths(rows)[:_ASKED]
                if not api.json(asked[-1])["data"]:
                    raise Differs(f"{api.name}: nothing is found by {asked[-1]}")
                sample = one_by_one(api, asked[:-1])
                if turn:
                    samples[name][api.name].append(sample)
    for name, (what, bound, _) in QUESTIONS.items():
        goal = Goal(_rows(sizes[-1]), _rows(sizes[0]), bound, is_at_least=False)
        told = f"{what}, each asked for once, one by one, the response cache off"
        yield Measured(f"growth: {name}", told, "ms", samples[name], (goal,))
    loaded = {_rows(s): [Sample(s.size / s.facts["load_seconds"])] for s in sizes if s.is_loaded}
    first, last = next(iter(loaded)), [*loaded][-1]
    what = "`python -m app seed` into an empty store, once, when the data set was built"
    yield Measured("growth: loading", what, "observations/s", loaded, (Goal(last, first),))
    yield from grown_files(plan, sizes, "csv", "the list of all observations as CSV, one run after a first", "rows/s")
    yield from grown_files(plan, sizes, "parquet", "the finished Parquet file, again and again", "MiB/s")


def _rows(rows: DataSet) -> str:
    return f"{rows.size:,} rows"


def grown_files(plan: Plan, sizes: Sequence[DataSet], kind: str, what: str, unit: str) -> Iterator[Measured]:
    """Whole files as the rows grow."""
    name, path = f"growth: {kind}", f"/observations.{kind}"
    with ExitStack() as stack:
        # CSV is made anew each time, Parquet is sent as it was finished.
        started = (servers.ours(s.url, is_cached=False, is_spooled=kind != "csv", name=_rows(s)) for s in sizes)
        apis = [stack.enter_context(server) for server in started]

        def run(api: Server, rows: int) -> Sample:
            seconds, size = download(api, path)
            return Sample(rows / seconds if kind == "csv" else size / 2**20 / seconds)

        try:
            for api in apis:
                download(api, path)
            samples = interleaved(
                plan.repeats,
                {api.name: partial(run, api, rows.facts["rows"]) for api, rows in zip(apis, sizes, strict=True)},
            )
        except NotThere as missing:
            yield Measured(name, what, unit, absent=str(missing))
            return
    yield Measured(name, what, unit, samples, (Goal(apis[-1].name, apis[0].name),))


def csv_export(plan: Plan) -> Measured:
    """All rows as CSV, and what memory that takes."""
    rows = data_set(plan.files)
    what = f"all {rows.facts['rows']:,} preferred observations of {rows.size:,} as CSV"
    paths = {API: "/observations.csv", DATASETTE: "/flat/observation.csv?_stream=on"}
    again = f"{API}, again"
    paths[again] = paths[API]
    memory: dict[str, list[Sample]] = {name: [] for name in paths}
    with ExitStack() as stack:
        api = stack.enter_context(servers.ours(rows.url, is_cached=False, is_spooled=False))
        kept = stack.enter_context(servers.ours(rows.url, is_cached=False, name=again))
        peer = stack.enter_context(servers.datasette(rows.flat))
        for server in (api, kept):
            server.json(keyed(rows.facts["series"][0]))
        peer.json(flat(rows.facts["series"][0]))

        def run(server: Server) -> Sample:
            server.forget_peak()
            before = server.memory()
            seconds, _ = download(server, paths[server.name])
            memory[server.name].append(Sample(server.memory("VmHWM") - before))
            return Sample(rows.facts["rows"] / seconds)

        try:
            run(kept)
            # The most memory counts, which is that of the first download: a second one finds it taken already.
            samples = interleaved(plan.repeats, {s.name: partial(run, s) for s in (api, kept, peer)})
        except NotThere as missing:
            return Measured("csv", what, "rows/s", absent=str(missing))
        verified = same_files([api, kept, peer], paths)
    most = {f"{name}, MiB more": [max(found, key=lambda s: s.value)] for name, found in memory.items()}
    return Measured(
        "csv",
        what,
        "rows/s",
        samples | most,
        (
            Goal(API, DATASETTE, 10),
            Goal(again, DATASETTE),
            *(Goal(f"{name}, MiB more", bound=64, is_at_least=False) for name in (API, again)),
        ),
        verified,
    )


def snapshot(plan: Plan) -> Measured:
    """A finished file, whole and by range."""
    rows = data_set(plan.files)
    path, target = "/observations.parquet", HOME / "observations.parquet"
    what = f"the Parquet file of the preferred of {rows.size:,} observations, once it was made"
    with servers.ours(rows.url) as api:
        try:
            download(api, path, target)
        except NotThere as missing:
            return Measured("snapshot", what, "MiB/s", absent=str(missing))
        whole, part = target.read_bytes(), api.get(path, Range="bytes=1000-1999")
        if (part.status, part.body) != (206, whole[1000:2000]):
            raise Differs(f"{API} answers {part.status} to a range, or other bytes")
        with servers.nginx_file(target) as file:
            same_bytes(file, path, api.get(path))

            def run(server: Server) -> Sample:
                seconds, size = download(server, path)
                return Sample(size / 2**20 / seconds)

            samples = interleaved(plan.repeats, {s.name: partial(run, s) for s in (api, file)})
    target.unlink()
    verified = f"the same {len(whole):,} bytes from nginx, and a range of them"
    return Measured("snapshot", what, "MiB/s", samples, (Goal(API, NGINX),), verified)


def loading(plan: Plan) -> Measured:
    """Observations from CSV into an empty store: checked, published and indexed, against simply inserted."""
    rows = data_set(plan.files)
    files = sorted(rows.seed.glob("observations/*.csv"))
    one, store, plain = HOME / "observations.csv", HOME / "loaded.sqlite", HOME / "inserted.sqlite"
    total = join(files, one)

    def insert() -> Sample:
        data.remove(plain)
        began = time.perf_counter()
        data.run([str(PEERS / "sqlite-utils"), "insert", str(plain), "observation", str(one), "--csv"])
        return Sample(total / (time.perf_counter() - began))

    def publish() -> Sample:
        data.remove(store)
        return Sample(total / data.load(rows.seed, f"sqlite:///{store}"))

    repeats = min(plan.repeats, 3)
    samples = interleaved(repeats, {API: publish, "sqlite-utils": insert})
    verified = f"{count(store):,} and {count(plain):,} rows of {total:,}"
    if {count(store), count(plain)} != {total}:
        raise Differs(verified)
    for left in (store, plain):
        data.remove(left)
    return Measured(
        "loading",
        f"{total:,} observations from CSV: `python -m app seed` (checked, published, standings, checks and search"
        " worked out) against `sqlite-utils insert --csv` (inserted as text); both may use all cores, without warm-up",
        "observations/s",
        samples,
        (Goal(API, "sqlite-utils", 1),),
        verified,
    )


def start(plan: Plan) -> Measured:
    """From the command to the first answer, on the shipped seed."""
    published = shipped()
    path = "/observations?limit=1"

    def importing(module: str) -> Sample:
        began = time.perf_counter()
        pinned = ["taskset", "--cpu-list", str(SERVING), sys.executable, "-c", f"import {module}"]
        subprocess.run(pinned, cwd=ROOT, check=True, timeout=60)  # noqa: S603  (our own command)
        return Sample(time.perf_counter() - began)

    def first_answer() -> Sample:
        began = time.perf_counter()
        with serving_seed(published, path):
            return Sample(time.perf_counter() - began)

    samples = interleaved(plan.repeats, {API: first_answer, "import fastapi": partial(importing, "fastapi")})
    goal = Goal(API, "import fastapi", 1.5, is_at_least=False, is_difference=True)
    return Measured(
        "start",
        "`python -m app serve` on the shipped seed, published before, until it answered `/observations?limit=1`",
        "s",
        samples,
        (goal, Goal(API, "import fastapi")),
    )


def memory(plan: Plan) -> Measured:
    """One worker on the shipped seed, after a walk through what it serves."""
    published = shipped()
    now, peak = "after the requests", "at most, start included"
    samples: dict[str, list[Sample]] = {now: [], peak: []}
    for _ in range(min(plan.repeats, 3)):
        with serving_seed(published, "/readyz") as api:
            walk(api)
            samples[now].append(Sample(api.memory()))
            samples[peak].append(Sample(api.memory("VmHWM")))
    what = (
        "resident memory of one worker on the shipped seed, after first pages of lists, 500 observations and a search"
    )
    return Measured("memory", what, "MiB", samples, (Goal(now, bound=120, is_at_least=False), Goal(peak)))


CASES: dict[str, Callable[[Plan], Measured | Iterator[Measured]]] = {
    "warm": warm,
    "cold": cold,
    "growth": growth,
    "csv": csv_export,
    "snapshot": snapshot,
    "loading": loading,
    "start": start,
    "memory": memory,
    "workers": workers,
    "replicas": replicas,
}


def keyed(series: Sequence[str]) -> str:
    """One series, 38 months."""
    indicator, area = series
    return f"/observations?indicator={indicator}&area={area}&freq=M&start_period={MONTHS[0]}&end_period={MONTHS[1]}"


def flat(series: Sequence[str]) -> str:
    """The same of the flat table."""
    indicator, area = series
    return (
        f"/flat/observation.json?indicator={indicator}&area={area}&freq=M"
        "&period_start__gte=2020-01-01&period_end__lte=2023-02-28&_shape=objects"
    )


# What is asked as the rows grow: in words, how much slower it may become, and the addresses.
QUESTIONS: dict[str, tuple[str, float | None, Callable[[DataSet], list[str]]]] = {
    "keyed": (f"{ROWS} rows of one series", 1.3, lambda rows: [*map(keyed, rows.facts["series"])]),
    "filtered": (
        "the first 100 rows of one indicator in 2020",
        None,
        lambda rows: by_indicator(rows, "/observations?indicator={}&start_period=2020&end_period=2020"),
    ),
    "count": (
        "the number of all annual rows to a year (`page.total`)",
        None,
        lambda _: [f"/observations?freq=A&limit=1&end_period={year}" for year in range(2015, 2025)],
    ),
    "search": (
        "the names that have both words of an indicator",
        None,
        lambda rows: by_indicator(rows, "/search?q=Indicator%20{}", number_only=True),
    ),
    "checks": ("the first 100 checks of one indicator", None, lambda rows: by_indicator(rows, "/checks?indicator={}")),
}


def by_indicator(rows: DataSet, address: str, *, number_only: bool = False) -> list[str]:
    """An address for each generated indicator."""
    codes = [code for code in rows.facts["indicators"] if re.fullmatch(r"i-\d+", code)]
    return [address.format(int(code[2:]) if number_only else code) for code in codes]


def interleaved(repeats: int, runs: dict[str, Callable[[], Sample]]) -> dict[str, list[Sample]]:
    """Every run once, then every run again: what disturbs the machine disturbs all alike."""
    samples: dict[str, list[Sample]] = {name: [] for name in runs}
    for _ in range(repeats):
        for name, run in runs.items():
            samples[name].append(run())
    return samples


def same_rows(api: Server, peer: Server, asked: Iterable[Sequence[str]]) -> None:
    """Raise Differs where Datasette's rows are not this API's, uncompressed."""
    for series in asked:
        mine, theirs = api.json(keyed(series)), peer.json(flat(series))
        # SQLite has no type for true and false, and names its rows.
        expected = [row | {"is_preferred": int(row["is_preferred"])} for row in mine["data"]]
        found = [{name: value for name, value in row.items() if name != "rowid"} for row in theirs["rows"]]
        if expected != found or len(found) != ROWS or mine["page"]["total"] != theirs["filtered_table_rows_count"]:
            raise Differs(f"{len(expected)} rows of {API} and {len(found)} of {peer.name} for {series}")
    for server, path in ((api, keyed(series)), (peer, flat(series))):
        if coding := server.get(path).header("content-encoding"):
            raise Differs(f"{server.name} compresses: {coding}")


def same_bytes(server: Server, path: str, expected: Answer, **headers: str) -> None:
    """Raise Differs where a server sends other bytes than were sent before."""
    found = server.get(path, **headers)
    if (found.status, found.body) != (expected.status, expected.body) or found.header("content-encoding"):
        raise Differs(f"{server.name} answers {found.status} with {len(found.body)} other bytes to {path}")


def same_files(compared: Sequence[Server], paths: dict[str, str]) -> str:
    """Raise Differs where CSV files are not of the same observations."""
    digests = {}
    for server in compared:
        target = HOME / f"{server.port}.csv"
        download(server, paths[server.name], target)
        with target.open(encoding="utf-8-sig", newline="") as file:
            lines = [
                hashlib.sha256(f"{row['observation_id']} {float(row['obs_value'] or 'nan')!r}".encode()).digest()
                for row in csv.DictReader(file)
            ]
        target.unlink()
        digests[server.name] = (len(lines), hashlib.sha256(b"".join(sorted(lines))).hexdigest())
    if len(set(digests.values())) > 1:
        raise Differs(
            " and ".join(f"{rows} rows of {name}" for name, (rows, _) in digests.items()) + " are not the same"
        )
    return f"the same {digests[compared[0].name][0]:,} ids and values in all files"


def join(files: Sequence[Path], target: Path) -> int:
    """Write CSV files of one header as one; the number of rows."""
    total = 0
    with target.open("w", encoding="utf-8", newline="") as joined:
        writer: Any = None
        for path in files:
            with path.open(encoding="utf-8", newline="") as file:
                rows = csv.DictReader(file)
                if writer is None:
                    writer = csv.DictWriter(joined, rows.fieldnames or ())
                    writer.writeheader()
                for row in rows:
                    writer.writerow(row)
                    total += 1
    return total


def count(store: Path) -> int:
    """The observations of a database."""
    with data.opened(store) as database:
        (found,) = database.execute("SELECT count(*) FROM observation").fetchone()
    return int(found)


def shipped() -> str:
    """A store of the shipped seed, published anew."""
    store = HOME / "shipped.sqlite"
    HOME.mkdir(parents=True, exist_ok=True)
    data.remove(store)
    url = f"sqlite:///{store}"
    data.load(ROOT / "seed", url)
    return url


@contextmanager
def serving_seed(url: str, ready: str) -> Iterator[Server]:
    """This API as a user starts it: it looks at the seed first."""
    port = servers.free_port()
    command = [sys.executable, "-m", "app", "serve"]
    with servers.running(API, command, port, ready=ready, env=servers.our_settings(url, port)) as api:
        yield api


def walk(api: Server) -> None:
    """What a curious reader asks for."""
    for noun in ("indicators", "areas", "sources", "clusters", "projects", "organisations", "milestones", "checks"):
        api.json(f"/{noun}")
    for row in api.json("/observations?limit=500")["data"]:
        api.json(f"/observations/{quote(row['observation_id'])}")
    api.json("/search?q=GDP")
    api.json("/openapi.json")
