"""What follows from the figures: how each stands among its rivals, and what every check finds."""

from collections.abc import Iterable

from sqlalchemy import delete
from sqlmodel import Session, SQLModel

from app.models import CheckInput, CheckResult, Standing
from app.release.bulk import unindexed, write
from app.release.checks import Rulebook
from app.release.figures import Figures
from app.release.plain import Plain, plain_rows
from app.release.progress import SILENT, Progress
from app.release.read import Seed
from app.release.standings import standings
from app.release.tables import Values

# Rows of one table that are held back until they are written together.
_TOGETHER = 1000


class _Written:
    """Rows on their way into one table, in place of all that it had."""

    def __init__(self, session: Session, model: type[SQLModel]) -> None:
        self._session = session
        self._table = SQLModel.metadata.tables[str(model.__tablename__)]
        self._plain = plain_rows(self._table)
        self._waiting: list[Plain] = []
        session.execute(delete(self._table))

    @property
    def name(self) -> str:
        return str(self._table.name)

    def add(self, rows: Iterable[Values]) -> None:
        self._waiting.extend(map(self._plain, rows))
        if len(self._waiting) >= _TOGETHER:
            self.finish()

    def finish(self) -> None:
        write(self._session, self._table, self._waiting)
        self._waiting.clear()


def replace_derived(session: Session, seed: Seed, progress: Progress = SILENT) -> None:
    """Write standings and checks of every figure in place of those that were found before, place by place."""
    figures = Figures(seed)
    rulebook = Rulebook(seed, figures)
    inputs, results, standing = (_Written(session, model) for model in (CheckInput, CheckResult, Standing))
    with unindexed(session, *(rows.name for rows in (inputs, results, standing))):
        for place, told in progress.counted(figures.told.items(), len(seed.rows["observation"])):
            standing.add(standings(told))
            for check in rulebook.checks_of(place, told):
                for result, its_inputs in check.rows():
                    results.add((result,))
                    inputs.add(its_inputs)
        for rows in (standing, results, inputs):
            rows.finish()
