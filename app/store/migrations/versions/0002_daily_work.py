"""The daily work: personas, duplicates, deliverables, readings, more kinds of promises and events."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns; what is derived starts empty, and is derived anew when the file opens."""
    _facts()
    _columns()
    _words()
    _derived()


def _facts() -> None:
    op.create_table(
        "persona",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer()),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_index("ix_persona_batch_id", "persona", ["batch_id"])
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "saved_mapping",
        sa.Column("headers", sa.String(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("headers"),
    )
    op.create_table(
        "deliverable",
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("due_day", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(12)),
        sa.Column("occurrence", sa.Integer()),
        sa.Column("campaign", sa.String(200)),
        sa.Column("note", sa.String(10000)),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("persona_id", sa.Integer()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["persona_id"], ["persona.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("deliverable_occurrence", "deliverable", ["code", "occurrence"], unique=True)
    op.create_table(
        "deliverable_event",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.String(2000)),
        sa.Column("reason", sa.String(200)),
        sa.Column("new_day", sa.Integer()),
        sa.Column("note", sa.String(10000)),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer()),
        sa.Column("voided_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["deliverable_id"], ["deliverable.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_deliverable_event_deliverable_id", "deliverable_event", ["deliverable_id"])
    op.create_table(
        "reading",
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("cadence", sa.String(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(10000)),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer()),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("voided_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("reading_title", "reading", ["title", "first_day"])


def _columns() -> None:
    with op.batch_alter_table("commitment") as commitment:
        commitment.add_column(sa.Column("attempts", sa.Integer()))
        commitment.add_column(sa.Column("title", sa.String()))
        commitment.add_column(sa.Column("schedule", sa.String()))
        commitment.add_column(sa.Column("accept_within", sa.String()))
        commitment.add_column(sa.Column("level", sa.BigInteger()))
        commitment.add_column(sa.Column("at_most", sa.Boolean()))
        commitment.add_column(sa.Column("personas", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("commitment") as commitment:
        commitment.alter_column("personas", server_default=None)
    # Written out, since Alembic would copy the largest tables whole to give them a reference.
    op.execute("ALTER TABLE lead ADD COLUMN persona_id INTEGER REFERENCES persona (id)")
    op.execute("ALTER TABLE lead ADD COLUMN duplicate_of_id INTEGER REFERENCES lead (id)")
    op.execute("ALTER TABLE lead ADD COLUMN forgotten_at BIGINT")
    op.create_index("ix_lead_duplicate_of_id", "lead", ["duplicate_of_id"])
    for column in ("name", "email", "source", "campaign"):
        op.create_index(f"lead_{column}", "lead", [sa.text(f"lower({column})")])
    op.execute("ALTER TABLE event ADD COLUMN until BIGINT")
    op.execute("ALTER TABLE event ADD COLUMN with_id INTEGER REFERENCES person (id)")
    op.execute("ALTER TABLE event ADD COLUMN deliverable_id INTEGER REFERENCES deliverable (id)")
    entered_later = sa.text("recorded_at > happened_at")
    op.create_index(
        "event_entered_later",
        "event",
        ["recorded_at", "happened_at"],
        sqlite_where=entered_later,
        postgresql_where=entered_later,
    )
    voided = sa.text("voided_at IS NOT NULL")
    op.create_index(
        "event_voided", "event", ["voided_at"], sqlite_where=voided, postgresql_where=voided
    )


def _words() -> None:
    texts = ("name", "company", "email", "phone", "external_id")
    names = ", ".join((*texts, "digits"))

    def of(row: str) -> str:
        digits = f"{row}phone"
        for mark in " -/().+":
            digits = f"replace({digits}, '{mark}', '')"
        return ", ".join((*(f"{row}{name}" for name in texts), f"ltrim({digits}, '0')"))

    def own(row: str) -> str:
        return ", ".join(f"{row}{name}" for name in texts)

    op.execute(
        f"CREATE VIRTUAL TABLE lead_words USING fts5({names}, content='', tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute("INSERT INTO lead_words(lead_words, rank) VALUES('automerge', 0)")
    op.execute(f"INSERT INTO lead_words(rowid, {names}) SELECT id, {of('')} FROM lead")
    op.execute(f"CREATE TABLE lead_words_old (id INTEGER PRIMARY KEY, {names})")
    op.execute(
        f"""CREATE TRIGGER lead_words_update AFTER UPDATE OF {", ".join(texts)} ON lead
        WHEN ({own("old.")}) IS NOT ({own("new.")})
        BEGIN INSERT OR IGNORE INTO lead_words_old VALUES (old.id, {of("old.")}); END"""
    )
    op.execute(
        f"""CREATE TRIGGER lead_words_delete AFTER DELETE ON lead
        BEGIN INSERT OR IGNORE INTO lead_words_old VALUES (old.id, {of("old.")}); END"""
    )


def _derived() -> None:
    op.drop_table("clock")
    op.drop_table("mark")
    op.execute("DELETE FROM day_tally")
    op.execute("DELETE FROM lead_state")
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer()),
        sa.Column("deliverable_id", sa.Integer()),
        sa.Column("occurrence", sa.Integer()),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger()),
        sa.Column("soon", sa.BigInteger()),
        sa.Column("stop", sa.BigInteger()),
        sa.Column("pause", sa.BigInteger()),
        sa.Column("resume", sa.BigInteger()),
        sa.Column("left", sa.BigInteger()),
        sa.Column("day", sa.Integer()),
        sa.Column("excuse", sa.String()),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"]),
        sa.ForeignKeyConstraint(["deliverable_id"], ["deliverable.id"]),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("clock_day", "clock", ["commitment_id", "day"])
    op.create_index("clock_lead", "clock", ["lead_id"])
    is_open = sa.text("stop IS NULL AND excuse IS NULL")
    op.create_index(
        "clock_open",
        "clock",
        ["due", "commitment_id", "lead_id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer()),
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
