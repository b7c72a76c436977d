"""How each observation stands among its rivals, for each span of days on which that held."""

from collections.abc import Iterator
from datetime import date

from app.domain.codes import ObsStatus, Reliability, Verdict
from app.domain.preference import preference
from app.release.figures import Figure, unrevised, verdict_over
from app.release.tables import Values

# A source of low reliability lends its figures the status U, until an independent source agrees.
_DOUBTED = (ObsStatus.NORMAL, ObsStatus.PROVISIONAL, ObsStatus.ESTIMATED)


def standings(told: list[Figure]) -> Iterator[Values]:
    """The spans of every telling of one figure; days on which nothing changed for it are one span."""
    if len(told) == 1:
        yield _lone(told[0])
        return
    since: dict[str, Values] = {}
    for day in sorted({figure.published_on for figure in told}):
        for figure_id, state in _on(day, told).items():
            before = since.get(figure_id)
            if before is not None and before.items() >= state.items():
                continue
            if before is not None:
                yield before | {"known_until": day}
            since[figure_id] = state | {"observation_id": figure_id, "known_from": day, "known_until": None}
    yield from since.values()


def _lone(figure: Figure) -> Values:
    """The one span of a figure that has no rivals, and so is preferred to none and revises none."""
    return {
        "observation_id": figure.id,
        "known_from": figure.published_on,
        "known_until": None,
        "is_preferred": True,
        "status": _served(figure, Verdict.UNVERIFIED),
        "supersedes": None,
        "series_break": figure.basis,
    }


def _on(day: date, told: list[Figure]) -> dict[str, Values]:
    """The state on a day of each figure that is public, by observation."""
    public = [figure for figure in told if figure.published_on <= day]
    verdict = verdict_over(unrevised(figure for figure in public if figure.statement is not None))
    is_agreed = verdict is not Verdict.CONTRADICTED
    first = min(public, key=lambda figure: preference(figure.telling, is_agreed=is_agreed))
    return {
        figure.id: {
            "is_preferred": figure is first,
            "status": _served(figure, verdict),
            "supersedes": _superseded(figure, public),
            "series_break": figure.basis,
        }
        for figure in public
    }


def _served(figure: Figure, verdict: Verdict) -> str:
    status = figure.telling.status
    is_alone = figure.telling.reliability == Reliability.OTHER and verdict is not Verdict.CORROBORATED
    return str(ObsStatus.LOW_RELIABILITY) if is_alone and status in _DOUBTED else status


def _superseded(figure: Figure, public: list[Figure]) -> str | None:
    """The vintage before a revision: of the same origin."""
    if figure.values["revision_code"] is None:
        return None
    earlier = [f for f in public if f.origin == figure.origin and f.published_on < figure.published_on]
    return min(earlier, key=lambda f: (-f.published_on.toordinal(), f.id)).id if earlier else None
