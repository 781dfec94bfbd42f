"""Give tables, columns and states the standard terms that the code uses.

Primary and foreign keys keep their old constraint names, which no code uses.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TABLES = {
    "saved_articles": "bookmarks",
    "seen_updates": "processed_updates",
    "shown_cards": "posted_cards",
}
# Columns of all tables but `feeds`, by the new name of the table: old name, new name.
_COLUMNS = (
    ("article_addresses", "address_key", "dedupe_key"),
    ("articles", "is_quiet", "is_push_suppressed"),
    ("articles", "offer_cursor", "fanout_cursor"),
    ("articles", "stage", "state"),
    ("broadcasts", "offer_cursor", "fanout_cursor"),
    ("chats", "asleep_since", "unreachable_since"),
    ("feed_items", "is_quiet", "is_push_suppressed"),
    ("feed_items", "seen_at", "last_seen_at"),
    ("posted_cards", "shown_at", "updated_at"),
    ("processed_updates", "seen_at", "received_at"),
)
_FEED_COLUMNS = (
    ("address_key", "dedupe_key"),
    ("is_found", "is_feed_url"),
    ("told", "reply_target"),
    ("trouble", "error"),
)
_STATES = (
    ("articles", "summarised", "summarized"),
    ("articles", "offered", "fanned_out"),
    ("broadcasts", "offered", "fanned_out"),
)
_OLD_INDEXES = (
    ("ix_articles_stage", "articles", ["stage", "id"]),
    ("ix_feed_items_state_is_quiet_id", "feed_items", ["state", "is_quiet", "id"]),
    ("ix_saved_articles_article_id", "saved_articles", ["article_id"]),
    ("ix_shown_cards_article_id_shown_at", "shown_cards", ["article_id", "shown_at"]),
)
_NEW_INDEXES = (
    ("ix_articles_state", "articles", ["state", "id"]),
    (
        "ix_feed_items_state_is_push_suppressed_id",
        "feed_items",
        ["state", "is_push_suppressed", "id"],
    ),
    ("ix_bookmarks_article_id", "bookmarks", ["article_id"]),
    ("ix_posted_cards_article_id_updated_at", "posted_cards", ["article_id", "updated_at"]),
)


def upgrade() -> None:
    """Rename tables and columns in place; only `feeds`, a small table, is copied."""
    for name, table, _ in _OLD_INDEXES:
        op.drop_index(name, table)
    for old, new in _TABLES.items():
        op.rename_table(old, new)
    for table, old, new in _COLUMNS:
        op.alter_column(table, old, new_column_name=new)
    _rename_feed_columns(_FEED_COLUMNS)
    for table, old, new in _STATES:
        _rename_state(table, old, new)
    _rename_notice_value("trouble", "error")
    for name, table, columns in _NEW_INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Restore the former names."""
    for name, table, _ in _NEW_INDEXES:
        op.drop_index(name, table)
    _rename_notice_value("error", "trouble")
    for table, old, new in _STATES:
        _rename_state(table, new, old)
    _rename_feed_columns([(new, old) for old, new in _FEED_COLUMNS])
    for table, old, new in _COLUMNS:
        op.alter_column(table, new, new_column_name=old)
    for old, new in _TABLES.items():
        op.rename_table(new, old)
    for name, table, columns in _OLD_INDEXES:
        op.create_index(name, table, columns)


def _rename_state(table: str, old: str, new: str) -> None:
    rows = sa.table(table, sa.column("state"))
    op.execute(rows.update().where(rows.c.state == old).values(state=new))


def _rename_notice_value(old: str, new: str) -> None:
    """Rename a value of queued notices; inside a JSON string its quotes would be escaped."""
    notices = sa.table("notices", sa.column("values"))
    values = notices.c["values"]
    op.execute(
        notices.update().values({"values": sa.func.replace(values, f'"{old}":', f'"{new}":')})
    )


def _rename_feed_columns(names: Sequence[tuple[str, str]]) -> None:
    """Rename columns of `feeds` and its unique constraint; ids of deleted feeds stay unused."""
    (old_key, new_key), *_ = names
    highest = _highest_feed_id()
    options = {"sqlite_autoincrement": True}
    with op.batch_alter_table("feeds", table_kwargs=options) as batch:
        batch.drop_constraint(f"uq_feeds_{old_key}", type_="unique")
        for old, new in names:
            batch.alter_column(old, new_column_name=new)
    with op.batch_alter_table("feeds", table_kwargs=options) as batch:  # knows the new names
        batch.create_unique_constraint(f"uq_feeds_{new_key}", [new_key])
    if highest is not None:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'feeds'")
        kept = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('feeds', :highest)")
        op.execute(kept.bindparams(highest=highest))


def _highest_feed_id() -> int | None:
    """Return the highest id that SQLite gave a feed; None on other databases."""
    if op.get_bind().dialect.name != "sqlite":
        return None
    query = sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'feeds'")
    return op.get_bind().execute(query).scalar_one_or_none()
