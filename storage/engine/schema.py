"""The tables. What a row means stands here; how it changes, in the repository of its name.

Kept to what SQLite, PostgreSQL, Citus and YugabyteDB share: no triggers, no enum types. The
search index is the one table that differs, see `storage.repositories.search`.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    false,
)

from storage.engine.columns import RowNumber, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _to_article(name: str = "article_id", *, primary_key: bool = False) -> Column[int]:
    reference = ForeignKey("articles.id", ondelete="CASCADE")
    return Column(name, RowNumber, reference, primary_key=primary_key)


chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),  # private, group, supergroup, channel
    Column("title", Text, nullable=False),
    Column("language", String(8)),  # chosen with /language; null: what Telegram says
    Column("length", Integer),  # sentences of a summary; null: the default
    Column("is_silent", Boolean, nullable=False, server_default=false()),
    Column("asleep_since", UtcDateTime),  # blocked, kicked or deactivated since
    Column("created_at", UtcDateTime, nullable=False),
    Column("mode", String(8), nullable=False, server_default="now"),  # now, daily, weekly, paused
    Column("time_zone", String(64)),  # IANA name; null: what most of its language have
    Column("digest_minute", Integer, nullable=False, server_default="540"),  # since midnight
    Column("digest_weekday", Integer, nullable=False, server_default="0"),  # 0 is Monday
    Column("quiet_from", Integer),  # minutes since midnight
    Column("quiet_to", Integer),
    Column("daily_cap", Integer),  # cards a local day; null: no limit
    Column("digest_due_at", UtcDateTime),  # when the next digest is looked at; null: never
    Index("ix_chats_digest_due_at", "digest_due_at"),
)

tags = Table(
    "tags",
    metadata,
    Column("number", RowNumber, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    sqlite_autoincrement=True,
)

tag_aliases = Table(
    "tag_aliases",
    metadata,
    Column("alias_key", String(64), primary_key=True),
    Column("tag_key", String(64), ForeignKey("tags.key", ondelete="CASCADE"), nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("stage", String(16), nullable=False),  # stored (or edited), summarised, offered
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("url", Text),
    Column("dedupe_key", Text),  # of the URL, see bot.ingestion.duplicates.canonical_url
    Column("content_key", String(64), nullable=False),  # of title and body
    Column("source", Text),
    Column("section", Text),
    Column("image_url", Text),
    Column("language", String(16)),  # null until summarised
    Column("published_at", UtcDateTime),
    Column("stored_at", UtcDateTime, nullable=False),
    # The person whose private copy this is; 0: published, that is listed, searched and pushed.
    Column("owner_id", BigInteger, nullable=False, server_default="0"),
    Column("share_key", String(10), nullable=False),  # random, of a private copy; else empty
    Column("is_quiet", Boolean, nullable=False, server_default=false()),  # published, never pushed
    Column("story_id", RowNumber),  # the first article that tells the same story; null: this one
    Column("imported_votes", Integer, nullable=False, server_default="0"),
    Column("imported_hundredths", Integer, nullable=False, server_default="0"),
    Column("votes", Integer, nullable=False, server_default="0"),  # imported ones included
    Column("hundredths", Integer, nullable=False, server_default="0"),  # sum of the votes × 100
    Column("offer_cursor", BigInteger),  # the last chat id that fan-out has reached
    Index("ix_articles_stage", "stage", "id"),
    Index("ix_articles_content_key", "content_key"),
    Index("ix_articles_owner_id_id", "owner_id", "id"),
    Index("uq_articles_dedupe_key_owner_id", "dedupe_key", "owner_id", unique=True),
    Index("ix_articles_story_id", "story_id"),
    sqlite_autoincrement=True,
)

PUBLISHED = 0  # the owner of published articles; ids of people and chats are never 0
is_published = articles.c.owner_id == PUBLISHED

article_addresses = Table(
    "article_addresses",
    metadata,
    Column("address_key", Text, primary_key=True),  # as `articles.dedupe_key`, which is the first
    Column("article_id", RowNumber, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("url", Text, nullable=False),
    Column("source", Text),  # whose copy stands there
    Index("ix_article_addresses_article_id", "article_id"),
)

article_tags = Table(
    "article_tags",
    metadata,
    _to_article(primary_key=True),
    Column("tag_key", String(64), ForeignKey("tags.key"), primary_key=True),
    Column("position", Integer, nullable=False),
    Index("ix_article_tags_tag_key_article_id", "tag_key", "article_id"),
)

summaries = Table(
    "summaries",
    metadata,
    _to_article(primary_key=True),
    Column("language", String(16), nullable=False),
    Column("ranked", Text, nullable=False),  # JSON: [[position, sentence], …], best first
)

ratings = Table(
    "ratings",
    metadata,
    _to_article(primary_key=True),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("stars", Integer, nullable=False),
    Column("rated_at", UtcDateTime, nullable=False),
    Index("ix_ratings_user_id", "user_id"),
)

saved_articles = Table(
    "saved_articles",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    _to_article(primary_key=True),
    Column("saved_at", UtcDateTime, nullable=False),
    Index("ix_saved_articles_article_id", "article_id"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column(
        "chat_id",
        BigInteger,
        ForeignKey("chats.chat_id", ondelete="CASCADE", onupdate="CASCADE"),
        primary_key=True,
    ),
    Column("tag_key", String(64), ForeignKey("tags.key"), primary_key=True),
    Column("topic_id", BigInteger, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("mode", String(8)),  # now, daily, weekly, paused; null: the chat's
    Index("ix_subscriptions_tag_key_chat_id", "tag_key", "chat_id"),
)

filters = Table(
    "filters",
    metadata,
    Column(
        "chat_id",
        BigInteger,
        ForeignKey("chats.chat_id", ondelete="CASCADE", onupdate="CASCADE"),
        primary_key=True,
    ),
    Column("tag_key", String(64), primary_key=True),  # empty: for all that the chat follows
    Column("words", Text, primary_key=True),  # folded as for search, one space between
    Column("first_word", Text, nullable=False),
    Column("kind", String(8), nullable=False),  # mute, require
    Column("written", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_filters_first_word", "first_word"),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("state", String(16), nullable=False),  # received, stored, refused, answered
    Column("kind", String(8), nullable=False),  # link, text, file
    Column("payload", Text, nullable=False),  # the link, the text, or Telegram's file id
    Column("file_name", Text),
    Column("mime_type", Text),
    Column("tags", Text, nullable=False, server_default="[]"),  # JSON: names to add
    Column("is_listed", Boolean, nullable=False),
    Column("length", Integer),  # sentences asked for; null: the chat's
    Column("user_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False, server_default="0"),
    Column("message_id", BigInteger, nullable=False),  # the request; makes it unique
    Column("answer_id", BigInteger),  # our acknowledgement, which becomes the card
    Column("inline_id", Text),  # the same where we are a guest; empty until it is there
    Column("language", String(8)),  # of the answer; null: the chat's
    Column("article_id", RowNumber),
    Column("error", Text),  # JSON: [text key, values]
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("uq_submissions_chat_id_message_id", "chat_id", "message_id", "payload", unique=True),
    Index("ix_submissions_state_due_at", "state", "due_at"),
    Index("ix_submissions_article_id", "article_id"),
    Index("ix_submissions_user_id_created_at", "user_id", "created_at"),
    sqlite_autoincrement=True,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("kind", String(16), primary_key=True),  # article, broadcast, digest
    Column("item_id", RowNumber, primary_key=True),  # the article's, broadcast's, digest's number
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("topic_id", BigInteger, nullable=False, server_default="0"),
    Column("tag_key", String(64)),  # why it came
    # waiting, sent, missed, skipped, dead; of articles also daily, weekly: held for a digest
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcDateTime, nullable=False),
    Column("message_id", BigInteger),
    Column("done_at", UtcDateTime),
    Column("error", Text),
    Index("ix_deliveries_state_due_at", "state", "due_at", "item_id", "chat_id"),
    Index("ix_deliveries_chat_id_state", "chat_id", "state"),
)

shown_cards = Table(
    "shown_cards",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),  # 0: inline
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),  # 0: inline
    Column("inline_id", Text, primary_key=True),  # of an inline message; empty for others
    Column("article_id", RowNumber, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("length", Integer, nullable=False),
    Column("tag_number", RowNumber, nullable=False),
    Column("language", String(8), nullable=False),
    Column("shown_at", UtcDateTime, nullable=False),
    Index("ix_shown_cards_article_id_shown_at", "article_id", "shown_at"),
)

digests = Table(
    "digests",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("article_ids", Text, nullable=False),  # JSON: numbers, best first
    Column("left_out", Integer, nullable=False),  # articles that were held too
    Column("made_at", UtcDateTime, nullable=False),
    Index("ix_digests_chat_id", "chat_id"),
    sqlite_autoincrement=True,
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("state", String(16), nullable=False),  # preview, approved, offered
    Column("html", Text, nullable=False),  # as Telegram gave it, so its markup is sound
    Column("user_id", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("offer_cursor", BigInteger),
    sqlite_autoincrement=True,
)

seen_updates = Table(
    "seen_updates",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("raw", Text),  # JSON of an update that is held unhandled; else null
)

feeds = Table(
    "feeds",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("address_key", Text, nullable=False, unique=True),  # of the address that was added
    Column("url", Text, nullable=False),  # where it is asked for now
    Column("host", Text, nullable=False),  # of the url; one request at a time each
    Column("title", Text, nullable=False),  # empty until it was read
    Column("tags", Text, nullable=False),  # JSON: names to add to every item
    Column("state", String(16), nullable=False),  # active, paused, stopped
    Column("is_found", Boolean, nullable=False),  # false: the address may be a site's, look there
    Column("added_at", UtcDateTime, nullable=False),
    Column("newest_at", UtcDateTime),  # of what the first fetch found; older is pushed to nobody
    Column("next_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime),  # a Retry-After to wait out
    Column("etag", Text),  # as it came
    Column("last_modified", Text),  # as it came
    Column("moved_to", Text),
    Column("moved_times", Integer, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),  # one after the other
    Column("failing_since", UtcDateTime),
    Column("trouble", String(16)),  # of the last fetch
    Column("succeeded_at", UtcDateTime),
    Column("hints", Text, nullable=False),  # JSON: what the feed asks of those who read it
    Column("told", Text),  # JSON: [chat, topic, message] of who waits to hear that it works
    Index("ix_feeds_state_next_at", "state", "next_at"),
    sqlite_autoincrement=True,
)

feed_items = Table(
    "feed_items",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("feed_id", RowNumber, ForeignKey("feeds.id", ondelete="CASCADE"), nullable=False),
    Column("key", Text, nullable=False),  # its identity within the feed
    Column("link_key", Text),  # the same by its link, where that tells it apart
    Column("fingerprint", String(40), nullable=False),  # of what makes it worth reading again
    Column("state", String(16), nullable=False),  # waiting, stored, refused
    Column("item", Text, nullable=False),  # JSON: what the feed says of it; empty once it is done
    Column("host", Text, nullable=False),  # of the page to be read; empty where there is none
    Column("is_quiet", Boolean, nullable=False),  # stored, pushed to nobody
    Column("article_id", RowNumber),  # what became of it
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),  # when the feed last listed it, to the day
    Index("uq_feed_items_feed_id_key", "feed_id", "key", unique=True),
    Index("ix_feed_items_feed_id_link_key", "feed_id", "link_key"),
    Index("ix_feed_items_article_id", "article_id"),
    Index("ix_feed_items_state_is_quiet_id", "state", "is_quiet", "id"),
    sqlite_autoincrement=True,
)

notices = Table(
    "notices",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False, server_default="0"),
    Column("answer_id", BigInteger),  # a message of ours that it replaces
    Column("text_key", String(64), nullable=False),
    Column("values", Text, nullable=False),  # JSON: what its placeholders stand for
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_notices_due_at", "due_at"),
    sqlite_autoincrement=True,
)
