"""Tables: what is kept, in the terms of SQLAlchemy Core; `migrations/` makes the same.

A person is one user of one account on one channel; `subject` columns are random words that stand for a person or an
enterprise in the audit, and lead nowhere once the row is gone.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.columns import Json, Moment, one_of
from storage.reminder_tables import deliveries, planned, subscriptions
from storage.schema import ID, metadata

__all__ = [
    "audit", "audit_head", "claims", "codes", "conversations", "deliveries", "editions", "enterprises", "grants",
    "inbox", "libraries", "memberships", "metadata", "moves", "operators", "people", "planned", "pushes", "roles",
    "secrets", "subscriptions", "tries", "turns", "unanswered",
]  # fmt: skip

people = Table(
    "people",
    metadata,
    Column("id", ID, primary_key=True),
    Column("channel", String(24), nullable=False),
    Column("account", String(128), nullable=False),
    Column("user", String(128), nullable=False),
    Column("subject", String(32), nullable=False, unique=True),
    Column("since", Moment, nullable=False),
    # Since when nothing can be pushed to them: they follow no more, or have blocked the bot.
    Column("unreachable", Moment),
    # What could not be pushed, shown ahead of the replies to the next message: replies, and reminders by number.
    Column("held", Json),
    # How the person wants to be reminded, as `storage.subscriptions.Wishes`; NULL is as everybody is.
    Column("reminding", Json),
    # The colleague, on another channel, who gets this person's reminders; looked for each time, as they may be gone.
    Column("via", BigInteger),
    UniqueConstraint("channel", "account", "user"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("state", Json, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    # When the person last wrote, and last tapped: what a channel's windows for pushing are counted from.
    Column("messaged", Moment),
    Column("tapped", Moment),
)

# The text of every edition that an answer came from, and which of them were at hand together.
editions = Table(
    "editions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("name", String(128), nullable=False),
    Column("content", LargeBinary, nullable=False),
)
libraries = Table(
    "libraries",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("editions", Json, nullable=False),
)

# A message with its answer. The key tells a message that comes again; all that a person said is gone with the person.
turns = Table(
    "turns",
    metadata,
    Column("id", ID, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), index=True),
    Column("at", Moment, nullable=False, index=True),
    Column("replies", Json, nullable=False),
    Column("edition", String(64)),
    Column("library", String(64)),
    # The message, the conversation before it and the records that it met: what `explain` answers again.
    Column("message", Json),
    Column("before", Json),
    Column("records", Json),
    Column("token", String(32)),
)

enterprises = Table(
    "enterprises",
    metadata,
    Column("id", ID, primary_key=True),
    Column("subject", String(32), nullable=False, unique=True),
    Column("name", String(128), nullable=False, default=""),
    Column("uscc", String(18)),
    # Whether an operator vouches for whoever it invites; an USCC alone proves nothing.
    Column("proven", Boolean, nullable=False, default=False),
    Column("since", Moment, nullable=False),
    # What was told, by fact, and the documents said to be ready: read and written whole, by whoever holds the row.
    Column("told", Json, nullable=False),
    Column("ticks", Json, nullable=False),
)
Index(
    "ix_enterprises_proven",
    enterprises.c.uscc,
    unique=True,
    sqlite_where=enterprises.c.proven,
    postgresql_where=enterprises.c.proven,
)

memberships = Table(
    "memberships",
    metadata,
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("enterprise", ForeignKey("enterprises.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("proof", one_of("proof", ("founder", "colleague", "operator")), nullable=False),
    Column("since", Moment, nullable=False),
)

codes = Table(
    "codes",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("enterprise", ForeignKey("enterprises.id", ondelete="CASCADE"), nullable=False),
    Column("proof", one_of("proof", ("colleague", "operator")), nullable=False),
    Column("expires", Moment, nullable=False),
    Column("used", Moment),
)

# Binding codes that did not fit, by a hash of who tried: erasing oneself is no way to try again.
tries = Table(
    "tries",
    metadata,
    Column("who", String(64), primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("locked_until", Moment),
)

claims = Table(
    "claims",
    metadata,
    Column("id", ID, primary_key=True),
    Column("number", String(40), nullable=False, unique=True),
    Column("enterprise", ForeignKey("enterprises.id"), nullable=False, index=True),
    Column("region", String(6), nullable=False, index=True),
    Column("edition", String(128), nullable=False),
    Column("course", Json, nullable=False),
    Column("window", String(64)),
    Column("services", Json, nullable=False),
    # In fen.
    Column("asked", BigInteger),
    Column("official", Boolean, nullable=False),
    Column("stage", String(64), nullable=False),
    Column("at", Moment, nullable=False),
)

# Never changed: a wrong move is put right by another one.
moves = Table(
    "moves",
    metadata,
    Column("id", ID, primary_key=True),
    Column("claim", ForeignKey("claims.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("to", String(64), nullable=False),
    Column("on", Date, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", one_of("by", ("enterprise", "operator")), nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("amount", BigInteger),
)

operators = Table(
    "operators",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("since", Moment, nullable=False),
    Column("disabled", Moment),
)
roles = Table(
    "roles",
    metadata,
    Column("operator", ForeignKey("operators.id", ondelete="CASCADE"), primary_key=True),
    Column("region", String(6), primary_key=True),
    Column("role", one_of("role", ("reader", "clerk")), nullable=False),
)

# Each entry holds the hash of the one before it; no entry is ever changed, and none names a person.
audit = Table(
    "audit",
    metadata,
    Column("sequence", ID, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(96), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("details", Json, nullable=False),
    Column("hash", String(64), nullable=False),
)
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)

# Without persons: what the lexicon or a notice leaves open.
unanswered = Table(
    "unanswered",
    metadata,
    Column("id", ID, primary_key=True),
    Column("on", Date, nullable=False),
    Column("kind", one_of("kind", ("not_understood", "not_stated")), nullable=False),
    Column("region", String(6)),
    Column("edition", String(128)),
    Column("point", String(64)),
    Column("text", Text, nullable=False),
)

# Messages taken but not answered yet, or whose answer is not delivered yet: a channel has acknowledged them.
inbox = Table(
    "inbox",
    metadata,
    Column("id", ID, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    # A hash of who sent it: messages of one person are answered one after the other.
    Column("who", String(64), nullable=False, index=True),
    Column("channel", String(24), nullable=False),
    Column("message", Json, nullable=False),
    Column("due", Moment, nullable=False, index=True),
    # Whoever works on it has it until then.
    Column("leased", Moment),
    Column("tries", Integer, nullable=False),
    # Parts of the answer that are delivered.
    Column("parts", Integer, nullable=False),
)

# What was pushed to a person, counted against a channel's windows.
pushes = Table(
    "pushes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
)

# Leave to send a notice of one template: a one-time one is spent with the first, or by the vendor's refusal.
grants = Table(
    "grants",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("template", String(64), nullable=False),
    Column("lasting", Boolean, nullable=False),
    Column("granted", Moment, nullable=False),
    Column("spent", Moment),
)

# What processes share and nobody else may know: vendors' tokens with their end, and the key that signs cookies.
secrets = Table(
    "secrets",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("value", Text),
    Column("expires", Moment),
    # Whoever fetches a new one has it to themselves until then.
    Column("leased", Moment),
)
