"""Chats, members and topics as plain data."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.playground.api_server.errors import Json
from bot.playground.api_server.state.messages import Message
from bot.playground.api_server.state.users import User

PRIVATE, GROUP, SUPERGROUP, CHANNEL = "private", "group", "supergroup", "channel"
CREATOR, ADMINISTRATOR, MEMBER, LEFT, KICKED = (
    "creator",
    "administrator",
    "member",
    "left",
    "kicked",
)

_RIGHTS_TEXT = """can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members
    can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories
    can_delete_stories can_send_welcome_messages"""
_RIGHTS = _RIGHTS_TEXT.split()
_GROUP_RIGHTS = ["can_pin_messages", "can_manage_topics", "can_manage_tags"]
_CHANNEL_RIGHTS = ["can_post_messages", "can_edit_messages", "can_manage_direct_messages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A user's membership in a chat."""

    user: User
    status: str = MEMBER
    is_anonymous: bool = False
    lacks: frozenset[str] = frozenset()  # rights an administrator does not have

    @property
    def is_in(self) -> bool:
        """Whether the user is in the chat now."""
        return self.status not in {LEFT, KICKED}

    @property
    def is_admin(self) -> bool:
        """Whether the user is the creator or an administrator."""
        return self.status in {CREATOR, ADMINISTRATOR}

    def has_right(self, right: str) -> bool:
        """Tell whether the user is an administrator with this right."""
        return self.is_admin and right not in self.lacks

    def with_status(self, status: str) -> "Member":
        """Return a copy with another status."""
        return replace(self, status=status)

    def as_json(self, chat_type: str) -> Json:
        """Return the ChatMember object."""
        result: Json = {"user": self.user.json, "status": self.status}
        if self.status == CREATOR:
            result["is_anonymous"] = self.is_anonymous
        elif self.status == KICKED:
            result["until_date"] = 0
        elif self.status == ADMINISTRATOR:
            result["can_be_edited"] = False
            result["is_anonymous"] = self.is_anonymous
            more = _CHANNEL_RIGHTS if chat_type == CHANNEL else _GROUP_RIGHTS
            for right in (*_RIGHTS, *more):
                result[right] = right not in self.lacks
        return result


@dataclass(slots=True, eq=False)
class Topic:
    """A forum topic; its id is the id of the service message that created it."""

    chat: "Chat"
    thread_id: int
    name: str
    opening: Message
    is_closed: bool = False
    is_deleted: bool = False

    @property
    def messages(self) -> list[Message]:
        """The messages in the topic that are not deleted, oldest first."""
        return [message for message in self.chat.messages if message.thread_id == self.thread_id]

    @property
    def last(self) -> Message:
        """The newest message in the topic."""
        return self.messages[-1]


@dataclass(slots=True, eq=False, kw_only=True)
class Chat:
    """One chat; `messages` are the visible ones, `log` has deleted ones too."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    person: User | None = None  # the user of a private chat
    is_forum: bool = False
    user_objects: dict[int, Json] = field(default_factory=dict, repr=False)
    members: dict[int, Member] = field(default_factory=dict, repr=False)
    topics: dict[int, Topic] = field(default_factory=dict, repr=False)
    log: dict[int, Message] = field(
        default_factory=dict, repr=False
    )  # by message id, deleted ones too
    ephemeral: dict[int, Message] = field(
        default_factory=dict, repr=False
    )  # by their own ids, deleted ones too; each has one receiver
    drafts: list[Json] = field(default_factory=list, repr=False)
    actions: list[str] = field(default_factory=list, repr=False)  # of sendChatAction, in order
    acted_after: int = 0  # id of the newest message at the last chat action
    reactions: dict[int, list[Json]] = field(
        default_factory=dict, repr=False
    )  # the bot's, by message id
    pinned: list[int] = field(default_factory=list, repr=False)
    migrated_to: "Chat | None" = field(default=None, repr=False)
    is_started: bool = False  # private: the user has written first
    is_blocked: bool = False  # private: the user has blocked the bot
    is_deactivated: bool = False  # private: the account is deleted
    last_message_id: int = 0
    _json: Json | None = field(default=None, repr=False)

    @property
    def messages(self) -> list[Message]:
        """The messages that are not deleted, oldest first; includes service messages."""
        return [message for message in self.log.values() if not message.is_deleted]

    @property
    def last(self) -> Message:
        """The newest message.

        Raises:
            LookupError: the chat is empty.
        """
        for message in reversed(self.log.values()):
            if not message.is_deleted:
                return message
        raise LookupError(f"no messages in {self.title or self.id}")

    def ephemeral_for(self, user: User) -> list[Message]:
        """Return the ephemeral messages that one user sees, oldest first."""
        found = self.ephemeral.values()
        return [each for each in found if each.receiver == user and not each.is_deleted]

    def from_bot(self) -> list[Message]:
        """Return the bot's messages that are not deleted."""
        return [message for message in self.messages if message.sender and message.sender.is_bot]

    def __post_init__(self) -> None:
        if self.type in {SUPERGROUP, CHANNEL}:
            self.last_message_id = 1  # 1 is the service message of creation, and the General topic

    def next_message_id(self) -> int:
        """Return a new message id."""
        self.last_message_id += 1
        return self.last_message_id

    def member(self, user: User) -> Member:
        """Return a user's membership; a user who never joined has the status `left`."""
        return self.members.get(user.id) or Member(user=user, status=LEFT)

    def admins(self) -> Iterator[Member]:
        """Yield the creator and the administrators."""
        return (member for member in self.members.values() if member.is_admin)

    def as_json(self) -> Json:
        """Return the Chat object."""
        if self._json is None:
            self._json = self._render()
        return self._json

    def _render(self) -> Json:
        result: Json = {"id": self.id, "type": self.type}
        if self.person is not None:
            for name in ("first_name", "last_name", "username"):
                if (value := getattr(self.person, name)) is not None:
                    result[name] = value
            return result
        result["title"] = self.title
        if self.username is not None:
            result["username"] = self.username
        if self.is_forum:
            result["is_forum"] = True
        return result
