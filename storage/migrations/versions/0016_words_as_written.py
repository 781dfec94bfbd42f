"""Keep the words of Cyrillic articles as written in the search index, beside the folded ones."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import TSVECTOR

from bot.domain.folding import has_cyrillic, normalize_for_search

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_NO_CYRILLIC = "\ue000"
_TEXTS = """
    SELECT articles.id, articles.title, articles.body, articles.section, articles.source,
        (SELECT group_concat(tags.name, ' ') FROM article_tags
            JOIN tags ON tags.key = article_tags.tag_key
            WHERE article_tags.article_id = articles.id) AS tag_names
    FROM articles JOIN article_search ON article_search.rowid = articles.id
    WHERE articles.id > :last ORDER BY articles.id LIMIT 500
"""


def upgrade() -> None:
    """Make the index anew with the column `written`; the folded words are copied."""
    if op.get_bind().dialect.name == "postgresql":
        _upgrade_postgresql()
        return
    _replace("title, words, written", f"SELECT rowid, title, words, '{_NO_CYRILLIC}'")
    connection, last = op.get_bind(), 0
    while rows := connection.execute(text(_TEXTS), {"last": last}).all():
        last = rows[-1].id
        for row in rows:
            texts = "\n".join(filter(None, row[1:]))
            if has_cyrillic(texts):
                connection.execute(
                    text("UPDATE article_search SET written = :written WHERE rowid = :id"),
                    {"id": row.id, "written": normalize_for_search(texts)},
                )


def downgrade() -> None:
    """Make the index anew without the column."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("article_search", "written")
        op.drop_column("article_search", "vector")
        return
    _replace("title, words", "SELECT rowid, title, words")


def _upgrade_postgresql() -> None:
    """Add the columns; no version that has been released stored rows in PostgreSQL before."""
    for name, kind in (("written", sa.Text()), ("vector", TSVECTOR())):
        op.add_column("article_search", sa.Column(name, kind, nullable=False))
    op.create_index(
        "ix_article_search_vector", "article_search", ["vector"], postgresql_using="gin"
    )


def _replace(columns: str, select: str) -> None:
    """Make the index anew with these columns, filled by `select` from the old one."""
    op.execute("ALTER TABLE article_search RENAME TO article_search_old")
    op.execute(
        f"CREATE VIRTUAL TABLE article_search "
        f"USING fts5({columns}, tokenize = 'unicode61 remove_diacritics 0')"
    )
    op.execute(f"INSERT INTO article_search (rowid, {columns}) {select} FROM article_search_old")
    op.execute("DROP TABLE article_search_old")
