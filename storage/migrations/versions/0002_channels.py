"""Channels: messages acknowledged but not answered yet, windows for pushing, grants and secrets"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Json, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("people", sa.Column("unreachable", Moment(), nullable=True))
    op.add_column("people", sa.Column("held", Json, nullable=True))
    op.add_column("conversations", sa.Column("messaged", Moment(), nullable=True))
    op.add_column("conversations", sa.Column("tapped", Moment(), nullable=True))
    op.create_table(
        "inbox",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("message", Json, nullable=False),
        sa.Column("due", Moment(), nullable=False),
        sa.Column("leased", Moment(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("key", name=op.f("uq_inbox_key")),
    )
    op.create_index(op.f("ix_inbox_who"), "inbox", ["who"])
    op.create_index(op.f("ix_inbox_due"), "inbox", ["due"])
    op.create_table(
        "pushes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_pushes_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pushes")),
    )
    op.create_index(op.f("ix_pushes_person"), "pushes", ["person"])
    op.create_index(op.f("ix_pushes_at"), "pushes", ["at"])
    op.create_table(
        "grants",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("lasting", sa.Boolean(), nullable=False),
        sa.Column("granted", Moment(), nullable=False),
        sa.Column("spent", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_grants_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_person"), "grants", ["person"])
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("expires", Moment(), nullable=True),
        sa.Column("leased", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secrets")),
    )


def downgrade() -> None:
    for table in ("secrets", "grants", "pushes", "inbox"):
        op.drop_table(table)
    # Not as a batch: on SQLite that makes the table anew, and dropping the old one would take along all that
    # belongs to its people.
    for table, column in (
        ("conversations", "tapped"),
        ("conversations", "messaged"),
        ("people", "held"),
        ("people", "unreachable"),
    ):
        op.drop_column(table, column)
