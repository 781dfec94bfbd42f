"""Deliver at the times that a chat chooses: digests, quiet hours, caps, and word filters."""

import sqlalchemy as sa
from alembic import op

from storage.engine.columns import RowNumber, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns and the tables."""
    for column in (
        sa.Column("mode", sa.String(length=8), server_default="now", nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=True),
        sa.Column("digest_minute", sa.Integer(), server_default="540", nullable=False),
        sa.Column("digest_weekday", sa.Integer(), server_default="0", nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("daily_cap", sa.Integer(), nullable=True),
        sa.Column("digest_due_at", UtcDateTime(), nullable=True),
    ):
        op.add_column("chats", column)
    op.create_index("ix_chats_digest_due_at", "chats", ["digest_due_at"])
    op.add_column("subscriptions", sa.Column("mode", sa.String(length=8), nullable=True))
    _make_filters()
    _make_digests()


def downgrade() -> None:
    """Drop them."""
    op.drop_table("digests")
    op.drop_table("filters")
    op.drop_column("subscriptions", "mode")
    op.drop_index("ix_chats_digest_due_at", "chats")
    for name in (
        *("digest_due_at", "daily_cap", "quiet_to", "quiet_from"),
        *("digest_weekday", "digest_minute", "time_zone", "mode"),
    ):
        op.drop_column("chats", name)


def _make_filters() -> None:
    op.create_table(
        "filters",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("tag_key", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("first_word", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"],
            ["chats.chat_id"],
            name=op.f("fk_filters_chat_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("chat_id", "tag_key", "words", name=op.f("pk_filters")),
    )
    op.create_index("ix_filters_first_word", "filters", ["first_word"])


def _make_digests() -> None:
    op.create_table(
        "digests",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("article_ids", sa.Text(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_digests_chat_id", "digests", ["chat_id"])
