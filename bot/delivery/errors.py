"""What Telegram answered to a message, and what follows from it.

SendError
├── ChatUnreachable      blocked, kicked or deactivated: keep everything, send nothing
├── ChatMoved       the group is a supergroup now: follow it, send again
├── TopicGone       the topic is closed or deleted: send to the chat
├── FloodWait         wait, this chat only
├── BadMarkup       the server cannot read our markup: send plain text, and mend the bug
├── Rejected        it will never accept this message
└── DeliveryUnknown          network, time-out or a fault of the server's: try again
"""

from bot.domain.ids import ChatId


class SendError(Exception):
    """A message did not arrive, as far as is known."""


class ChatUnreachable(SendError):
    """The chat can not be written to until it wakes by itself."""


class ChatMoved(SendError):
    """The group has become the supergroup `new_id`."""

    def __init__(self, reason: str, new_id: ChatId) -> None:
        super().__init__(reason)
        self.new_id = new_id


class TopicGone(SendError):
    """The forum topic is closed or deleted."""


class FloodWait(SendError):
    """The server asks to wait `seconds` before the next message to this chat."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class BadMarkup(SendError):
    """The server cannot parse our markup or a button."""


class Rejected(SendError):
    """The server will never accept this message; another attempt is in vain."""


class NotSupported(Rejected):
    """The server does not know the method; it is older than it."""


class DeliveryUnknown(SendError):
    """The message may or may not have arrived; another attempt is due."""


# Substrings of the descriptions of "400 Bad Request", in lower case, as the service words them.
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


def judge_bad_request(description: str) -> SendError:
    """Return what "400 Bad Request: `description`" means for a message."""
    lower = description.lower()
    for substring, kind in _BY_DESCRIPTION:
        if substring in lower:
            return kind(description)
    return Rejected(description)
