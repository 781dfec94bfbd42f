"""Group the articles of one story, and keep all addresses of an article."""

import sqlalchemy as sa
from alembic import op

from storage.engine.columns import RowNumber

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column and the table."""
    op.add_column("articles", sa.Column("story_id", RowNumber, nullable=True))
    op.create_index("ix_articles_story_id", "articles", ["story_id"])
    op.create_table(
        "article_addresses",
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("article_id", RowNumber, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_article_addresses_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("address_key", name=op.f("pk_article_addresses")),
    )
    op.create_index("ix_article_addresses_article_id", "article_addresses", ["article_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("article_addresses")
    op.drop_index("ix_articles_story_id", "articles")
    op.drop_column("articles", "story_id")
