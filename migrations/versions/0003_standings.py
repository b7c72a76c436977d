"""How observations stand among their rivals, and the code by which a release was worked out."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "standing",
        sa.Column("observation_id", TEXT, nullable=False),
        sa.Column("known_from", sa.Date(), nullable=False),
        sa.Column("known_until", sa.Date(), nullable=True),
        sa.Column("is_preferred", sa.Boolean(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("supersedes", TEXT, nullable=True),
        sa.Column("series_break", TEXT, nullable=True),
        sa.CheckConstraint("status IN ('A', 'E', 'F', 'L', 'M', 'P', 'U')", name=op.f("ck_standing_status_is_known")),
        sa.CheckConstraint(
            "known_until IS NULL OR known_from < known_until", name=op.f("ck_standing_is_known_for_a_while")
        ),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observation.id"],
            name=op.f("fk_standing_observation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("observation_id", "known_from", name=op.f("pk_standing")),
    )
    op.add_column("release", sa.Column("derivation", TEXT, nullable=False, server_default=""))
    op.add_column("revision_kind", sa.Column("is_new_base", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("revision_kind", "is_new_base")
    op.drop_column("release", "derivation")
    op.drop_table("standing")
