"""Shorten the keys that are too long for an index of PostgreSQL."""

import sqlalchemy as sa
from alembic import op

from bot.domain.index_key import KEY_MAX, index_key

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_INDEX = "uq_submissions_chat_id_message_id"
_KEYS = (
    ("articles", "dedupe_key"),
    ("article_addresses", "dedupe_key"),
    ("feeds", "dedupe_key"),
    ("feed_items", "key"),
    ("feed_items", "link_key"),
)


def upgrade() -> None:
    """Replace long keys, and give submissions a key of their payload."""
    for table, column in _KEYS:
        _shorten(table, column)
    op.add_column(
        "submissions",
        sa.Column("payload_key", sa.Text(), nullable=False, server_default=sa.text("''")),
    )
    submissions = sa.table("submissions", sa.column("payload"), sa.column("payload_key"))
    op.execute(submissions.update().values(payload_key=submissions.c.payload))
    _shorten("submissions", "payload_key")
    op.drop_index(_INDEX, "submissions")
    op.create_index(_INDEX, "submissions", ["chat_id", "message_id", "payload_key"], unique=True)


def downgrade() -> None:
    """Drop the keys of payloads; the shortened keys stay."""
    op.drop_index(_INDEX, "submissions")
    op.create_index(_INDEX, "submissions", ["chat_id", "message_id", "payload"], unique=True)
    op.drop_column("submissions", "payload_key")


def _shorten(table: str, column: str) -> None:
    """Replace the keys that may be longer than `KEY_MAX` bytes."""
    rows = sa.table(table, sa.column(column))
    key = rows.c[column]
    connection = op.get_bind()
    is_long = sa.func.length(key) > KEY_MAX // 4  # a letter has at most 4 bytes
    for text in connection.execute(sa.select(key).where(is_long).distinct()).scalars().all():
        if index_key(text) != text:
            connection.execute(rows.update().where(key == text).values({column: index_key(text)}))
