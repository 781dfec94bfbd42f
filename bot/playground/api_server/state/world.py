"""The server's whole state: users, chats, messages, queries and updates for the bot.

It knows no network. Bot API methods and people both change it.
"""

from dataclasses import dataclass, field
from itertools import count

from bot.playground.api_server.errors import Json
from bot.playground.api_server.formatting.entities import utf16_slice
from bot.playground.api_server.state.changes import Changes
from bot.playground.api_server.state.chats import (
    ADMINISTRATOR,
    CHANNEL,
    LEFT,
    PRIVATE,
    SUPERGROUP,
    Chat,
    Member,
    Topic,
)
from bot.playground.api_server.state.clock import Clock
from bot.playground.api_server.state.file_store import FileStore
from bot.playground.api_server.state.messages import SERVICE, Content, Message
from bot.playground.api_server.state.queries import CallbackQuery, GuestQuery, InlineQuery
from bot.playground.api_server.state.update_queue import UpdateQueue
from bot.playground.api_server.state.users import CHANNEL_BOT, GROUP_ANONYMOUS_BOT, TELEGRAM, User

_FIRST_USER_ID = 5_000_000_001  # more than 32 bits, as current accounts have
_FIRST_GROUP_ID = -4_000_000_001
_FIRST_SUPERGROUP_ID = -1_001_000_000_001


@dataclass(slots=True, kw_only=True)
class Options:
    """The bot's @BotFather settings and the Bot API version."""

    has_privacy: bool = True  # in groups the bot gets only commands, mentions and replies
    is_inline: bool = True
    has_inline_feedback: bool = True  # chosen_inline_result is sent
    has_inline_cache: bool = False  # inline answers are reused for their cache_time
    is_guest: bool = True  # guest mode, Bot API 10.0
    knows_rich_messages: bool = True  # Bot API 10.1; without it sendRichMessage is unknown
    knows_ephemeral_messages: bool = True  # Bot API 10.2; without it their parameter is ignored
    query_lifetime: float = 15.0  # seconds in which a query can be answered


@dataclass(slots=True)
class Profile:
    """The bot's commands by (scope, language), and its texts by language."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)


class World:
    """The state; `changes` notifies about every change."""

    def __init__(self, bot: User, options: Options, history: int | None = None) -> None:
        self.bot = bot
        self.options = options
        self.clock = Clock()
        self.changes = Changes()
        self.queue = UpdateQueue(history)
        self.queue.on_change = self.changes.notify
        self.files = FileStore()
        self.profile = Profile()
        self.users: dict[int, User] = {}
        self.user_objects: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.usernames: dict[str, Chat] = {}
        self.callback_queries: dict[str, CallbackQuery] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.guest_queries: dict[str, GuestQuery] = {}
        self.inline_messages: dict[str, Message] = {}
        self._user_ids = count(_FIRST_USER_ID)
        self._group_ids = count(_FIRST_GROUP_ID, -1)
        self._supergroup_ids = count(_FIRST_SUPERGROUP_ID, -1)
        self._query_ids = count(4_400_000_000_000_000_001)
        for user in (bot, GROUP_ANONYMOUS_BOT, CHANNEL_BOT, TELEGRAM):
            self.add_user(user)

    def next_user_id(self) -> int:
        """Return a new user id."""
        return next(self._user_ids)

    def next_query_id(self) -> str:
        """Return a new query id."""
        return str(next(self._query_ids))

    def add_user(self, user: User) -> None:
        """Add a user."""
        self.users[user.id] = user
        self.user_objects[user.id] = user.json

    def add_chat(self, chat: Chat) -> Chat:
        """Add a chat."""
        chat.user_objects = self.user_objects
        self.chats[chat.id] = chat
        if chat.username:
            self.usernames[chat.username.lower()] = chat
        return chat

    def next_chat_id(self, chat_type: str) -> int:
        """Return an id for a new group, supergroup or channel."""
        return next(self._group_ids if chat_type == "group" else self._supergroup_ids)

    def post(
        self,
        chat: Chat,
        content: Content,
        *,
        sender: User | None,
        sender_chat: Chat | None = None,
        topic: Topic | None = None,
        reply_to: Message | None = None,
        via_bot: User | None = None,
        extra: Json | None = None,
    ) -> Message:
        """Post a message to a chat without an update to the bot."""
        message = Message(
            chat=chat,
            message_id=chat.next_message_id(),
            date=self.clock.date(),
            content=content,
            sender=sender,
            sender_chat=sender_chat,
            via_bot=via_bot,
            extra=extra or {},
        )
        self._set_thread(message, chat, topic, reply_to)
        chat.log[message.message_id] = message
        self.changes.notify()
        return message

    def _set_thread(
        self, message: Message, chat: Chat, topic: Topic | None, reply_to: Message | None
    ) -> None:
        """Set the message's thread and reply as Telegram does.

        In a topic a message without a reply replies to the topic's first message. In a
        supergroup without topics a reply has the thread of its root, but no topic.
        """
        message.reply_to = reply_to
        if topic is not None:
            message.thread_id = topic.thread_id
            message.is_topic_message = True
            if reply_to is None and message.content.kind != SERVICE:
                message.reply_to = topic.opening
        elif reply_to is not None and chat.type == SUPERGROUP and not chat.is_forum:
            message.thread_id = reply_to.thread_id or reply_to.message_id

    def post_service_message(
        self, chat: Chat, media: Json, *, sender: User | None, topic: Topic | None = None
    ) -> Message:
        """Post a service message and queue its update."""
        content = Content(kind=SERVICE, media=media)
        message = self.post(chat, content, sender=sender, topic=topic)
        self.notify_bot(message)
        return message

    def notify_bot(self, message: Message, *, is_edited: bool = False) -> Json | None:
        """Queue the update for a message if the bot may see it; return the update."""
        chat = self.chats[message.chat.id]
        if not self._is_visible_to_bot(message, chat):
            return None
        kind = "channel_post" if chat.type == CHANNEL else "message"
        return self.queue.add(f"edited_{kind}" if is_edited else kind, message.as_json())

    def _is_visible_to_bot(self, message: Message, chat: Chat) -> bool:
        """Tell whether the bot gets a message (core.telegram.org/bots/features#privacy-mode)."""
        if chat.type == PRIVATE:
            return chat.person is not None and not chat.is_blocked and chat.is_started
        member = chat.member(self.bot)
        if not member.is_in:
            return False
        if chat.type == CHANNEL or not self.options.has_privacy or member.is_admin:
            return True
        replied_user = message.reply_to.sender if message.reply_to is not None else None
        return (
            message.content.kind == SERVICE
            or message.via_bot == self.bot
            or replied_user == self.bot
            or self._is_for_bot(message)
        )

    def _is_for_bot(self, message: Message) -> bool:
        """Tell whether a message mentions the bot or has a command that the bot may answer."""
        name = f"@{self.bot.username}".lower()
        for entity in message.entities:
            text = utf16_slice(message.text, entity.offset, entity.length).lower()
            if entity.type == "bot_command" and ("@" not in text or text.endswith(name)):
                return True
            if entity.type == "mention" and text == name:
                return True
        return False

    def mentions_bot(self, message: Message) -> bool:
        """Tell whether the text mentions the bot, alone or after a command."""
        name = f"@{self.bot.username}".lower()
        return any(
            utf16_slice(message.text, entity.offset, entity.length).lower().endswith(name)
            for entity in message.entities
            if entity.type in {"mention", "bot_command"}
        )

    def set_member_status(self, chat: Chat, user: User, status: str, *, by: User) -> None:
        """Change a user's member status in a chat and queue the update."""
        self.change_member(chat, chat.member(user).with_status(status), by=by)

    def change_member(self, chat: Chat, new: Member, *, by: User) -> None:
        """Replace a user's membership and queue the update.

        The bot always gets updates about itself; about others only as an administrator that
        allows `chat_member` updates.
        """
        user, old = new.user, chat.member(new.user)
        chat.members[user.id] = new
        update = {
            "chat": chat.as_json(),
            "from": by.json,
            "date": self.clock.date(),
            "old_chat_member": old.as_json(chat.type),
            "new_chat_member": new.as_json(chat.type),
        }
        if user == self.bot:
            self.queue.add("my_chat_member", update)
        elif chat.member(self.bot).status == ADMINISTRATOR:
            self.queue.add("chat_member", update)
        self.changes.notify()

    def set_blocked(self, chat: Chat, *, is_blocked: bool) -> None:
        """Block or unblock the bot in a private chat."""
        if chat.person is None or chat.is_blocked == is_blocked:
            return
        chat.is_blocked = is_blocked
        self.set_member_status(chat, self.bot, "kicked" if is_blocked else "member", by=chat.person)

    def is_answerable(self, query: CallbackQuery | InlineQuery | GuestQuery) -> bool:
        """Tell whether a query can still be answered."""
        age = self.clock.monotonic() - query.asked_at
        return query.answer is None and age <= self.options.query_lifetime

    def remove_bot(self, chat: Chat) -> None:
        """Let the bot leave a chat."""
        self.set_member_status(chat, self.bot, LEFT, by=self.bot)
