"""The database schema: all tables, columns and indexes, and the meaning of each row.

The schema uses only features that SQLite, PostgreSQL, Citus and YugabyteDB share: no triggers, no
enum types. Only the search index differs, see `storage.repositories.search`.
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
    text,
    true,
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


def _article_id_key() -> Column[int]:
    """Return a primary key column `article_id` that refers to an article."""
    reference = ForeignKey("articles.id", ondelete="CASCADE")
    return Column("article_id", RowNumber, reference, primary_key=True)


chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),  # private, group, supergroup, channel
    Column("title", Text, nullable=False),
    Column("language", String(8)),  # chosen with /language; null: the one that Telegram reports
    Column("length", Integer),  # sentences in a summary; null: the default
    Column("is_silent", Boolean, nullable=False, server_default=false()),
    Column("has_card_buttons", Boolean, nullable=False, server_default=true()),
    Column("is_compact", Boolean, nullable=False, server_default=false()),  # cards are short
    Column("reads_links", Boolean, nullable=False, server_default=false()),  # in a group
    Column("unreachable_since", UtcDateTime),  # unreachable since (blocked, kicked, deactivated)
    Column("created_at", UtcDateTime, nullable=False),
    Column("mode", String(8), nullable=False, server_default="now"),  # now, daily, weekly, paused
    Column("resume_mode", String(8)),  # of a paused chat: its former mode; null: now
    Column("time_zone", String(64)),  # IANA name; null: the default zone of the language
    Column("digest_minute", Integer, nullable=False, server_default="540"),  # after midnight
    Column("digest_weekday", Integer, nullable=False, server_default="0"),  # 0 is Monday
    Column("quiet_from", Integer),  # minutes after midnight
    Column("quiet_to", Integer),  # minutes after midnight
    Column("daily_cap", Integer),  # cards per local day; null: no limit
    Column("digest_due_at", UtcDateTime),  # time of the next digest; null: no digest
    Column("is_plain", Boolean, nullable=False, server_default=false()),  # no rich messages
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
    Column("state", String(16), nullable=False),  # stored (or edited), summarized, fanned_out
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("url", Text),
    Column("dedupe_key", Text),  # of the URL, see bot.ingestion.duplicates.canonical_url
    Column("content_key", String(64), nullable=False),  # hash of title and body
    Column("source", Text),
    Column("section", Text),
    Column("image_url", Text),
    Column("language", String(16)),  # null until the article is summarized
    Column("published_at", UtcDateTime),
    Column("stored_at", UtcDateTime, nullable=False),
    # The user who owns this private copy; 0: published, so it is listed, searched and pushed.
    Column("owner_id", BigInteger, nullable=False, server_default="0"),
    Column("share_key", String(10), nullable=False),  # random for a private copy; else empty
    # Published, never pushed:
    Column("is_push_suppressed", Boolean, nullable=False, server_default=false()),
    Column("story_id", RowNumber),  # first article of the same story; null: this article
    Column("imported_votes", Integer, nullable=False, server_default="0"),
    Column("imported_hundredths", Integer, nullable=False, server_default="0"),
    Column("votes", Integer, nullable=False, server_default="0"),  # includes imported votes
    Column("hundredths", Integer, nullable=False, server_default="0"),  # sum of the stars × 100
    Column("fanout_cursor", BigInteger),  # last chat id that fan-out has reached
    Index("ix_articles_state", "state", "id"),
    Index("ix_articles_content_key", "content_key"),
    Index("ix_articles_owner_id_id", "owner_id", "id"),
    Index("uq_articles_dedupe_key_owner_id", "dedupe_key", "owner_id", unique=True),
    Index("ix_articles_story_id", "story_id"),
    sqlite_autoincrement=True,
)

PUBLISHED = 0  # owner id of published articles; ids of users and chats are never 0
is_published = articles.c.owner_id == PUBLISHED

article_addresses = Table(
    "article_addresses",
    metadata,
    Column("dedupe_key", Text, primary_key=True),  # of `url`, as `articles.dedupe_key`
    Column("article_id", RowNumber, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("url", Text, nullable=False),
    Column("source", Text),  # name of the site that has the copy
    Index("ix_article_addresses_article_id", "article_id"),
)

article_tags = Table(
    "article_tags",
    metadata,
    _article_id_key(),
    Column("tag_key", String(64), ForeignKey("tags.key"), primary_key=True),
    Column("position", Integer, nullable=False),
    Index("ix_article_tags_tag_key_article_id", "tag_key", "article_id"),
)

summaries = Table(
    "summaries",
    metadata,
    _article_id_key(),
    Column("language", String(16), nullable=False),
    Column("ranked", Text, nullable=False),  # JSON: [[position, sentence], …], best first
)

ratings = Table(
    "ratings",
    metadata,
    _article_id_key(),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("stars", Integer, nullable=False),
    Column("rated_at", UtcDateTime, nullable=False),
    Index("ix_ratings_user_id", "user_id"),
)

bookmarks = Table(
    "bookmarks",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    _article_id_key(),
    Column("saved_at", UtcDateTime, nullable=False),
    Index("ix_bookmarks_article_id", "article_id"),
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
    Column("mode", String(8)),  # now, daily, weekly, paused; null: the chat's mode
    Index("ix_subscriptions_tag_key_chat_id", "tag_key", "chat_id"),
)

managed_chats = Table(
    "managed_chats",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),  # the administrator
    Column(
        "chat_id",
        BigInteger,
        ForeignKey("chats.chat_id", ondelete="CASCADE", onupdate="CASCADE"),
        primary_key=True,
    ),
    Column("connected_at", UtcDateTime, nullable=False),
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
    Column("tag_key", String(64), primary_key=True),  # empty: all tags that the chat follows
    Column("words", Text, primary_key=True),  # folded as for search, separated by one space
    Column("first_word", Text, nullable=False),
    Column("kind", String(8), nullable=False),  # mute, require
    Column("written", Text, nullable=False),  # as the user typed it
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_filters_first_word", "first_word"),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("state", String(16), nullable=False),  # received, stored, refused, shown, answered
    Column("kind", String(8), nullable=False),  # link, text, file
    Column("payload", Text, nullable=False),  # the link, the text, or Telegram's file id
    Column(
        "payload_key", Text, nullable=False, server_default=text("''")
    ),  # see `bot.domain.index_key`
    Column("file_name", Text),
    Column("mime_type", Text),
    Column("tags", Text, nullable=False, server_default="[]"),  # JSON: names of tags to add
    Column("is_listed", Boolean, nullable=False),
    Column("length", Integer),  # requested sentences; null: the chat's length
    Column("user_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False, server_default="0"),
    Column("message_id", BigInteger, nullable=False),  # the request
    Column("answer_id", BigInteger),  # the acknowledgment message, which becomes the card
    Column("inline_id", Text),  # the inline acknowledgment in a chat without the bot; first empty
    Column("language", String(8)),  # of the answer; null: the chat's language
    Column("is_quiet", Boolean, nullable=False, server_default=false()),  # a refusal is not said
    Column("article_id", RowNumber),
    Column("error", Text),  # JSON: [text key, values]
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("uq_submissions_chat_id_message_id", "chat_id", "message_id", "payload_key", unique=True),
    Index("ix_submissions_state_due_at", "state", "due_at"),
    Index("ix_submissions_article_id", "article_id"),
    Index("ix_submissions_user_id_created_at", "user_id", "created_at"),
    sqlite_autoincrement=True,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("kind", String(16), primary_key=True),  # article, broadcast, digest
    Column("item_id", RowNumber, primary_key=True),  # id of the article, broadcast or digest
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("topic_id", BigInteger, nullable=False, server_default="0"),
    Column("tag_key", String(64)),  # the followed tag that matched
    # waiting, sent, missed, skipped, dead; articles also: daily, weekly (held), digested
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcDateTime, nullable=False),
    Column("message_id", BigInteger),
    Column("done_at", UtcDateTime),
    Column("error", Text),
    Index("ix_deliveries_state_due_at", "state", "due_at", "item_id", "chat_id"),
    Index("ix_deliveries_chat_id_state", "chat_id", "state"),
)

posted_cards = Table(
    "posted_cards",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),  # 0: inline message
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),  # 0: inline message
    Column("inline_id", Text, primary_key=True),  # id of an inline message; else empty
    Column("article_id", RowNumber, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("length", Integer, nullable=False),
    Column("tag_number", RowNumber, nullable=False),
    Column("language", String(8), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_posted_cards_article_id_updated_at", "article_id", "updated_at"),
)

digests = Table(
    "digests",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("article_ids", Text, nullable=False),  # JSON: article ids, best first
    Column("left_out", Integer, nullable=False),  # number of held articles that are not listed
    Column("made_at", UtcDateTime, nullable=False),
    Index("ix_digests_chat_id", "chat_id"),
    sqlite_autoincrement=True,
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("state", String(16), nullable=False),  # preview, approved, fanned_out
    Column("html", Text, nullable=False),  # valid markup, as Telegram sent it
    Column("user_id", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("fanout_cursor", BigInteger),
    sqlite_autoincrement=True,
)

_HAS_RAW = text("raw IS NOT NULL")
processed_updates = Table(
    "processed_updates",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("raw", Text),  # JSON of an update that is not handled yet; else null
    Index(
        "ix_processed_updates_raw", "update_id", sqlite_where=_HAS_RAW, postgresql_where=_HAS_RAW
    ),
)

feeds = Table(
    "feeds",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("dedupe_key", Text, nullable=False, unique=True),  # of the added address
    Column("url", Text, nullable=False),  # current address
    Column("host", Text, nullable=False),  # host of `url`; each host gets one request at a time
    Column("title", Text, nullable=False),  # empty until the first successful fetch
    Column("tags", Text, nullable=False),  # JSON: names of tags to add to every item
    Column("state", String(16), nullable=False),  # active, paused, stopped
    Column("is_feed_url", Boolean, nullable=False),  # false: `url` may be a page with a feed
    Column("added_at", UtcDateTime, nullable=False),
    Column("newest_at", UtcDateTime),  # newest item of the first fetch; older ones are not pushed
    Column("next_at", UtcDateTime, nullable=False),  # time of the next fetch
    Column("not_before", UtcDateTime),  # end of a Retry-After wait
    Column("etag", Text),  # the header's exact value
    Column("last_modified", Text),  # the header's exact value
    Column("moved_to", Text),
    Column("moved_times", Integer, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),  # consecutive
    Column("failing_since", UtcDateTime),
    Column("error", String(16)),  # error of the last fetch
    Column("succeeded_at", UtcDateTime),
    Column("hints", Text, nullable=False),  # JSON: polling hints of the feed (ttl, skip hours)
    Column("reply_target", Text),  # JSON: [chat, topic, message] for the result of adding
    Index("ix_feeds_state_next_at", "state", "next_at"),
    sqlite_autoincrement=True,
)

feed_items = Table(
    "feed_items",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("feed_id", RowNumber, ForeignKey("feeds.id", ondelete="CASCADE"), nullable=False),
    Column("key", Text, nullable=False),  # unique within the feed
    Column("link_key", Text),  # key of the link, if the link is unique within the feed
    Column("fingerprint", String(40), nullable=False),  # a new fingerprint means: read it again
    Column("state", String(16), nullable=False),  # waiting, stored, refused
    Column("item", Text, nullable=False),  # JSON of the item in the feed; empty when finished
    Column("host", Text, nullable=False),  # host of the page to read; empty: no page to read
    Column("is_push_suppressed", Boolean, nullable=False),  # stored, but never pushed
    Column("article_id", RowNumber),  # the stored article
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),  # in the feed, exact to a day
    Index("uq_feed_items_feed_id_key", "feed_id", "key", unique=True),
    Index("ix_feed_items_feed_id_link_key", "feed_id", "link_key"),
    Index("ix_feed_items_article_id", "article_id"),
    Index("ix_feed_items_state_is_push_suppressed_id", "state", "is_push_suppressed", "id"),
    sqlite_autoincrement=True,
)

notices = Table(
    "notices",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False, server_default="0"),
    Column("answer_id", BigInteger),  # the bot's message that the notice replaces
    Column("text_key", String(64), nullable=False),
    Column("values", Text, nullable=False),  # JSON: values of the text's placeholders
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_notices_due_at", "due_at"),
    sqlite_autoincrement=True,
)

processes = Table(
    "processes",
    metadata,
    Column("id", String(32), primary_key=True),  # random, new at each start
    Column("role", String(8), nullable=False),  # all, chats, worker
    Column("beat", BigInteger, nullable=False),  # raised by each renewal
    Column("share", Integer, nullable=False),  # messages a second that it may send
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("owner", String(32), ForeignKey("processes.id", ondelete="CASCADE"), nullable=False),
)
