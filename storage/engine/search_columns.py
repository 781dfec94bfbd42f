"""The columns of the full-text index."""

from sqlalchemy import BigInteger, Text, column, table
from sqlalchemy.dialects.postgresql import TSVECTOR

NO_CYRILLIC = "\ue000"  # for articles without Cyrillic: their folded words are as written

article_search = table(
    "article_search",
    column("rowid", BigInteger),
    column("title", Text),  # folded
    column("words", Text),  # of all other texts, folded
    column("written", Text),  # of all texts with their script; or `NO_CYRILLIC`
    column("vector", TSVECTOR),  # only on PostgreSQL, which searches it; SQLite searches the texts
)
