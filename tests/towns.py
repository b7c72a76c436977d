"""Made-up towns, written as seeds: a few figures, who told them when, and the rules to hold them by."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.codes import WITHOUT_VALUE
from app.domain.hedges import hedge_of
from app.domain.printed import Printed
from app.release.tables import SEED_TABLES

Cells = dict[str, str]

UNITS = {
    "CNY": ("人民币元", "Chinese yuan", "元;人民币;yuan", "false", "元", "CNY"),
    "vehicle": ("辆", "Vehicles", "cars", "false", "辆", "vehicles"),
    "tonne": ("吨", "Tonnes", "t", "false", "吨", "t"),
    "percent": ("百分比", "Per cent", "%;percentage", "false", "%", "%"),
    "item": ("个", "Items", "家;件", "true", "个", "items"),
}
# Each with its unit and the power of ten its values are served in.
INDICATORS = {
    "gdp": ("CNY", 8),
    "farms": ("CNY", 8),
    "works": ("CNY", 8),
    "shops": ("CNY", 8),
    "retail": ("CNY", 8),
    "retail_growth": ("percent", 0),
    "cars": ("vehicle", 4),
    "cars_share": ("percent", 0),
    "freight": ("tonne", 4),
    "factories": ("item", 0),
}
AREAS = {"land": "", "town": "land", "north": "town", "south": "town"}
_CODELISTS = {
    "topic": "output",
    "cluster_kind": "system",
    "area_level": "place",
    "break_kind": "base",
    "gap_reason": "not_published",
}
# Why a figure is revised, and whether it is then on the base of the next break.
_REVISIONS = {"final": "false", "census": "true"}


@dataclass(frozen=True, slots=True)
class Teller:
    """A source: what it is called, when it was published, whose release it carries, how reliable it is."""

    code: str
    published: str
    origin: str
    reliability: str = "official"


@dataclass(frozen=True, slots=True)
class Told:
    """One figure as one source printed it; its value and its hedge are those of the words."""

    indicator: str
    period: str
    text: str
    source: str
    area: str = "town"
    status: str = "A"
    revision: str = ""
    origin: str = ""

    @property
    def id(self) -> str:
        """The text after the frequency: of the same indicator, area, period and source."""
        return f"{self.indicator}.{self.area}:{self.period.replace('/', '--')}:{self.source}"

    def cells(self) -> Cells:
        """The row of the seed."""
        has_value = self.status not in WITHOUT_VALUE
        return {
            "indicator_code": self.indicator,
            "area_code": self.area,
            "time_period": self.period,
            "value": self._value() if has_value else "",
            "value_text": self.text,
            "qualifier": hedge_of(self.text) if has_value else "",
            "status": self.status,
            "source_code": self.source,
            "evidence_id": f"ev-{self.source}",
            "revision_code": self.revision,
            "origin": self.origin,
        }

    def _value(self) -> str:
        value = Printed.parse(self.text).value.scaleb(-INDICATORS[self.indicator][1])
        return f"{value.normalize():f}"


@dataclass(frozen=True, slots=True)
class Town:
    """All that a town's seed says."""

    tellers: Sequence[Teller]
    told: Sequence[Told]
    rules: Sequence[Cells] = ()
    breaks: Sequence[Cells] = ()
    gaps: Sequence[Cells] = field(default=())

    def write(self, directory: Path) -> Path:
        """Write the seed: every table, most of them empty; gives the directory back."""
        rows = self._rows()
        for table in SEED_TABLES:
            path = directory / table.path.replace("*", "all")
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, table.columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows.get(table.name, ()))
        return directory

    def _rows(self) -> dict[str, Iterable[Cells]]:
        telling = {told.source for told in self.told}
        return {
            **{table: [_named(code)] for table, code in _CODELISTS.items()},
            "revision_kind": [_named(code) | {"is_new_base": is_new} for code, is_new in _REVISIONS.items()],
            "dataset": [_DATASET],
            "cluster": [_named("root") | {"kind_code": "system", "position": "1", "evidence_id": "ev-charter"}],
            "unit": [
                dict(
                    zip(("name_zh", "name_en", "aliases", "is_discrete", "symbol_zh", "symbol_en"), cells, strict=True)
                )
                | {"code": code}
                for code, cells in UNITS.items()
            ],
            "area": [_named(code) | {"parent_code": parent, "level_code": "place"} for code, parent in AREAS.items()],
            "indicator": [
                _named(code)
                | _pair("definition", f"what {code} is")
                | {"position": str(position), "topic_code": "output", "decimals": "2"}
                | {"unit_code": unit, "unit_mult": str(mult)}
                for position, (code, (unit, mult)) in enumerate(INDICATORS.items(), 1)
            ],
            "source": [_source(teller) for teller in (Teller("charter", "2000", "town-hall"), *self.tellers)],
            "evidence": [
                {"id": f"ev-{code}", "source_code": code, "quote": "words"} for code in ("charter", *sorted(telling))
            ],
            "observation": [told.cells() for told in self.told],
            "rule": [_named(rule["code"]) | _pair("note", "why") | rule for rule in self.rules],
            "series_break": [
                _named(cut["code"]) | _pair("note", "why") | {"kind_code": "base", "evidence_id": "ev-charter"} | cut
                for cut in self.breaks
            ],
            "gap": [_pair("note", "why") | {"reason_code": "not_published"} | gap for gap in self.gaps],
        }


def _pair(column: str, text: str) -> dict[str, str]:
    return {f"{column}_zh": text, f"{column}_en": text}


def _named(code: str) -> dict[str, str]:
    return {"code": code} | _pair("name", code)


def _source(teller: Teller) -> Cells:
    return (
        _named(teller.code)
        | _pair("publisher", teller.code)
        | _pair("origin", teller.origin)
        | {"origin": teller.origin, "published": teller.published, "reliability": teller.reliability}
        | {"is_copy_day": "false", "language": "zh"}
    )


_DATASET = (
    _named("town")
    | _pair("description", "a made-up town")
    | _pair("publisher", "the tests")
    | {
        "version": "2025.1",
        "license_name": "CC0-1.0",
        "license_url": "https://creativecommons.org/publicdomain/zero/1.0/",
    }
    | {"area_code": "town", "cluster_code": "root"}
)
