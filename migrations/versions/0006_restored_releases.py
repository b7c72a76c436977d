"""Which release has the rows of an earlier one again; words are in the index at once, not in a list beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("release", sa.Column("restores", TEXT, nullable=True))
    if op.get_context().dialect.name == "postgresql":
        # Every release writes all words anew, and each search would read the list of those that wait.
        op.execute("ALTER INDEX search_index_vector SET (fastupdate = off)")


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER INDEX search_index_vector RESET (fastupdate)")
    op.drop_column("release", "restores")
