"""Conversations, enterprises and claims"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Json, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(length=96), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("details", Json, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit")),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "editions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_editions")),
    )
    op.create_table(
        "enterprises",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("told", Json, nullable=False),
        sa.Column("ticks", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprises")),
        sa.UniqueConstraint("subject", name=op.f("uq_enterprises_subject")),
    )
    with op.batch_alter_table("enterprises", schema=None) as batch_op:
        batch_op.create_index(
            "ix_enterprises_proven",
            ["uscc"],
            unique=True,
            sqlite_where=sa.text("proven"),
            postgresql_where=sa.text("proven"),
        )

    op.create_table(
        "libraries",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("editions", Json, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_libraries")),
    )
    op.create_table(
        "operators",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("disabled", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operators")),
        sa.UniqueConstraint("name", name=op.f("uq_operators_name")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("account", sa.String(length=128), nullable=False),
        sa.Column("user", sa.String(length=128), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("channel", "account", "user", name=op.f("uq_people_channel_account_user")),
        sa.UniqueConstraint("subject", name=op.f("uq_people_subject")),
    )
    op.create_table(
        "tries",
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("locked_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_tries")),
    )
    op.create_table(
        "unanswered",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "not_understood",
                "not_stated",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("edition", sa.String(length=128), nullable=True),
        sa.Column("point", sa.String(length=64), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered")),
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("enterprise", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("edition", sa.String(length=128), nullable=False),
        sa.Column("course", Json, nullable=False),
        sa.Column("window", sa.String(length=64), nullable=True),
        sa.Column("services", Json, nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=True),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprises.id"], name=op.f("fk_claims_enterprise")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("number", name=op.f("uq_claims_number")),
    )
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claims_enterprise"), ["enterprise"], unique=False)
        batch_op.create_index(batch_op.f("ix_claims_region"), ["region"], unique=False)

    op.create_table(
        "codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("enterprise", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "proof",
            sa.Enum(
                "colleague", "operator", name="proof", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("expires", Moment(), nullable=False),
        sa.Column("used", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise"], ["enterprises.id"], name=op.f("fk_codes_enterprise"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_codes")),
    )
    op.create_table(
        "conversations",
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_conversations_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_conversations")),
    )
    op.create_table(
        "memberships",
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("enterprise", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "proof",
            sa.Enum(
                "founder",
                "colleague",
                "operator",
                name="proof",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("since", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise"], ["enterprises.id"], name=op.f("fk_memberships_enterprise"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_memberships_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_enterprise"), ["enterprise"], unique=False)

    op.create_table(
        "roles",
        sa.Column("operator", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column(
            "role",
            sa.Enum("reader", "clerk", name="role", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["operator"], ["operators.id"], name=op.f("fk_roles_operator"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("operator", "region", name=op.f("pk_roles")),
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("replies", Json, nullable=False),
        sa.Column("edition", sa.String(length=64), nullable=True),
        sa.Column("library", sa.String(length=64), nullable=True),
        sa.Column("message", Json, nullable=True),
        sa.Column("before", Json, nullable=True),
        sa.Column("records", Json, nullable=True),
        sa.Column("token", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_turns_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        sa.UniqueConstraint("key", name=op.f("uq_turns_key")),
    )
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_turns_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_turns_person"), ["person"], unique=False)

    op.create_table(
        "moves",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to", sa.String(length=64), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column(
            "by",
            sa.Enum(
                "enterprise", "operator", name="by", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["claim"], ["claims.id"], name=op.f("fk_moves_claim"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
    )
    with op.batch_alter_table("moves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_moves_claim"), ["claim"], unique=False)
    op.execute(f"INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, '{'0' * 64}')")


def downgrade() -> None:
    for table in (
        "moves",
        "turns",
        "roles",
        "memberships",
        "conversations",
        "codes",
        "claims",
        "unanswered",
        "tries",
        "people",
        "operators",
        "libraries",
        "enterprises",
        "editions",
        "audit_head",
        "audit",
    ):
        op.drop_table(table)
