"""The preference as the database works it out, and as the domain does."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, delete, insert, select
from sqlmodel import Session, SQLModel, col

from app.domain.codes import WITHOUT_VALUE, ObsStatus, Reliability
from app.domain.preference import Telling, preference
from app.models import CheckResult, Indicator, Observation, Rule, Source
from app.queries.observations import of_period

PLACE = {"indicator_code": "gdp", "area_code": "town", "time_period": "2024"}
FIRST, LAST = date(2025, 1, 1), date(2025, 1, 4)

tellings = st.builds(
    Telling,
    observation_id=st.text("Aa0-:", min_size=1, max_size=3),
    has_value=st.booleans(),
    status=st.sampled_from(ObsStatus).map(str),
    is_revised=st.booleans(),
    step=st.sampled_from([None, 0.01, 0.1, 1.0, 1000.0]),
    reliability=st.sampled_from(Reliability).map(str),
    is_copy_day=st.booleans(),
    published_on=st.dates(FIRST, LAST),
).filter(lambda telling: telling.has_value != (telling.status in WITHOUT_VALUE))
groups = st.lists(tellings, min_size=1, max_size=7, unique_by=lambda telling: telling.observation_id)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """A database of tables without references, so that a row needs no others."""
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        names = {"name_zh": "名", "name_en": "name"}
        definition = {"definition_zh": "义", "definition_en": "definition"}
        unit = {"unit_code": "CNY", "unit_mult": 8, "decimals": 2, "topic_code": "output", "position": 1}
        session.execute(insert(Indicator), [names | definition | unit | {"code": "gdp"}])
        note = {"note_zh": "注", "note_en": "note"}
        session.execute(insert(Rule), [names | note | {"code": code, "kind": code} for code in ("same", "share")])
    yield engine
    engine.dispose()


def written(session: Session, told: list[Telling], verdict: str, rule: str) -> None:
    """Write one source and one observation for each telling, and the verdict over them."""
    for place, telling in enumerate(told):
        source = {
            "code": f"source-{place}",
            **{f"{name}_{lang}": "x" for name in ("name", "publisher", "origin") for lang in ("zh", "en")},
            "origin": "x",
            "published": "2025",
            "language": "zh",
            "published_on": telling.published_on,
            "is_copy_day": telling.is_copy_day,
            "reliability": telling.reliability,
        }
        observation = PLACE | {
            "id": telling.observation_id,
            "freq": "A",
            "period_start": FIRST,
            "period_end": LAST,
            "value_text": "1",
            "qualifier": "exact" if telling.has_value else None,
            "value": 1.0 if telling.has_value else None,
            "step": telling.step,
            "status": telling.status,
            "published_on": telling.published_on,
            "source_code": source["code"],
            "evidence_id": "x",
            "revision_code": "final" if telling.is_revised else None,
        }
        session.execute(insert(Source).values(source))
        session.execute(insert(Observation).values(observation))
    result = {"id": "check", "known_from": FIRST, "rule_code": rule, "period_start": FIRST, "stated": "[1, 1]"}
    session.execute(insert(CheckResult).values(PLACE | result | {"verdict": verdict}))


def preferred_one_by_one(session: Session, as_of: date | None) -> list[str]:
    """The preferred telling, the one preferred when that is gone, and so on."""
    order: list[str] = []
    while told := of_period(session, "gdp", "town", "2024", as_of):
        (preferred,) = [row["observation_id"] for row in told if row["is_preferred"]]
        order.append(preferred)
        session.execute(delete(Observation).where(col(Observation.id) == preferred))
    return order


@given(
    told=groups,
    verdict=st.sampled_from(["contradicted", "corroborated", "unverified"]),
    rule=st.sampled_from(["same", "share"]),
    as_of=st.none() | st.dates(FIRST, LAST),
)
def test_the_database_prefers_what_the_domain_prefers(
    engine: Engine, told: list[Telling], verdict: str, rule: str, as_of: date | None
) -> None:
    # Another rule's verdict is over arithmetic, not over what sources say of the figure itself.
    is_agreed = (rule, verdict) != ("same", "contradicted")
    with Session(engine) as session:
        written(session, told, verdict, rule)
        order = preferred_one_by_one(session, as_of)
        session.rollback()
    public = [telling for telling in told if as_of is None or telling.published_on <= as_of]
    expected = sorted(public, key=lambda telling: preference(telling, is_agreed=is_agreed))
    assert order == [telling.observation_id for telling in expected]


def test_nothing_of_one_example_is_left_for_the_next(engine: Engine) -> None:
    with Session(engine) as session:
        assert session.execute(select(col(Observation.id))).all() == []
