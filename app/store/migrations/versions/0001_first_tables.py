"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of the first release in an empty file."""
    _facts()
    _derived()
    _journal()


def _facts() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("files", sa.String(), nullable=False),
        sa.Column("preset", sa.String()),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "public_holiday",
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("country", "region", "day"),
    )
    op.create_table(
        "stage",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("temperature", sa.String(), nullable=False),
        sa.Column("funnel_step", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("in_force_from", sa.BigInteger()),
        sa.Column("reason", sa.String()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "workspace",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("country", sa.String()),
        sa.Column("region", sa.String()),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("calendar_side", "calendar", ["version_id", "side"], unique=True)
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer()),
        sa.Column("count", sa.Integer()),
        sa.Column("cadence", sa.String()),
        sa.Column("within", sa.String()),
        sa.Column("stage", sa.String()),
        sa.Column("to_stage", sa.String()),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("campaigns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("commitment_code", "commitment", ["version_id", "code"], unique=True)
    op.create_table(
        "person",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("marketing", sa.Boolean(), nullable=False),
        sa.Column("sales", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String()),
        sa.Column("batch_id", sa.Integer()),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_person_batch_id", "person", ["batch_id"])
    op.create_index("ix_person_external_id", "person", ["external_id"])
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("signature_side", "signature", ["version_id", "side"], unique=True)
    op.create_table(
        "lead",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("company", sa.String(200)),
        sa.Column("title", sa.String(200)),
        sa.Column("email", sa.String(320)),
        sa.Column("phone", sa.String(80)),
        sa.Column("source", sa.String(120)),
        sa.Column("campaign", sa.String(200)),
        sa.Column("value_minor", sa.BigInteger()),
        sa.Column("external_id", sa.String()),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.Integer()),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("external_id"),
    )
    op.create_index("ix_lead_batch_id", "lead", ["batch_id"])
    op.create_index("ix_lead_owner_id", "lead", ["owner_id"])
    op.create_table(
        "event",
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.Integer()),
        sa.Column("stage", sa.String(40)),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String()),
        sa.Column("outcome", sa.String()),
        sa.Column("reason", sa.String(200)),
        sa.Column("value_minor", sa.BigInteger()),
        sa.Column("note", sa.String(10000)),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.BigInteger()),
        sa.Column("batch_id", sa.Integer()),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"]),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("event_kind", "event", ["kind", "happened_at"])
    op.create_index("event_lead", "event", ["lead_id", "happened_at"])
    op.create_index("ix_event_batch_id", "event", ["batch_id"])


def _derived() -> None:
    op.create_table(
        "day_tally",
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("excused", sa.Integer(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"]),
        sa.PrimaryKeyConstraint("commitment_id", "day"),
    )
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger()),
        sa.Column("soon", sa.BigInteger()),
        sa.Column("stop", sa.BigInteger()),
        sa.Column("left", sa.BigInteger()),
        sa.Column("day", sa.Integer()),
        sa.Column("excuse", sa.String()),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"]),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("clock_day", "clock", ["commitment_id", "day"])
    op.create_index("clock_lead", "clock", ["lead_id"])
    op.create_index(
        "clock_open",
        "clock",
        ["due", "commitment_id"],
        sqlite_where=sa.text("stop IS NULL AND excuse IS NULL"),
        postgresql_where=sa.text("stop IS NULL AND excuse IS NULL"),
    )
    op.create_table(
        "lead_state",
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String()),
        sa.Column("standing", sa.String()),
        sa.Column("arrived_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"]),
        sa.PrimaryKeyConstraint("lead_id"),
    )
    op.create_index("ix_lead_state_arrived_at", "lead_state", ["arrived_at"])
    op.create_index("ix_lead_state_stage", "lead_state", ["stage"])
    op.create_index("ix_lead_state_standing", "lead_state", ["standing"])
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"]),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("mark_day", "mark", ["commitment_id", "day"])
    op.create_index("mark_lead", "mark", ["lead_id"])


def _journal() -> None:
    op.create_table(
        "journal_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("areas", sa.String(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer()),
        sa.Column("removed", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_journal_step_undone", "journal_step", ["undone"])
    op.create_table(
        "journal_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(), nullable=False),
        sa.Column("row_id", sa.String(), nullable=False),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        sa.ForeignKeyConstraint(["step_id"], ["journal_step.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_journal_row_step_id", "journal_row", ["step_id"])
