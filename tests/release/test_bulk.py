"""How many rows reach a store: by the quickest way that it has, as the server itself saw it."""

import pytest
from sqlalchemy import text

from app.release import schema
from app.release.publish import seed_store
from tests.seeds import HAVEN
from tests.stores import Postgres, connected, rows_of

TABLES = ("observation", "evidence", "standing")
# What PostgreSQL runs when a statement has added rows to a table, with the rows that it added.
NOTE = """
CREATE TABLE seen (name text, statement text, rows bigint);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO seen SELECT TG_TABLE_NAME, current_query(), count(*) FROM added;
    RETURN NULL;
END $$;
"""
TRIGGER = (
    "CREATE TRIGGER note AFTER INSERT ON {} REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION note()"
)


@pytest.fixture
def watched(postgres: Postgres) -> str:
    """The address of a store that notes each statement by which rows come into its largest tables."""
    url = postgres.new_database()
    schema.upgrade(url)
    with connected(url) as engine, engine.begin() as connection:
        for statement in (NOTE, *map(TRIGGER.format, TABLES)):
            connection.exec_driver_sql(statement)
    return url


def test_postgresql_is_filled_by_one_copy_for_each_table(watched: str) -> None:
    seed_store(watched, HAVEN)
    seen = {name: (statement, rows) for name, statement, rows in rows_of(watched, text("SELECT * FROM seen"))}
    assert len(rows_of(watched, text("SELECT * FROM seen"))) == len(seen)
    assert seen.keys() == set(TABLES)
    for name, (statement, rows) in seen.items():
        assert statement.startswith(f'COPY "{name}" (')
        assert statement.endswith(") FROM STDIN")
        assert [(rows,)] == rows_of(watched, text(f"SELECT count(*) FROM {name}"))
