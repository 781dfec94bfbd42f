"""Errors of requests to Telegram, and the reaction to each.

SendError
├── ChatUnreachable    blocked, kicked or deactivated: keep the data, send nothing
├── ChatMoved          the group became a supergroup: use the new chat, send again
├── TopicGone          the topic is closed or deleted: send to the chat
├── FloodWait          rate limited: wait, in this chat only
├── BadMarkup          the server cannot parse our markup: send plain text, and fix the bug
├── Rejected           the server will never accept this message: give up
│   └── NotSupported   the server does not know the method
└── DeliveryUnknown    network error, timeout or server error: retry
"""

from bot.domain.ids import ChatId


class SendError(Exception):
    """The message did not arrive, or its arrival is unknown."""


class ChatUnreachable(SendError):
    """The bot cannot write to the chat until a member lets it in again."""


class ChatMoved(SendError):
    """The group became the supergroup `new_id`."""

    def __init__(self, reason: str, new_id: ChatId) -> None:
        super().__init__(reason)
        self.new_id = new_id


class TopicGone(SendError):
    """The forum topic is closed or deleted."""


class FloodWait(SendError):
    """The server asks for a wait of `seconds` before the next message to this chat."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class BadMarkup(SendError):
    """The server cannot parse our markup or a button."""


class Rejected(SendError):
    """The server will never accept this message; a retry cannot help."""


class NotSupported(Rejected):
    """The Bot API server is too old to know the method."""


class DeliveryUnknown(SendError):
    """The message may have arrived or not; retry it."""


# Lower-case substrings of Telegram's "400 Bad Request" descriptions.
_BY_DESCRIPTION: tuple[tuple[str, type[SendError]], ...] = (
    ("can't parse entities", BadMarkup),
    ("button_url_invalid", BadMarkup),
    ("wrong http url", BadMarkup),
    ("entity_bounds_invalid", BadMarkup),
    ("topic_closed", TopicGone),
    ("topic_deleted", TopicGone),
    ("message thread not found", TopicGone),
    ("chat not found", ChatUnreachable),
    ("user is deactivated", ChatUnreachable),
    ("peer_id_invalid", ChatUnreachable),
    ("group is deactivated", ChatUnreachable),
    ("chat was deactivated", ChatUnreachable),
    ("user_is_blocked", ChatUnreachable),
    ("input_user_deactivated", ChatUnreachable),
    ("channel_private", ChatUnreachable),
    ("chat_admin_required", ChatUnreachable),
    ("chat_send_plain_forbidden", ChatUnreachable),
    ("have no rights to send a message", ChatUnreachable),
    ("not enough rights to send text messages", ChatUnreachable),
    ("need administrator rights in the channel chat", ChatUnreachable),
    ("chat_write_forbidden", ChatUnreachable),
    ("chat_restricted", ChatUnreachable),
    ("bot was kicked", ChatUnreachable),
)


def classify_bad_request(description: str) -> SendError:
    """Return the error for the description of a "400 Bad Request"."""
    lower = description.lower()
    for substring, kind in _BY_DESCRIPTION:
        if substring in lower:
            return kind(description)
    return Rejected(description)
