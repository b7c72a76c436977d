"""A connection to PostgreSQL that has an end to its waiting: a server that stands still ends no statement itself."""

from typing import Any

import psycopg
from psycopg.abc import RV, PQGen


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is closed, with OperationalError, where an answer is not there in time."""

    # Seconds; None is any time. In autocommit SQLAlchemy only asks whether the server is still there.
    for_statements: float | None = None
    in_autocommit: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for an answer; whoever has a time of their own knows what to do when it is over."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.in_autocommit if self.autocommit else self.for_statements)
        except psycopg.OperationalError as error:
            # What the server says has a state. Without one it said nothing, and what it says later answers nobody.
            if error.sqlstate is None:
                self.pgconn.finish()
            raise
