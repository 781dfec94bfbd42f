"""Follow feeds: the feeds, their items, and notices about them for editors."""

import sqlalchemy as sa
from alembic import op

from storage.engine.columns import RowNumber, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; articles may be quiet."""
    _make_feeds()
    _make_feed_items()
    _make_notices()
    op.add_column(
        "articles", sa.Column("is_quiet", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_column("articles", "is_quiet")
    op.drop_table("notices")
    op.drop_table("feed_items")
    op.drop_table("feeds")


def _make_feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("is_found", sa.Boolean(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("moved_to", sa.Text(), nullable=True),
        sa.Column("moved_times", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failing_since", UtcDateTime(), nullable=True),
        sa.Column("trouble", sa.String(length=16), nullable=True),
        sa.Column("succeeded_at", UtcDateTime(), nullable=True),
        sa.Column("hints", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("address_key", name=op.f("uq_feeds_address_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feeds_state_next_at", "feeds", ["state", "next_at"])


def _make_feed_items() -> None:
    op.create_table(
        "feed_items",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("feed_id", RowNumber, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("link_key", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("is_quiet", sa.Boolean(), nullable=False),
        sa.Column("article_id", RowNumber, nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feeds.id"], name=op.f("fk_feed_items_feed_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_items")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_feed_items_feed_id_key", "feed_items", ["feed_id", "key"], unique=True)
    op.create_index("ix_feed_items_feed_id_link_key", "feed_items", ["feed_id", "link_key"])
    op.create_index("ix_feed_items_state_is_quiet_id", "feed_items", ["state", "is_quiet", "id"])


def _make_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("answer_id", sa.BigInteger(), nullable=True),
        sa.Column("text_key", sa.String(length=64), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notices_due_at", "notices", ["due_at"])
