from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.codes import RELIABILITY_ORDER, ObsStatus, Reliability
from app.domain.preference import Telling, preference

OURS = Telling(
    observation_id="b",
    has_value=True,
    status="A",
    is_revised=False,
    step=0.1,
    reliability="major-media",
    is_copy_day=False,
    published_on=date(2025, 3, 1),
)

tellings = st.builds(
    Telling,
    observation_id=st.uuids().map(str),
    has_value=st.booleans(),
    status=st.sampled_from(ObsStatus).map(str),
    is_revised=st.booleans(),
    step=st.sampled_from([None, 0.01, 1.0, 1000.0]),
    reliability=st.sampled_from(Reliability).map(str),
    is_copy_day=st.booleans(),
    published_on=st.dates(date(2025, 1, 1), date(2025, 1, 5)),
)


@pytest.mark.parametrize(
    "better",
    [
        replace(OURS, observation_id="a"),
        replace(OURS, published_on=date(2025, 3, 2)),
        replace(OURS, reliability="official"),
        replace(OURS, step=0.01),
        replace(OURS, is_revised=True),
    ],
)
@pytest.mark.parametrize("is_agreed", [True, False])
def test_one_point_in_its_favour_makes_a_telling_preferred(better: Telling, is_agreed: bool) -> None:  # noqa: FBT001
    if is_agreed or better.step == OURS.step:
        assert preference(better, is_agreed=is_agreed) < preference(OURS, is_agreed=is_agreed)


@pytest.mark.parametrize(
    "worse",
    [
        replace(OURS, observation_id="c"),
        replace(OURS, published_on=date(2025, 2, 28)),
        replace(OURS, is_copy_day=True),
        replace(OURS, reliability="other"),
        replace(OURS, status="E"),
        replace(OURS, status="F"),
        replace(OURS, has_value=False, status="M", step=None),
    ],
)
@pytest.mark.parametrize("is_agreed", [True, False])
def test_one_point_against_it_makes_a_telling_give_way(worse: Telling, is_agreed: bool) -> None:  # noqa: FBT001
    assert preference(worse, is_agreed=is_agreed) > preference(OURS, is_agreed=is_agreed)


def test_a_hedged_figure_gives_way_to_any_printed_one_that_it_agrees_with() -> None:
    hedged, coarse = replace(OURS, step=None, reliability="official"), replace(OURS, step=10.0**12, reliability="other")
    assert preference(coarse, is_agreed=True) < preference(hedged, is_agreed=True)
    assert preference(coarse, is_agreed=False) > preference(hedged, is_agreed=False)


def test_where_sources_contradict_each_other_fineness_is_no_merit() -> None:
    fine, official = replace(OURS, step=0.0001), replace(OURS, step=1.0, reliability="official")
    assert preference(fine, is_agreed=True) < preference(official, is_agreed=True)
    assert preference(fine, is_agreed=False) > preference(official, is_agreed=False)


@given(st.lists(tellings, min_size=2, max_size=6, unique_by=lambda telling: telling.observation_id), st.booleans())
def test_the_order_is_total_and_needs_no_order_of_its_own(told: list[Telling], is_agreed: bool) -> None:  # noqa: FBT001
    def ordered(some: list[Telling]) -> list[Telling]:
        return sorted(some, key=lambda telling: preference(telling, is_agreed=is_agreed))

    assert ordered(told) == ordered(told[::-1])
    assert len({preference(telling, is_agreed=is_agreed) for telling in told}) == len(told)
    # The first is first among any of them that has it.
    assert ordered(ordered(told)[:1] + told[:1])[0] == ordered(told)[0]


@given(tellings, st.integers(1, 4000), st.booleans())
def test_the_later_of_two_equals_is_preferred(telling: Telling, days: int, is_agreed: bool) -> None:  # noqa: FBT001
    later = replace(telling, published_on=telling.published_on + timedelta(days=days))
    assert preference(later, is_agreed=is_agreed) < preference(telling, is_agreed=is_agreed)


def test_the_reliable_come_first() -> None:
    assert [str(level) for level in RELIABILITY_ORDER] == ["official", "major-media", "other"]
