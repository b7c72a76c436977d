"""Series at a glance, and an index for each order of the observations."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
DEFAULT_ORDER = ["indicator_code", "area_code", "period_start", "period_end", "id"]
INDEXES = {
    "ix_observation_by_area": ["area_code", "indicator_code", "period_start", "period_end", "id"],
    "ix_observation_by_source": ["source_code", *DEFAULT_ORDER],
    "ix_observation_by_freq": ["freq", *DEFAULT_ORDER],
    "ix_observation_by_period": ["period_start", "period_end", "id"],
    "ix_observation_by_day": ["published_on", "id"],
}


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("indicator_code", TEXT, nullable=False),
        sa.Column("area_code", TEXT, nullable=False),
        sa.Column("freq", TEXT, nullable=False),
        sa.Column("observation_count", sa.Integer(), nullable=False),
        sa.Column("preferred_count", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("latest_id", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_series_area_code"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["indicator_code"],
            ["indicator.code"],
            name=op.f("fk_series_indicator_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("indicator_code", "area_code", "freq", name=op.f("pk_series")),
    )
    op.create_index(op.f("ix_series_area_code"), "series", ["area_code"], unique=False)
    op.drop_index(op.f("ix_observation_area_code"), table_name="observation")
    op.drop_index(op.f("ix_observation_source_code"), table_name="observation")
    for name, columns in INDEXES.items():
        op.create_index(name, "observation", columns, unique=False)
    # Missing values come last: an expression, which no model can be compared with.
    missing = "(CASE WHEN value IS NULL THEN 1 ELSE 0 END)"
    op.execute(f"CREATE INDEX ix_observation_by_value ON observation ({missing}, value, id)")
    op.execute(f"CREATE INDEX ix_observation_by_value_down ON observation ({missing}, value DESC, id DESC)")


def downgrade() -> None:
    op.drop_index("ix_observation_by_value_down", table_name="observation")
    op.drop_index("ix_observation_by_value", table_name="observation")
    for name in reversed(INDEXES):
        op.drop_index(name, table_name="observation")
    op.create_index(op.f("ix_observation_source_code"), "observation", ["source_code"], unique=False)
    op.create_index(op.f("ix_observation_area_code"), "observation", ["area_code"], unique=False)
    op.drop_index(op.f("ix_series_area_code"), table_name="series")
    op.drop_table("series")
