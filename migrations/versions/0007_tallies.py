"""Counts of what the large tables have of each kind, and an index for each order of the checks."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
DEFAULT_ORDER = ["rule_code", "indicator_code", "period_start", "id"]
INDEXES = {
    "ix_check_result_rule_code_indicator_code_period_start_id": DEFAULT_ORDER,
    "ix_check_result_by_indicator": ["indicator_code", "rule_code", "period_start", "id"],
    "ix_check_result_by_area": ["area_code", *DEFAULT_ORDER],
    "ix_check_result_by_verdict": ["verdict", *DEFAULT_ORDER],
    "ix_check_result_by_period": ["period_start", "id"],
    "ix_check_result_by_day": ["known_from", "id"],
    "ix_check_result_by_inputs": ["input_count", "id"],
}
# What these begin with, and nothing else.
SINGLE = ("rule_code", "area_code", "verdict")


def reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("indicator_code", TEXT, nullable=False),
        sa.Column("freq", TEXT, nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("source_code", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("observation_count", sa.Integer(), nullable=False),
        sa.Column("preferred_count", sa.Integer(), nullable=False),
        reference("tally", "indicator_code", "indicator.code"),
        reference("tally", "source_code", "source.code"),
        sa.PrimaryKeyConstraint(
            "indicator_code", "freq", "period_start", "period_end", "source_code", "status", name=op.f("pk_tally")
        ),
    )
    op.create_index(op.f("ix_tally_source_code"), "tally", ["source_code"], unique=False)
    op.create_table(
        "check_tally",
        sa.Column("rule_code", TEXT, nullable=False),
        sa.Column("indicator_code", TEXT, nullable=False),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("check_count", sa.Integer(), nullable=False),
        reference("check_tally", "indicator_code", "indicator.code"),
        reference("check_tally", "rule_code", "rule.code"),
        sa.PrimaryKeyConstraint("rule_code", "indicator_code", "verdict", name=op.f("pk_check_tally")),
    )
    op.create_index(op.f("ix_check_tally_indicator_code"), "check_tally", ["indicator_code"], unique=False)
    op.add_column("check_result", sa.Column("input_count", sa.Integer(), nullable=False, server_default=sa.text("1")))
    # A server that does not publish anew finds what the release of the store comes to.
    op.execute(
        "UPDATE check_result SET input_count = (SELECT count(*) FROM check_input"
        " WHERE check_id = check_result.id AND check_input.known_from = check_result.known_from)"
    )
    op.execute(
        "INSERT INTO tally SELECT indicator_code, freq, period_start, period_end, source_code, standing.status, count(*),"
        " sum(CASE WHEN is_preferred THEN 1 ELSE 0 END)"
        " FROM observation JOIN standing ON observation_id = id WHERE known_until IS NULL GROUP BY 1, 2, 3, 4, 5, 6"
    )
    op.execute(
        "INSERT INTO check_tally SELECT rule_code, indicator_code, verdict, count(*)"
        " FROM check_result WHERE known_until IS NULL GROUP BY 1, 2, 3"
    )
    for column in SINGLE:
        op.drop_index(op.f(f"ix_check_result_{column}"), table_name="check_result")
    for name, columns in INDEXES.items():
        op.create_index(name, "check_result", columns, unique=False)


def downgrade() -> None:
    for name in reversed(INDEXES):
        op.drop_index(name, table_name="check_result")
    for column in SINGLE:
        op.create_index(op.f(f"ix_check_result_{column}"), "check_result", [column], unique=False)
    op.drop_column("check_result", "input_count")
    op.drop_index(op.f("ix_check_tally_indicator_code"), table_name="check_tally")
    op.drop_table("check_tally")
    op.drop_index(op.f("ix_tally_source_code"), table_name="tally")
    op.drop_table("tally")
