"""Reminder tables: what people want to hear of, and each message that this comes to."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from storage.columns import Json, Moment, one_of
from storage.schema import ID, metadata

# What can be subscribed to: a filing window, a claim, the end of a year's vouchers, a region's new editions.
TOPICS = ("window", "claim", "lapse", "edition")
# What a delivery tells.
KINDS = ("opens", "closes", "workday", "paper", "publicity", "lapse", "moved", "edition", "changed")
STATES = ("due", "sending", "sent", "failed", "held", "uncertain", "unreachable", "cancelled", "dead")

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("topic", one_of("topic", TOPICS), nullable=False),
    # What it is of, told apart within the topic: `EDITION/WINDOW`, a claim's number, an edition, a region.
    Column("about", String(200), nullable=False),
    Column("region", String(6), nullable=False, index=True),
    Column("edition", String(128)),
    Column("window", String(64)),
    Column("claim", ForeignKey("claims.id", ondelete="CASCADE"), index=True),
    # Documents of others to be begun in time, by id; NULL is all that the edition gives a lead time.
    Column("papers", Json),
    # Days before; NULL is as the person wants it of all.
    Column("offsets", Json),
    Column("since", Moment, nullable=False),
    UniqueConstraint("person", "topic", "about"),
)

# One message to one person. Rows are never removed but with their person, their claim, or by age: they tell that
# something was told.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("subscription", ForeignKey("subscriptions.id", ondelete="SET NULL"), index=True),
    Column("claim", ForeignKey("claims.id", ondelete="CASCADE"), index=True),
    Column("region", String(6), nullable=False),
    # Of several that are late, only the last one of a thread is told.
    Column("thread", String(200), nullable=False),
    Column("kind", one_of("kind", KINDS), nullable=False),
    # What it tells of, the deadline included: another deadline is another delivery.
    Column("about", String(250), nullable=False),
    # Days before the deadline; 0 where there is none.
    Column("offset", Integer, nullable=False),
    # After it nobody is helped any more.
    Column("deadline", Moment),
    Column("due", Moment, nullable=False),
    Column("content", Json, nullable=False),
    Column("state", one_of("state", STATES), nullable=False),
    # Whoever sends it has it until then.
    Column("leased", Moment),
    # Counts those who took it: the fence by which only the last one's word counts.
    Column("tries", Integer, nullable=False),
    # The vendor's word for what became of it, or ours.
    Column("code", String(64)),
    Column("sent", Moment),
    UniqueConstraint("person", "kind", "about", "offset"),
)
Index("ix_deliveries_due", deliveries.c.state, deliveries.c.due)

# The editions that were planned by, and how far the people were gone through whom their coming in concerns.
planned = Table(
    "planned",
    metadata,
    Column("edition", String(128), primary_key=True),
    Column("digest", String(64), nullable=False),
    # The digest that it is compared with, NULL for an edition that came in anew.
    Column("before", String(64)),
    # The last person gone through; NULL once all are.
    Column("reached", BigInteger),
    Column("at", Moment, nullable=False),
)
