"""Which release has the rows of an earlier one again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("release", sa.Column("restores", TEXT, nullable=True))


def downgrade() -> None:
    op.drop_column("release", "restores")
