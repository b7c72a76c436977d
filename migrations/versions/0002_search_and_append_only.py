"""The full-text index of each store, and the guard that keeps observations from being rewritten."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE_UP = (
    "CREATE VIRTUAL TABLE search_index USING fts5(noun UNINDEXED, code UNINDEXED, names, words)",
    (
        "CREATE TRIGGER observation_is_append_only BEFORE UPDATE ON observation"
        " BEGIN SELECT RAISE(ABORT, 'observations are added, never changed'); END"
    ),
)
SQLITE_DOWN = (
    "DROP TRIGGER observation_is_append_only",
    "DROP TABLE search_index",
)
POSTGRESQL_UP = (
    "CREATE TABLE search_index (noun text, code text, names tsvector, words tsvector, PRIMARY KEY (noun, code))",
    "CREATE INDEX search_index_vector ON search_index USING gin (names, words)",
    (
        "CREATE FUNCTION observation_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'observations are added, never changed'; END $$"
    ),
    (
        "CREATE TRIGGER observation_is_append_only BEFORE UPDATE ON observation"
        " FOR EACH ROW EXECUTE FUNCTION observation_is_append_only()"
    ),
)
POSTGRESQL_DOWN = (
    "DROP TRIGGER observation_is_append_only ON observation",
    "DROP FUNCTION observation_is_append_only",
    "DROP TABLE search_index",
)


def upgrade() -> None:
    for statement in POSTGRESQL_UP if op.get_context().dialect.name == "postgresql" else SQLITE_UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in POSTGRESQL_DOWN if op.get_context().dialect.name == "postgresql" else SQLITE_DOWN:
        op.execute(statement)
