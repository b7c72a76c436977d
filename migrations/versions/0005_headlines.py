"""Which indicators are shown first."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("indicator", sa.Column("headline", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_indicator_headline"), "indicator", ["headline"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_indicator_headline"), table_name="indicator")
    op.drop_column("indicator", "headline")
