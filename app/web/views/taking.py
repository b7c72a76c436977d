"""How a selection is taken along: its request as commands, its files, and pictures of it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from app.web.client import Json
from app.web.render import Visit

FILES = (("csv", "CSV"), ("xlsx", "Excel"), ("parquet", "Parquet"), ("ndjson", "NDJSON"))
# Of these no suffix is known by its program; what leads to them names the format.
FORMATS = (("json-stat", "JSON-stat"), ("sdmx-csv", "SDMX-CSV"))
# What of a selection a picture has, beside its areas and frequencies, which it names in any case.
PICTURED = (
    "start_period", "end_period", "as_of", "values", "transform", "of_indicator", "of_area", "source", "unit",
    "status", "cluster", "last_n", "first_n", "q", "release",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Command:
    """A request as a program says it."""

    label: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Taking:
    """Commands, files and pictures of what a page shows; links are addresses with their names."""

    commands: list[Command]
    files: list[tuple[str, str]]
    pictures: list[tuple[str, str]]

    @property
    def csv(self) -> str:
        """The file that has every row."""
        return self.files[0][0]


def address_of(query: dict[str, Any]) -> str:
    """What the API is asked, as an address without its host."""
    return "/observations?" + spelled(query)


def spelled(query: dict[str, Any]) -> str:
    """A query as addresses have it."""
    pairs = {name: ",".join(value) if isinstance(value, list) else value for name, value in query.items()}
    return urlencode(pairs, safe=",:/")


def commands(visit: Visit, query: dict[str, Any]) -> list[Command]:
    """The request for rows as JSON and, for pandas, as a file."""
    here, url = visit.origin + visit.root, _quoted(visit.origin + visit.root + address_of(query))
    table = _quoted(f"{here}/observations.csv?{spelled(_whole(query))}")
    return [
        Command("curl", "curl", f"curl -s '{here}{address_of(query)}'"),
        Command("pandas", "pandas", f"import pandas as pd\n\nrows = pd.read_csv({table})"),
        Command(
            "fetch",
            "fetch",
            f'const answer = await fetch({url}, {{ headers: {{ Accept: "application/json" }} }});\n'
            "const { data } = await answer.json();",
        ),
    ]


def commands_of_days(visit: Visit, query: dict[str, Any], days: list[str]) -> list[Command]:
    """The requests for a series as of each of some days."""
    here = visit.origin + visit.root
    url, listed = f"{here}{address_of(query)}", '", "'.join(days)
    table = _quoted(f"{here}/observations.csv?{spelled(_whole(query))}")
    return [
        Command("curl", "curl", f'for day in {" ".join(days)}; do\n  curl -s "{url}&as_of=$day"\ndone'),
        Command(
            "pandas",
            "pandas",
            f'import pandas as pd\n\ndays = ["{listed}"]\nurl = {table}\n'
            'rows = pd.concat(pd.read_csv(url + "&as_of=" + day).assign(as_of=day) for day in days)',
        ),
        Command(
            "fetch",
            "fetch",
            f'const days = ["{listed}"];\nconst url = {_quoted(url)};\n'
            "const answers = await Promise.all(days.map(async (day) => {\n"
            '  const answer = await fetch(`${url}&as_of=${day}`, { headers: { Accept: "application/json" } });\n'
            "  return (await answer.json()).data.map((row) => ({ ...row, as_of: day }));\n"
            "}));\nconst data = answers.flat();",
        ),
    ]


def files(visit: Visit, query: dict[str, Any]) -> list[tuple[str, str]]:
    """Every format that the selection is there in; all but JSON have every row."""
    start, whole = f"{visit.root}/observations", spelled(_whole(query))
    return [
        *((f"{start}.{suffix}?{whole}", name) for suffix, name in FILES),
        *((f"{start}?{whole}&format={code}", name) for code, name in FORMATS),
        (f"{visit.root}{address_of(query)}&format=json", "JSON"),
    ]


def pictures(visit: Visit, query: dict[str, Any], rows: list[Json], chart: str) -> list[tuple[str, str]]:
    """The chart on the page as SVG and as PNG, where it is of one indicator in one unit."""
    drawn = [row for row in rows if row["obs_value"] is not None]
    if len({(row["indicator"], row["unit_measure"], row["unit_mult"]) for row in drawn}) != 1:
        return []
    same = {name: ",".join(dict.fromkeys(str(row[name]) for row in drawn)) for name in ("area", "freq")}
    for name in PICTURED:
        if value := query.get(name):
            same[name] = ",".join(value) if isinstance(value, list) else value
    look = {"chart": "bar" if chart == "bar" else None, "lang": visit.speech.lang}
    code = drawn[0]["indicator"]
    return [
        (visit.url("indicators", f"{code}.{suffix}", **same, **look), name)
        for suffix, name in (("svg", "SVG"), ("png", "PNG"))
    ]


def _whole(query: dict[str, Any]) -> dict[str, Any]:
    """A file has every row, and so no limit."""
    return {name: value for name, value in query.items() if name != "limit"}


def _quoted(address: str) -> str:
    # What would end the quotation is escaped in an address.
    return f'"{address}"'
