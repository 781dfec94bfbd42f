"""The first schema."""

import sqlalchemy as sa
from alembic import op

from storage.engine.columns import RowNumber, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    _make_articles()
    _make_broadcasts()
    _make_chats()
    _make_deliveries()
    _make_seen_updates()
    _make_submissions()
    _make_tags()
    _make_article_tags()
    _make_ratings()
    _make_saved_articles()
    _make_subscriptions()
    _make_summaries()
    _make_tag_aliases()
    _make_search()


def downgrade() -> None:
    """Drop every table."""
    op.drop_table("article_search")
    op.drop_table("tag_aliases")
    op.drop_table("summaries")
    op.drop_table("subscriptions")
    op.drop_table("saved_articles")
    op.drop_table("ratings")
    op.drop_table("article_tags")
    op.drop_table("tags")
    op.drop_table("submissions")
    op.drop_table("seen_updates")
    op.drop_table("deliveries")
    op.drop_table("chats")
    op.drop_table("broadcasts")
    op.drop_table("articles")


def _make_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("dedupe_key", sa.Text(), nullable=True),
        sa.Column("content_key", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("image_url", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("imported_votes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("imported_hundredths", sa.Integer(), server_default="0", nullable=False),
        sa.Column("votes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("hundredths", sa.Integer(), server_default="0", nullable=False),
        sa.Column("offer_cursor", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_articles_dedupe_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_articles_content_key", "articles", ["content_key"], unique=False)
    op.create_index("ix_articles_is_listed_id", "articles", ["is_listed", "id"], unique=False)
    op.create_index("ix_articles_stage", "articles", ["stage", "id"], unique=False)


def _make_broadcasts() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("offer_cursor", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
        sqlite_autoincrement=True,
    )


def _make_chats() -> None:
    op.create_table(
        "chats",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("is_silent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("asleep_since", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_chats")),
    )


def _make_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("item_id", RowNumber, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tag_key", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "item_id", "chat_id", name=op.f("pk_deliveries")),
    )
    op.create_index("ix_deliveries_chat_id_state", "deliveries", ["chat_id", "state"], unique=False)
    op.create_index(
        "ix_deliveries_state_due_at",
        "deliveries",
        ["state", "due_at", "item_id", "chat_id"],
        unique=False,
    )


def _make_seen_updates() -> None:
    op.create_table(
        "seen_updates",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_seen_updates")),
    )


def _make_submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("mime_type", sa.Text(), nullable=True),
        sa.Column("tags", sa.Text(), server_default="[]", nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("answer_id", sa.BigInteger(), nullable=True),
        sa.Column("article_id", RowNumber, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_submissions_state_due_at", "submissions", ["state", "due_at"], unique=False)
    op.create_index(
        "uq_submissions_chat_id_message_id",
        "submissions",
        ["chat_id", "message_id", "payload"],
        unique=True,
    )


def _make_tags() -> None:
    op.create_table(
        "tags",
        sa.Column("number", RowNumber, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tags")),
        sa.UniqueConstraint("key", name=op.f("uq_tags_key")),
        sqlite_autoincrement=True,
    )


def _make_article_tags() -> None:
    op.create_table(
        "article_tags",
        sa.Column("article_id", RowNumber, nullable=False),
        sa.Column("tag_key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_article_tags_article_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tag_key"], ["tags.key"], name=op.f("fk_article_tags_tag_key")),
        sa.PrimaryKeyConstraint("article_id", "tag_key", name=op.f("pk_article_tags")),
    )
    op.create_index(
        "ix_article_tags_tag_key_article_id",
        "article_tags",
        ["tag_key", "article_id"],
        unique=False,
    )


def _make_ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("article_id", RowNumber, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("rated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_ratings_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "user_id", name=op.f("pk_ratings")),
    )
    op.create_index("ix_ratings_user_id", "ratings", ["user_id"], unique=False)


def _make_saved_articles() -> None:
    op.create_table(
        "saved_articles",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", RowNumber, nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_saved_articles_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "article_id", name=op.f("pk_saved_articles")),
    )


def _make_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("tag_key", sa.String(length=64), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"],
            ["chats.chat_id"],
            name=op.f("fk_subscriptions_chat_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tag_key"], ["tags.key"], name=op.f("fk_subscriptions_tag_key")),
        sa.PrimaryKeyConstraint("chat_id", "tag_key", name=op.f("pk_subscriptions")),
    )
    op.create_index(
        "ix_subscriptions_tag_key_chat_id", "subscriptions", ["tag_key", "chat_id"], unique=False
    )


def _make_summaries() -> None:
    op.create_table(
        "summaries",
        sa.Column("article_id", RowNumber, nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("ranked", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_summaries_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_summaries")),
    )


def _make_tag_aliases() -> None:
    op.create_table(
        "tag_aliases",
        sa.Column("alias_key", sa.String(length=64), nullable=False),
        sa.Column("tag_key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["tag_key"], ["tags.key"], name=op.f("fk_tag_aliases_tag_key"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("alias_key", name=op.f("pk_tag_aliases")),
    )


def _make_search() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.create_table(
            "article_search",
            sa.Column("rowid", sa.BigInteger(), primary_key=True, autoincrement=False),
            sa.Column("title", sa.Text(), nullable=False),
            sa.Column("words", sa.Text(), nullable=False),
        )
        return
    # The words arrive folded (bot.domain.folding), so the tokenizer has nothing to strip.
    op.execute(
        "CREATE VIRTUAL TABLE article_search "
        "USING fts5(title, words, tokenize = 'unicode61 remove_diacritics 0')"
    )
