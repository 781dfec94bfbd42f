"""Identifier types, so that mypy reports a chat id in place of a user id; parses written ids."""

from collections.abc import Callable
from typing import NewType, TypeVar

ArticleId = NewType("ArticleId", int)  # also in deep links, after `a_`
ChatId = NewType("ChatId", int)  # Telegram's; negative for groups and channels
UserId = NewType("UserId", int)  # Telegram's; equals the id of the private chat
MessageId = NewType("MessageId", int)  # Telegram's; unique within its chat
TopicId = NewType("TopicId", int)  # Telegram's message_thread_id; 0 means no topic
TagKey = NewType("TagKey", str)  # see bot.domain.tag
SubmissionId = NewType("SubmissionId", int)
BroadcastId = NewType("BroadcastId", int)
FeedId = NewType("FeedId", int)

NO_TOPIC = TopicId(0)
NO_ARTICLE = ArticleId(0)  # the database gives no article this id
ROW_ID_MAX = 2**63 - 1  # the largest id of a database row
Id = TypeVar("Id")


def parse_id(written: str, id_type: Callable[[int], Id]) -> Id | None:
    """Return the id in a command, a button or a link; None if it is not one.

    Args:
        written: untrusted; only ASCII digits up to `ROW_ID_MAX` are an id.
        id_type: its type, such as `ArticleId`.
    """
    is_number = written.isascii() and written.isdigit() and len(written) <= len(str(ROW_ID_MAX))
    return id_type(int(written)) if is_number and int(written) <= ROW_ID_MAX else None
