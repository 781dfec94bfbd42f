"""Find the people who saved an article; keep unlisted articles out of the search index."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index; delete the words, and rewrite the search index, which would keep them."""
    op.create_index("ix_saved_articles_article_id", "saved_articles", ["article_id"])
    op.execute(
        "DELETE FROM article_search WHERE rowid IN (SELECT id FROM articles WHERE owner_id <> 0)"
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO article_search (article_search) VALUES ('optimize')")


def downgrade() -> None:
    """Drop the index; search never found the words."""
    op.drop_index("ix_saved_articles_article_id", "saved_articles")
