"""The parameter values that the documentation shows."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.models import Example

Examples = dict[str, dict[str, str]]


def find_examples(session: Session, release: str) -> Examples:
    """For each operation its example parameters; what is so in every city is not a row."""
    rows = select(col(Example.operation), col(Example.parameter), col(Example.value)).order_by(
        col(Example.operation), col(Example.parameter)
    )
    found: Examples = {}
    for operation, parameter, value in session.execute(rows):
        found.setdefault(operation, {})[parameter] = value
    return found | {
        "get_release": {"release_id": release},
        "list_files": {"release_id": release},
        "get_file": {"release_id": release, "file_name": "areas.csv"},
        "get_schema": {"list_name": "observations"},
    }
