"""Give each person a private copy of what they hand in, which publishing never touches."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# No person or chat has the id -1: the sender of such an article was forgotten.
_OWNERS = """
UPDATE articles SET share_key = substr(content_key, 1, 10), owner_id = coalesce(
    (SELECT user_id FROM submissions WHERE article_id = articles.id ORDER BY id LIMIT 1),
    (SELECT min(user_id) FROM saved_articles WHERE article_id = articles.id),
    -1
) WHERE NOT is_listed
"""
_KEYS_OF_OTHERS = """
UPDATE articles SET dedupe_key = NULL WHERE EXISTS (
    SELECT 1 FROM articles AS other
    WHERE other.dedupe_key = articles.dedupe_key AND other.id <> articles.id
    AND (other.owner_id = 0 OR other.id < articles.id)
) AND owner_id <> 0
"""


def upgrade() -> None:
    """Add the columns, name the owner of each unlisted article, and drop `is_listed`.

    Share keys come from the text here, so that the cards that stand in chats keep working.
    """
    owner_id = sa.Column("owner_id", sa.BigInteger(), nullable=False, server_default="0")
    share_key = sa.Column("share_key", sa.String(10), nullable=False, server_default="")
    op.add_column("articles", owner_id)
    op.add_column("articles", share_key)
    op.execute(_OWNERS)
    op.drop_index("ix_articles_is_listed_id", "articles")
    highest = _highest_number()
    with op.batch_alter_table("articles", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("share_key", server_default=None)
        batch.drop_constraint("uq_articles_dedupe_key", type_="unique")
        batch.drop_column("is_listed")
    _keep_highest_number(highest)
    op.create_index("ix_articles_owner_id_id", "articles", ["owner_id", "id"])
    op.create_index(
        "uq_articles_dedupe_key_owner_id", "articles", ["dedupe_key", "owner_id"], unique=True
    )


def downgrade() -> None:
    """List published articles; a private copy loses an address that another article has."""
    op.drop_index("uq_articles_dedupe_key_owner_id", "articles")
    op.drop_index("ix_articles_owner_id_id", "articles")
    is_listed: sa.Column[bool] = sa.Column(
        "is_listed", sa.Boolean(), nullable=False, server_default=sa.true()
    )
    op.add_column("articles", is_listed)
    op.execute("UPDATE articles SET is_listed = (owner_id = 0)")
    op.execute(_KEYS_OF_OTHERS)
    highest = _highest_number()
    with op.batch_alter_table("articles", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("is_listed", server_default=None)
        batch.create_unique_constraint("uq_articles_dedupe_key", ["dedupe_key"])
        batch.drop_column("share_key")
        batch.drop_column("owner_id")
    _keep_highest_number(highest)
    op.create_index("ix_articles_is_listed_id", "articles", ["is_listed", "id"])


def _highest_number() -> int | None:
    """Return the highest number that SQLite gave an article, deleted ones included."""
    if op.get_bind().dialect.name != "sqlite":
        return None
    query = sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'articles'")
    return op.get_bind().execute(query).scalar_one_or_none()


def _keep_highest_number(highest: int | None) -> None:
    """Give no new article the number of a deleted one; SQLite copied only the remaining rows."""
    if highest is not None:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'articles'")
        kept = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('articles', :highest)")
        op.execute(kept.bindparams(highest=highest))
