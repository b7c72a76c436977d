"""`/coverage`: for which periods there are figures, and why the others are missing."""

from itertools import pairwise

from fastapi import Response

from app.web.client import Json
from app.web.render import Visit
from app.web.views.lookups import codes, names


async def coverage(visit: Visit) -> Response:
    """Every series with its years as a row of places, its part-year figures, and its gaps."""
    # A browser sends the empty fields of a form, too.
    visit.pairs = [(name, value) for name, value in visit.pairs if value]
    body = await visit.answered()
    rows: list[Json] = body["data"]
    return await visit.page(
        "coverage.html",
        rows=[row | {"years": _years(visit, row), "parts": _parts(row), "strip": _strip(row)} for row in rows],
        total=body["page"]["total"],
        following=body["links"]["next"],
        links=body["links"],
        chosen=dict(visit.pairs),
        indicators=await names(visit, "indicators"),
        areas=await names(visit, "areas"),
        reasons=await codes(visit, "gap_reason"),
    )


def _whole(row: Json) -> list[int]:
    return sorted(int(period) for period in row["periods"] if period.isdigit())


def _years(visit: Visit, row: Json) -> str:
    """The whole years there are, in runs: 2015–2020, 2023–2025."""
    runs: list[list[int]] = []
    for year in _whole(row):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    said = (str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return visit.speech.t("、", ", ").join(said)


def _parts(row: Json) -> int:
    """How many figures are of other periods than a whole year."""
    return len(row["periods"]) - len(_whole(row))


def _strip(row: Json) -> list[Json]:
    """A place for each year from the first that is known or missing: there, or missing and why."""
    there = set(_whole(row))
    missing = {
        year: gap["reason"]
        for gap in row["gaps"]
        if gap["start_period"].isdigit() and gap["end_period"].isdigit()
        for year in range(int(gap["start_period"]), int(gap["end_period"]) + 1)
    }
    every = sorted(there | set(missing))
    # Years of which nothing is said are places, too.
    known = {year for before, after in pairwise(every) for year in range(before, after)} | set(every)
    return [{"year": year, "there": year in there, "reason": missing.get(year)} for year in sorted(known)]
