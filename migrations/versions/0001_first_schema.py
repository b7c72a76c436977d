"""first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:

    op.create_table(
        "area_level",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area_level")),
    )
    op.create_table(
        "break_kind",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_break_kind")),
    )
    op.create_table(
        "claim_kind",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_claim_kind")),
    )
    op.create_table(
        "cluster_kind",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_cluster_kind")),
    )
    op.create_table(
        "example",
        sa.Column("operation", TEXT, nullable=False),
        sa.Column("parameter", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("operation", "parameter", name=op.f("pk_example")),
    )
    op.create_table(
        "gap_reason",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_gap_reason")),
    )
    op.create_table(
        "milestone_kind",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_milestone_kind")),
    )
    op.create_table(
        "organisation_kind",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_organisation_kind")),
    )
    op.create_table(
        "project_status",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_project_status")),
    )
    op.create_table(
        "release",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("number", name=op.f("uq_release_number")),
    )
    op.create_table(
        "revision_kind",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_revision_kind")),
    )
    op.create_table(
        "search_entry",
        sa.Column("noun", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.Column("names", TEXT, nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("noun", "code", name=op.f("pk_search_entry")),
    )
    op.create_table(
        "source",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.Column("aliases", TEXT, nullable=True),
        sa.Column("publisher_zh", TEXT, nullable=False),
        sa.Column("publisher_en", TEXT, nullable=False),
        sa.Column("origin", TEXT, nullable=False),
        sa.Column("origin_zh", TEXT, nullable=False),
        sa.Column("origin_en", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("published", TEXT, nullable=False),
        sa.Column("is_copy_day", sa.Boolean(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("reliability", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=True),
        sa.Column("characters", sa.Integer(), nullable=True),
        sa.Column("note_zh", TEXT, nullable=True),
        sa.Column("note_en", TEXT, nullable=True),
        sa.CheckConstraint(
            "reliability IN ('official', 'major-media', 'other')", name=op.f("ck_source_reliability_is_known")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_source")),
    )
    op.create_index(op.f("ix_source_origin"), "source", ["origin"], unique=False)
    op.create_index(op.f("ix_source_published_on"), "source", ["published_on"], unique=False)
    op.create_index(op.f("ix_source_reliability"), "source", ["reliability"], unique=False)
    op.create_table(
        "topic",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_topic")),
    )
    op.create_table(
        "unit",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.Column("aliases", TEXT, nullable=True),
        sa.Column("is_discrete", sa.Boolean(), nullable=False),
        sa.Column("symbol_zh", TEXT, nullable=False),
        sa.Column("symbol_en", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("source_code", TEXT, nullable=False),
        sa.Column("quote", TEXT, nullable=False),
        sa.Column("section", TEXT, nullable=True),
        sa.Column("start_offset", sa.Integer(), nullable=True),
        sa.Column("end_offset", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(start_offset IS NULL) = (end_offset IS NULL) AND (start_offset IS NULL OR start_offset >= 0 AND end_offset - start_offset = length(quote))",
            name=op.f("ck_evidence_offsets_fit_the_quote"),
        ),
        sa.CheckConstraint("length(quote) BETWEEN 1 AND 30", name=op.f("ck_evidence_quote_is_a_phrase")),
        sa.ForeignKeyConstraint(
            ["source_code"],
            ["source.code"],
            name=op.f("fk_evidence_source_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_source_code"), "evidence", ["source_code"], unique=False)
    op.create_table(
        "release_change",
        sa.Column("release_number", sa.Integer(), nullable=False),
        sa.Column("table_name", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("change", TEXT, nullable=False),
        sa.CheckConstraint("change IN ('added', 'changed', 'removed')", name=op.f("ck_release_change_change_is_known")),
        sa.ForeignKeyConstraint(
            ["release_number"],
            ["release.number"],
            name=op.f("fk_release_change_release_number"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("release_number", "table_name", "key", name=op.f("pk_release_change")),
    )
    op.create_table(
        "release_count",
        sa.Column("release_number", sa.Integer(), nullable=False),
        sa.Column("table_name", TEXT, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_number"],
            ["release.number"],
            name=op.f("fk_release_count_release_number"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("release_number", "table_name", name=op.f("pk_release_count")),
    )
    op.create_table(
        "area",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.Column("aliases", TEXT, nullable=True),
        sa.Column("parent_code", TEXT, nullable=True),
        sa.Column("level_code", TEXT, nullable=False),
        sa.Column("evidence_id", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_area_evidence_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["level_code"], ["area_level.code"], name=op.f("fk_area_level_code"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["area.code"], name=op.f("fk_area_parent_code"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
    )
    op.create_index(op.f("ix_area_evidence_id"), "area", ["evidence_id"], unique=False)
    op.create_index(op.f("ix_area_level_code"), "area", ["level_code"], unique=False)
    op.create_index(op.f("ix_area_parent_code"), "area", ["parent_code"], unique=False)
    op.create_table(
        "cluster",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.Column("aliases", TEXT, nullable=True),
        sa.Column("parent_code", TEXT, nullable=True),
        sa.Column("kind_code", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("declared_count", sa.Integer(), nullable=True),
        sa.Column("note_zh", TEXT, nullable=True),
        sa.Column("note_en", TEXT, nullable=True),
        sa.Column("evidence_id", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_cluster_evidence_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["kind_code"],
            ["cluster_kind.code"],
            name=op.f("fk_cluster_kind_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["parent_code"],
            ["cluster.code"],
            name=op.f("fk_cluster_parent_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_cluster")),
    )
    op.create_index(op.f("ix_cluster_evidence_id"), "cluster", ["evidence_id"], unique=False)
    op.create_index(op.f("ix_cluster_kind_code"), "cluster", ["kind_code"], unique=False)
    op.create_index(op.f("ix_cluster_parent_code"), "cluster", ["parent_code"], unique=False)
    op.create_table(
        "mention",
        sa.Column("noun", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("evidence_id", TEXT, nullable=False),
        sa.CheckConstraint(
            "noun IN ('cluster', 'project', 'organisation', 'milestone')", name=op.f("ck_mention_noun_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_mention_evidence_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("noun", "code", "evidence_id", name=op.f("pk_mention")),
    )
    op.create_index(op.f("ix_mention_evidence_id"), "mention", ["evidence_id"], unique=False)
    op.create_table(
        "dataset",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("description_zh", TEXT, nullable=False),
        sa.Column("description_en", TEXT, nullable=False),
        sa.Column("publisher_zh", TEXT, nullable=False),
        sa.Column("publisher_en", TEXT, nullable=False),
        sa.Column("license_name", TEXT, nullable=False),
        sa.Column("license_url", TEXT, nullable=False),
        sa.Column("area_code", TEXT, nullable=False),
        sa.Column("cluster_code", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_dataset_area_code"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["cluster_code"],
            ["cluster.code"],
            name=op.f("fk_dataset_cluster_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_dataset")),
    )
    op.create_table(
        "indicator",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.Column("aliases", TEXT, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("topic_code", TEXT, nullable=False),
        sa.Column("unit_code", TEXT, nullable=False),
        sa.Column("unit_mult", sa.Integer(), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("definition_zh", TEXT, nullable=False),
        sa.Column("definition_en", TEXT, nullable=False),
        sa.Column("methodology_zh", TEXT, nullable=True),
        sa.Column("methodology_en", TEXT, nullable=True),
        sa.Column("ranker", TEXT, nullable=True),
        sa.Column("cluster_code", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["cluster_code"],
            ["cluster.code"],
            name=op.f("fk_indicator_cluster_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["topic_code"], ["topic.code"], name=op.f("fk_indicator_topic_code"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["unit_code"], ["unit.code"], name=op.f("fk_indicator_unit_code"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_indicator")),
        sa.UniqueConstraint("position", name=op.f("uq_indicator_position")),
    )
    op.create_index(op.f("ix_indicator_cluster_code"), "indicator", ["cluster_code"], unique=False)
    op.create_index(op.f("ix_indicator_topic_code"), "indicator", ["topic_code"], unique=False)
    op.create_index(op.f("ix_indicator_unit_code"), "indicator", ["unit_code"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.Column("aliases", TEXT, nullable=True),
        sa.Column("kind_code", TEXT, nullable=False),
        sa.Column("area_code", TEXT, nullable=False),
        sa.Column("time_period", TEXT, nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("note_zh", TEXT, nullable=True),
        sa.Column("note_en", TEXT, nullable=True),
        sa.Column("evidence_id", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_milestone_area_code"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_milestone_evidence_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["kind_code"],
            ["milestone_kind.code"],
            name=op.f("fk_milestone_kind_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_milestone")),
    )
    op.create_index(op.f("ix_milestone_area_code"), "milestone", ["area_code"], unique=False)
    op.create_index(op.f("ix_milestone_evidence_id"), "milestone", ["evidence_id"], unique=False)
    op.create_index(op.f("ix_milestone_kind_code"), "milestone", ["kind_code"], unique=False)
    op.create_index(op.f("ix_milestone_period_start"), "milestone", ["period_start"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.Column("aliases", TEXT, nullable=True),
        sa.Column("kind_code", TEXT, nullable=False),
        sa.Column("cluster_code", TEXT, nullable=True),
        sa.Column("area_code", TEXT, nullable=True),
        sa.Column("note_zh", TEXT, nullable=True),
        sa.Column("note_en", TEXT, nullable=True),
        sa.Column("evidence_id", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_organisation_area_code"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["cluster_code"],
            ["cluster.code"],
            name=op.f("fk_organisation_cluster_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_organisation_evidence_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["kind_code"],
            ["organisation_kind.code"],
            name=op.f("fk_organisation_kind_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_organisation")),
    )
    op.create_index(op.f("ix_organisation_area_code"), "organisation", ["area_code"], unique=False)
    op.create_index(op.f("ix_organisation_cluster_code"), "organisation", ["cluster_code"], unique=False)
    op.create_index(op.f("ix_organisation_evidence_id"), "organisation", ["evidence_id"], unique=False)
    op.create_index(op.f("ix_organisation_kind_code"), "organisation", ["kind_code"], unique=False)
    op.create_table(
        "claim",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("kind_code", TEXT, nullable=False),
        sa.Column("organisation_code", TEXT, nullable=True),
        sa.Column("area_code", TEXT, nullable=True),
        sa.Column("cluster_code", TEXT, nullable=True),
        sa.Column("statement_zh", TEXT, nullable=False),
        sa.Column("statement_en", TEXT, nullable=False),
        sa.Column("time_period", TEXT, nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("unit_code", TEXT, nullable=True),
        sa.Column("qualifier", TEXT, nullable=True),
        sa.Column("ranker", TEXT, nullable=True),
        sa.Column("evidence_id", TEXT, nullable=False),
        sa.CheckConstraint(
            "qualifier IN ('exact', 'over', 'about', 'nearly', 'up_to')", name=op.f("ck_claim_qualifier_is_known")
        ),
        sa.CheckConstraint("(value IS NULL) = (unit_code IS NULL)", name=op.f("ck_claim_value_has_a_unit")),
        sa.CheckConstraint(
            "CASE WHEN organisation_code IS NULL THEN 0 ELSE 1 END + CASE WHEN area_code IS NULL THEN 0 ELSE 1 END + CASE WHEN cluster_code IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_claim_has_one_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_claim_area_code"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["cluster_code"],
            ["cluster.code"],
            name=op.f("fk_claim_cluster_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_claim_evidence_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["kind_code"], ["claim_kind.code"], name=op.f("fk_claim_kind_code"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_claim_organisation_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["unit_code"], ["unit.code"], name=op.f("fk_claim_unit_code"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_claim")),
    )
    op.create_index(op.f("ix_claim_area_code"), "claim", ["area_code"], unique=False)
    op.create_index(op.f("ix_claim_cluster_code"), "claim", ["cluster_code"], unique=False)
    op.create_index(op.f("ix_claim_evidence_id"), "claim", ["evidence_id"], unique=False)
    op.create_index(op.f("ix_claim_kind_code"), "claim", ["kind_code"], unique=False)
    op.create_index(op.f("ix_claim_organisation_code"), "claim", ["organisation_code"], unique=False)
    op.create_index(op.f("ix_claim_unit_code"), "claim", ["unit_code"], unique=False)
    op.create_table(
        "gap",
        sa.Column("indicator_code", TEXT, nullable=False),
        sa.Column("area_code", TEXT, nullable=False),
        sa.Column("start_period", TEXT, nullable=False),
        sa.Column("end_period", TEXT, nullable=False),
        sa.Column("reason_code", TEXT, nullable=False),
        sa.Column("note_zh", TEXT, nullable=False),
        sa.Column("note_en", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_gap_area_code"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["indicator_code"],
            ["indicator.code"],
            name=op.f("fk_gap_indicator_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["reason_code"], ["gap_reason.code"], name=op.f("fk_gap_reason_code"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("indicator_code", "area_code", "start_period", name=op.f("pk_gap")),
    )
    op.create_index(op.f("ix_gap_reason_code"), "gap", ["reason_code"], unique=False)
    op.create_table(
        "observation",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("indicator_code", TEXT, nullable=False),
        sa.Column("area_code", TEXT, nullable=False),
        sa.Column("freq", TEXT, nullable=False),
        sa.Column("time_period", TEXT, nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("step", sa.Float(), nullable=True),
        sa.Column("value_text", TEXT, nullable=False),
        sa.Column("qualifier", TEXT, nullable=True),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("source_code", TEXT, nullable=False),
        sa.Column("evidence_id", TEXT, nullable=False),
        sa.Column("origin", TEXT, nullable=True),
        sa.Column("revision_code", TEXT, nullable=True),
        sa.Column("note_zh", TEXT, nullable=True),
        sa.Column("note_en", TEXT, nullable=True),
        sa.CheckConstraint("(value IS NULL) = (status IN ('L', 'M'))", name=op.f("ck_observation_missing_is_marked")),
        sa.CheckConstraint("freq IN ('A', 'S', 'Q', 'M', 'D')", name=op.f("ck_observation_freq_is_known")),
        sa.CheckConstraint(
            "qualifier IN ('exact', 'over', 'about', 'nearly', 'up_to')", name=op.f("ck_observation_qualifier_is_known")
        ),
        sa.CheckConstraint(
            "status IN ('A', 'E', 'F', 'L', 'M', 'P', 'U')", name=op.f("ck_observation_status_is_known")
        ),
        sa.CheckConstraint("(value IS NULL) = (qualifier IS NULL)", name=op.f("ck_observation_value_has_a_qualifier")),
        sa.CheckConstraint("period_start <= period_end", name=op.f("ck_observation_period_runs_forward")),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_observation_area_code"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_observation_evidence_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["indicator_code"],
            ["indicator.code"],
            name=op.f("fk_observation_indicator_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["revision_code"],
            ["revision_kind.code"],
            name=op.f("fk_observation_revision_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["source_code"],
            ["source.code"],
            name=op.f("fk_observation_source_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
    )
    op.create_index(op.f("ix_observation_area_code"), "observation", ["area_code"], unique=False)
    op.create_index(op.f("ix_observation_evidence_id"), "observation", ["evidence_id"], unique=False)
    op.create_index(
        op.f("ix_observation_indicator_code_area_code_period_start_period_end_id"),
        "observation",
        ["indicator_code", "area_code", "period_start", "period_end", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_observation_source_code"), "observation", ["source_code"], unique=False)
    op.create_table(
        "project",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.Column("aliases", TEXT, nullable=True),
        sa.Column("owner_code", TEXT, nullable=True),
        sa.Column("cluster_code", TEXT, nullable=True),
        sa.Column("area_code", TEXT, nullable=False),
        sa.Column("note_zh", TEXT, nullable=True),
        sa.Column("note_en", TEXT, nullable=True),
        sa.Column("evidence_id", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_project_area_code"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["cluster_code"],
            ["cluster.code"],
            name=op.f("fk_project_cluster_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_project_evidence_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["owner_code"],
            ["organisation.code"],
            name=op.f("fk_project_owner_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_project")),
    )
    op.create_index(op.f("ix_project_area_code"), "project", ["area_code"], unique=False)
    op.create_index(op.f("ix_project_cluster_code"), "project", ["cluster_code"], unique=False)
    op.create_index(op.f("ix_project_evidence_id"), "project", ["evidence_id"], unique=False)
    op.create_index(op.f("ix_project_owner_code"), "project", ["owner_code"], unique=False)
    op.create_table(
        "rule",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("indicator_code", TEXT, nullable=True),
        sa.Column("part_code", TEXT, nullable=True),
        sa.Column("whole_code", TEXT, nullable=True),
        sa.Column("whole_area_code", TEXT, nullable=True),
        sa.Column("parts", TEXT, nullable=True),
        sa.Column("note_zh", TEXT, nullable=False),
        sa.Column("note_en", TEXT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('same', 'share', 'growth', 'sum_of_areas', 'sum_of_indicators', 'equal')",
            name=op.f("ck_rule_kind_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["indicator_code"],
            ["indicator.code"],
            name=op.f("fk_rule_indicator_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["part_code"], ["indicator.code"], name=op.f("fk_rule_part_code"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["whole_area_code"],
            ["area.code"],
            name=op.f("fk_rule_whole_area_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["whole_code"], ["indicator.code"], name=op.f("fk_rule_whole_code"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_rule")),
    )
    op.create_index(op.f("ix_rule_indicator_code"), "rule", ["indicator_code"], unique=False)
    op.create_table(
        "series_break",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name_zh", TEXT, nullable=False),
        sa.Column("name_en", TEXT, nullable=False),
        sa.Column("indicator_code", TEXT, nullable=False),
        sa.Column("area_code", TEXT, nullable=False),
        sa.Column("time_period", TEXT, nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("kind_code", TEXT, nullable=False),
        sa.Column("note_zh", TEXT, nullable=False),
        sa.Column("note_en", TEXT, nullable=False),
        sa.Column("evidence_id", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_series_break_area_code"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_series_break_evidence_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["indicator_code"],
            ["indicator.code"],
            name=op.f("fk_series_break_indicator_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["kind_code"],
            ["break_kind.code"],
            name=op.f("fk_series_break_kind_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_series_break")),
    )
    op.create_index(op.f("ix_series_break_area_code"), "series_break", ["area_code"], unique=False)
    op.create_index(op.f("ix_series_break_evidence_id"), "series_break", ["evidence_id"], unique=False)
    op.create_index(op.f("ix_series_break_indicator_code"), "series_break", ["indicator_code"], unique=False)
    op.create_index(op.f("ix_series_break_kind_code"), "series_break", ["kind_code"], unique=False)
    op.create_table(
        "check_input",
        sa.Column("check_id", TEXT, nullable=False),
        sa.Column("known_from", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("observation_id", TEXT, nullable=False),
        sa.Column("interval", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observation.id"],
            name=op.f("fk_check_input_observation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("check_id", "known_from", "position", name=op.f("pk_check_input")),
    )
    op.create_index(op.f("ix_check_input_observation_id"), "check_input", ["observation_id"], unique=False)
    op.create_table(
        "check_result",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("known_from", sa.Date(), nullable=False),
        sa.Column("known_until", sa.Date(), nullable=True),
        sa.Column("rule_code", TEXT, nullable=False),
        sa.Column("indicator_code", TEXT, nullable=False),
        sa.Column("area_code", TEXT, nullable=False),
        sa.Column("time_period", TEXT, nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("stated", TEXT, nullable=False),
        sa.Column("computed", TEXT, nullable=True),
        sa.Column("arithmetic", TEXT, nullable=True),
        sa.Column("difference", sa.Float(), nullable=True),
        sa.CheckConstraint(
            "verdict IN ('corroborated', 'consistent', 'contradicted', 'unverified')",
            name=op.f("ck_check_result_verdict_is_known"),
        ),
        sa.CheckConstraint(
            "known_until IS NULL OR known_from < known_until", name=op.f("ck_check_result_is_known_for_a_while")
        ),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_check_result_area_code"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["indicator_code"],
            ["indicator.code"],
            name=op.f("fk_check_result_indicator_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["rule_code"], ["rule.code"], name=op.f("fk_check_result_rule_code"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", "known_from", name=op.f("pk_check_result")),
    )
    op.create_index(op.f("ix_check_result_area_code"), "check_result", ["area_code"], unique=False)
    op.create_index(
        op.f("ix_check_result_indicator_code_area_code_time_period"),
        "check_result",
        ["indicator_code", "area_code", "time_period"],
        unique=False,
    )
    op.create_index(op.f("ix_check_result_rule_code"), "check_result", ["rule_code"], unique=False)
    op.create_index(op.f("ix_check_result_verdict"), "check_result", ["verdict"], unique=False)
    op.create_table(
        "project_event",
        sa.Column("project_code", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status_code", TEXT, nullable=False),
        sa.Column("time_period", TEXT, nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("note_zh", TEXT, nullable=True),
        sa.Column("note_en", TEXT, nullable=True),
        sa.Column("evidence_id", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_project_event_evidence_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["project_code"],
            ["project.code"],
            name=op.f("fk_project_event_project_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["status_code"],
            ["project_status.code"],
            name=op.f("fk_project_event_status_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("project_code", "position", name=op.f("pk_project_event")),
    )
    op.create_index(op.f("ix_project_event_evidence_id"), "project_event", ["evidence_id"], unique=False)
    op.create_index(op.f("ix_project_event_status_code"), "project_event", ["status_code"], unique=False)
    op.create_table(
        "project_investment",
        sa.Column("project_code", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("value_text", TEXT, nullable=False),
        sa.Column("unit_code", TEXT, nullable=False),
        sa.Column("unit_mult", sa.Integer(), nullable=False),
        sa.Column("qualifier", TEXT, nullable=False),
        sa.Column("time_period", TEXT, nullable=True),
        sa.Column("note_zh", TEXT, nullable=True),
        sa.Column("note_en", TEXT, nullable=True),
        sa.Column("evidence_id", TEXT, nullable=False),
        sa.CheckConstraint(
            "qualifier IN ('exact', 'over', 'about', 'nearly', 'up_to')",
            name=op.f("ck_project_investment_qualifier_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_project_investment_evidence_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["project_code"],
            ["project.code"],
            name=op.f("fk_project_investment_project_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["unit_code"],
            ["unit.code"],
            name=op.f("fk_project_investment_unit_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("project_code", "position", name=op.f("pk_project_investment")),
    )
    op.create_index(op.f("ix_project_investment_evidence_id"), "project_investment", ["evidence_id"], unique=False)
    op.create_index(op.f("ix_project_investment_unit_code"), "project_investment", ["unit_code"], unique=False)


def downgrade() -> None:

    op.drop_index(op.f("ix_project_investment_unit_code"), table_name="project_investment")
    op.drop_index(op.f("ix_project_investment_evidence_id"), table_name="project_investment")
    op.drop_table("project_investment")
    op.drop_index(op.f("ix_project_event_status_code"), table_name="project_event")
    op.drop_index(op.f("ix_project_event_evidence_id"), table_name="project_event")
    op.drop_table("project_event")
    op.drop_index(op.f("ix_check_result_verdict"), table_name="check_result")
    op.drop_index(op.f("ix_check_result_rule_code"), table_name="check_result")
    op.drop_index(op.f("ix_check_result_indicator_code_area_code_time_period"), table_name="check_result")
    op.drop_index(op.f("ix_check_result_area_code"), table_name="check_result")
    op.drop_table("check_result")
    op.drop_index(op.f("ix_check_input_observation_id"), table_name="check_input")
    op.drop_table("check_input")
    op.drop_index(op.f("ix_series_break_kind_code"), table_name="series_break")
    op.drop_index(op.f("ix_series_break_indicator_code"), table_name="series_break")
    op.drop_index(op.f("ix_series_break_evidence_id"), table_name="series_break")
    op.drop_index(op.f("ix_series_break_area_code"), table_name="series_break")
    op.drop_table("series_break")
    op.drop_index(op.f("ix_rule_indicator_code"), table_name="rule")
    op.drop_table("rule")
    op.drop_index(op.f("ix_project_owner_code"), table_name="project")
    op.drop_index(op.f("ix_project_evidence_id"), table_name="project")
    op.drop_index(op.f("ix_project_cluster_code"), table_name="project")
    op.drop_index(op.f("ix_project_area_code"), table_name="project")
    op.drop_table("project")
    op.drop_index(op.f("ix_observation_source_code"), table_name="observation")
    op.drop_index(op.f("ix_observation_indicator_code_area_code_period_start_period_end_id"), table_name="observation")
    op.drop_index(op.f("ix_observation_evidence_id"), table_name="observation")
    op.drop_index(op.f("ix_observation_area_code"), table_name="observation")
    op.drop_table("observation")
    op.drop_index(op.f("ix_gap_reason_code"), table_name="gap")
    op.drop_table("gap")
    op.drop_index(op.f("ix_claim_unit_code"), table_name="claim")
    op.drop_index(op.f("ix_claim_organisation_code"), table_name="claim")
    op.drop_index(op.f("ix_claim_kind_code"), table_name="claim")
    op.drop_index(op.f("ix_claim_evidence_id"), table_name="claim")
    op.drop_index(op.f("ix_claim_cluster_code"), table_name="claim")
    op.drop_index(op.f("ix_claim_area_code"), table_name="claim")
    op.drop_table("claim")
    op.drop_index(op.f("ix_organisation_kind_code"), table_name="organisation")
    op.drop_index(op.f("ix_organisation_evidence_id"), table_name="organisation")
    op.drop_index(op.f("ix_organisation_cluster_code"), table_name="organisation")
    op.drop_index(op.f("ix_organisation_area_code"), table_name="organisation")
    op.drop_table("organisation")
    op.drop_index(op.f("ix_milestone_period_start"), table_name="milestone")
    op.drop_index(op.f("ix_milestone_kind_code"), table_name="milestone")
    op.drop_index(op.f("ix_milestone_evidence_id"), table_name="milestone")
    op.drop_index(op.f("ix_milestone_area_code"), table_name="milestone")
    op.drop_table("milestone")
    op.drop_index(op.f("ix_indicator_unit_code"), table_name="indicator")
    op.drop_index(op.f("ix_indicator_topic_code"), table_name="indicator")
    op.drop_index(op.f("ix_indicator_cluster_code"), table_name="indicator")
    op.drop_table("indicator")
    op.drop_table("dataset")
    op.drop_index(op.f("ix_mention_evidence_id"), table_name="mention")
    op.drop_table("mention")
    op.drop_index(op.f("ix_cluster_parent_code"), table_name="cluster")
    op.drop_index(op.f("ix_cluster_kind_code"), table_name="cluster")
    op.drop_index(op.f("ix_cluster_evidence_id"), table_name="cluster")
    op.drop_table("cluster")
    op.drop_index(op.f("ix_area_parent_code"), table_name="area")
    op.drop_index(op.f("ix_area_level_code"), table_name="area")
    op.drop_index(op.f("ix_area_evidence_id"), table_name="area")
    op.drop_table("area")
    op.drop_table("release_count")
    op.drop_table("release_change")
    op.drop_index(op.f("ix_evidence_source_code"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_table("unit")
    op.drop_table("topic")
    op.drop_index(op.f("ix_source_reliability"), table_name="source")
    op.drop_index(op.f("ix_source_published_on"), table_name="source")
    op.drop_index(op.f("ix_source_origin"), table_name="source")
    op.drop_table("source")
    op.drop_table("search_entry")
    op.drop_table("revision_kind")
    op.drop_table("release")
    op.drop_table("project_status")
    op.drop_table("organisation_kind")
    op.drop_table("milestone_kind")
    op.drop_table("gap_reason")
    op.drop_table("example")
    op.drop_table("cluster_kind")
    op.drop_table("claim_kind")
    op.drop_table("break_kind")
    op.drop_table("area_level")
