"""Reminders: what people want to hear of, each message that this comes to, and the queue of the workers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Json, Moment
from storage.queue import drop, make

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TOPICS = ("window", "claim", "lapse", "edition")
_KINDS = ("opens", "closes", "workday", "paper", "publicity", "lapse", "moved", "edition", "changed")
_STATES = ("due", "sending", "sent", "failed", "held", "uncertain", "unreachable", "cancelled", "dead")


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.add_column("people", sa.Column("reminding", Json, nullable=True))
    op.add_column("people", sa.Column("via", sa.BigInteger(), nullable=True))
    op.create_table(
        "subscriptions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("topic", _one_of("topic", _TOPICS), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("edition", sa.String(length=128), nullable=True),
        sa.Column("window", sa.String(length=64), nullable=True),
        sa.Column("claim", _ID, nullable=True),
        sa.Column("papers", Json, nullable=True),
        sa.Column("offsets", Json, nullable=True),
        sa.Column("since", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_subscriptions_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["claim"], ["claims.id"], name=op.f("fk_subscriptions_claim"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("person", "topic", "about", name=op.f("uq_subscriptions_person_topic_about")),
    )
    for column in ("person", "region", "claim"):
        op.create_index(op.f(f"ix_subscriptions_{column}"), "subscriptions", [column])
    op.create_table(
        "deliveries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("subscription", _ID, nullable=True),
        sa.Column("claim", _ID, nullable=True),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("thread", sa.String(length=200), nullable=False),
        sa.Column("kind", _one_of("kind", _KINDS), nullable=False),
        sa.Column("about", sa.String(length=250), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("deadline", Moment(), nullable=True),
        sa.Column("due", Moment(), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("state", _one_of("state", _STATES), nullable=False),
        sa.Column("leased", Moment(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("sent", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_deliveries_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["subscription"],
            ["subscriptions.id"],
            name=op.f("fk_deliveries_subscription"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["claim"], ["claims.id"], name=op.f("fk_deliveries_claim"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "person", "kind", "about", "offset", name=op.f("uq_deliveries_person_kind_about_offset")
        ),
    )
    for column in ("subscription", "claim"):
        op.create_index(op.f(f"ix_deliveries_{column}"), "deliveries", [column])
    op.create_index("ix_deliveries_due", "deliveries", ["state", "due"])
    op.create_table(
        "planned",
        sa.Column("edition", sa.String(length=128), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=True),
        sa.Column("reached", sa.BigInteger(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("edition", name=op.f("pk_planned")),
    )
    make(op.get_bind())


def downgrade() -> None:
    drop(op.get_bind())
    _let_go(op.get_bind())
    for table in ("planned", "deliveries", "subscriptions"):
        op.drop_table(table)
    # Not as a batch: on SQLite that makes the table anew, and dropping the old one would take along all that belongs
    # to its people.
    op.drop_column("people", "via")
    op.drop_column("people", "reminding")


def _let_go(connection: sa.Connection) -> None:
    """Leaves of what waits for people the answers alone: the version before knows no others."""
    people = sa.table("people", sa.column("id"), sa.column("held", Json))
    rows = connection.execute(sa.select(people).where(people.c.held.is_not(None))).all()
    for row in rows:
        answers = [one for one in row.held if "delivery" not in one]
        if answers != row.held:
            change = sa.update(people).where(people.c.id == row.id)
            connection.execute(change.values(held=answers or None))
