"""Remember the newest item that a feed's first fetch found, and find the feed of an article."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the index."""
    op.add_column("feeds", sa.Column("newest_at", sa.DateTime(timezone=True)))
    op.create_index("ix_feed_items_article_id", "feed_items", ["article_id"])


def downgrade() -> None:
    """Drop both."""
    op.drop_index("ix_feed_items_article_id", "feed_items")
    op.drop_column("feeds", "newest_at")
