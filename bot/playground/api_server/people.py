"""Actions of a Telegram user: send, edit, press buttons, query inline, block, join."""

from urllib.parse import parse_qs, urlsplit

from bot.playground.api_server.errors import Json
from bot.playground.api_server.formatting.parse_mode import MAX_TEXT, format_text
from bot.playground.api_server.methods.answers import register_inline_message
from bot.playground.api_server.methods.sending import forward_origin
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.playground.api_server.state.chats import CHANNEL, LEFT, MEMBER, PRIVATE, Chat, Topic
from bot.playground.api_server.state.messages import CAPTION, Content, Message, inaccessible_message
from bot.playground.api_server.state.queries import (
    CallbackQuery,
    GuestQuery,
    InlineQuery,
    InlineResult,
)
from bot.playground.api_server.state.users import CHANNEL_BOT, GROUP_ANONYMOUS_BOT, User
from bot.playground.api_server.state.world import World


class Person:
    """A Telegram user with a private chat with the bot."""

    def __init__(self, world: World, user: User, private: Chat) -> None:
        self.world = world
        self.user = user
        self.private = private
        self._inline_queries: list[InlineQuery] = []

    @property
    def id(self) -> int:
        """The user id, which is also the id of the private chat."""
        return self.user.id

    @property
    def name(self) -> str:
        """The user's first name."""
        return self.user.first_name

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"

    def send(
        self,
        text: str,
        chat: Chat | None = None,
        *,
        topic: Topic | None = None,
        reply_to: Message | None = None,
        is_html: bool = False,
        anonymous: bool = False,
        as_channel: Chat | None = None,
    ) -> Message:
        """Send a message, to the bot by default.

        Args:
            text: up to 4,096 characters; see `paste` for more.
            chat: the chat to write in.
            topic: the topic of a forum.
            reply_to: the message to reply to.
            is_html: parse `text` as Telegram's HTML.
            anonymous: post as the group, as its anonymous administrators do.
            as_channel: post as this channel of the user.
        """
        if len(text) > MAX_TEXT:
            raise ValueError(f"a message has at most {MAX_TEXT} characters; use paste()")
        formatted = format_text(text, "HTML" if is_html else None)
        if not formatted.text:
            raise ValueError("an empty message cannot be sent")
        content = Content(formatted=formatted)
        return self._post(content, chat, topic, reply_to, anonymous, as_channel)

    def paste(self, text: str, chat: Chat | None = None) -> list[Message]:
        """Send a text of any length in parts of 4,096 characters, as Telegram's clients do."""
        parts = [text[start : start + MAX_TEXT] for start in range(0, len(text), MAX_TEXT)]
        return [self.send(part, chat) for part in parts if part.strip()]

    def send_file(
        self,
        name: str,
        data: bytes,
        *,
        caption: str = "",
        mime_type: str = "application/octet-stream",
        chat: Chat | None = None,
        topic: Topic | None = None,
        reply_to: Message | None = None,
        size: int | None = None,
    ) -> Message:
        """Send a file; `size` (bytes) overrides the declared size, to test limits."""
        stored = self.world.files.store(name, data, mime_type, size)
        media: Json = {"document": stored.as_document()}
        return self.send_media(media, caption=caption, chat=chat, topic=topic, reply_to=reply_to)

    def send_photo(
        self,
        data: bytes,
        *,
        caption: str = "",
        chat: Chat | None = None,
        topic: Topic | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Send a picture."""
        stored = self.world.files.store("photo.jpg", data, "image/jpeg")
        media: Json = {"photo": stored.as_photo()}
        return self.send_media(media, caption=caption, chat=chat, topic=topic, reply_to=reply_to)

    def send_media(
        self,
        media: Json,
        *,
        caption: str = "",
        chat: Chat | None = None,
        topic: Topic | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Send a photo, sticker or the like; `media` is its field of the Message object."""
        content = Content(kind=CAPTION, formatted=format_text(caption), media=media)
        return self._post(content, chat, topic, reply_to, False, None)

    def forward(
        self, message: Message, chat: Chat | None = None, *, topic: Topic | None = None
    ) -> Message:
        """Forward a message, to the bot by default."""
        if message.is_protected:
            raise ValueError("a protected message cannot be forwarded")
        content = Content(
            kind=message.content.kind,
            formatted=message.content.formatted,
            media=message.content.media,
        )
        extra: Json = {"forward_origin": forward_origin(message)}
        return self._post(content, chat, topic, None, False, None, extra)

    def _post(
        self,
        content: Content,
        chat: Chat | None,
        topic: Topic | None,
        reply_to: Message | None,
        anonymous: bool,
        as_channel: Chat | None,
        extra: Json | None = None,
    ) -> Message:
        """Post a message and queue its update; a non-member bot may get a guest query."""
        chat = topic.chat if topic is not None and chat is None else chat or self.private
        self._open_chat(chat)
        sender: User | None = self.user
        sender_chat = as_channel
        if as_channel is not None:
            sender = CHANNEL_BOT
        elif anonymous or chat.member(self.user).is_anonymous:
            sender, sender_chat = GROUP_ANONYMOUS_BOT, chat
        if chat.type == CHANNEL:
            sender, sender_chat = None, chat
        message = self.world.post(
            chat,
            content,
            sender=sender,
            sender_chat=sender_chat,
            topic=topic,
            reply_to=reply_to,
            extra=extra,
        )
        message.author = self.user
        if not self._queue_guest_query(message, chat):
            self.world.notify_bot(message)
        return message

    def _open_chat(self, chat: Chat) -> None:
        """Open the private chat, or check that the user may write in another chat."""
        if chat is self.private:
            self.world.set_blocked(chat, is_blocked=False)
            chat.is_started = True
        elif chat.type == PRIVATE:
            raise ValueError(f"{self.name} cannot write in somebody else's private chat")
        elif chat.migrated_to is not None:
            raise ValueError(f"{chat.title} has become a supergroup: write there")
        elif not chat.member(self.user).is_in:
            raise ValueError(f"{self.name} is not in {chat.title}")
        elif chat.type == CHANNEL and not chat.member(self.user).is_admin:
            raise ValueError(f"{self.name} may not post in {chat.title}")

    def _queue_guest_query(self, message: Message, chat: Chat) -> bool:
        """Queue a guest query if the message mentions a non-member bot; tell whether it did."""
        world = self.world
        if chat.type == PRIVATE or chat.member(world.bot).is_in or not world.options.is_guest:
            return False
        if not world.mentions_bot(message):
            return False
        query = GuestQuery(
            id=world.next_query_id(), message=message, asked_at=world.clock.monotonic()
        )
        world.guest_queries[query.id] = query
        world.queue.add("guest_message", {**message.as_json(), "guest_query_id": query.id})
        return True

    def start(self, payload: str = "") -> Message:
        """Press Start, or open a deep link with a payload."""
        return self.send(f"/start {payload}".strip())

    def open(self, link: str) -> Message:
        """Open a deep link to the bot: `https://t.me/<bot>?start=…`.

        Raises:
            ValueError: the link does not lead to the bot.
        """
        parts = urlsplit(link)
        if parts.hostname != "t.me" or parts.path.strip("/") != self.world.bot.username:
            raise ValueError(f"{link} does not lead to the bot")
        return self.start(parse_qs(parts.query).get("start", [""])[0])

    def edit(self, message: Message, text: str) -> Message:
        """Edit a message of the user's own."""
        formatted = format_text(text)
        message.edit(
            Content(kind=message.content.kind, formatted=formatted, media=message.content.media),
            self.world.clock.date(),
        )
        self.world.notify_bot(message, is_edited=True)
        self.world.changes.notify()
        return message

    def delete(self, message: Message) -> None:
        """Delete a message; the bot gets no update."""
        message.is_deleted = True
        self.world.changes.notify()

    def press(self, message: Message, label: str = "", *, data: str | None = None) -> CallbackQuery:
        """Press a callback button.

        Args:
            message: the message with the button; it may be deleted, as on an outdated screen.
            label: a part of the button's text; spaces are ignored.
            data: callback data to send without a button, as a forged press does.

        Raises:
            LookupError: there is no such button, or it is not a callback button.
        """
        if data is None:
            button = message.button(label)
            data = button.data
            if data is None:
                raise LookupError(f"the button {button.text!r} sends nothing: {button.raw}")
        world = self.world
        callback_query = CallbackQuery(
            id=world.next_query_id(),
            user=self.user,
            data=data,
            message=message,
            asked_at=world.clock.monotonic(),
            changes=world.changes,
        )
        world.callback_queries[callback_query.id] = callback_query
        world.queue.add("callback_query", self._callback_query(callback_query))
        return callback_query

    def _callback_query(self, callback_query: CallbackQuery) -> Json:
        message = callback_query.message
        query: Json = {
            "id": callback_query.id,
            "from": self.user.json,
            "chat_instance": str(abs(message.chat.id) * 31 + 7),
            "data": callback_query.data,
        }
        if message.inline_message_id is not None:
            query["inline_message_id"] = message.inline_message_id
        elif message.is_deleted:
            query["message"] = inaccessible_message(message.chat, message.message_id)
        else:
            query["message"] = message.as_json()
        return query

    def ask(self, query: str, chat: Chat | None = None, *, offset: str = "") -> InlineQuery:
        """Send an inline query without waiting for the answer."""
        if not self.world.options.is_inline:
            raise ValueError("the bot has no inline mode")
        name = f"@{self.world.bot.username}"
        if query.lower().startswith(name.lower()):
            query = query[len(name) :].lstrip()
        inline_query = InlineQuery(
            id=self.world.next_query_id(),
            user=self.user,
            query=query[:256],
            offset=offset,
            chat=chat,
            asked_at=self.world.clock.monotonic(),
            changes=self.world.changes,
        )
        self._inline_queries.append(inline_query)
        if self._answer_from_cache(inline_query):
            return inline_query
        self.world.inline_queries[inline_query.id] = inline_query
        chat_type = "sender" if chat is None or chat is self.private else chat.type
        update = {"id": inline_query.id, "from": self.user.json, "query": inline_query.query}
        self.world.queue.add("inline_query", {**update, "offset": offset, "chat_type": chat_type})
        return inline_query

    def _answer_from_cache(self, inline_query: InlineQuery) -> bool:
        """Reuse a cached answer if there is one, as Telegram does; tell whether it did."""
        if not self.world.options.has_inline_cache:
            return False
        now = self.world.clock.monotonic()
        for old in reversed(self.world.inline_queries.values()):
            answer = old.answer
            if answer is None or (old.query, old.offset) != (
                inline_query.query,
                inline_query.offset,
            ):
                continue
            is_usable = not answer.is_personal or old.user == self.user
            if is_usable and now - old.asked_at <= answer.cache_time:
                inline_query.answer = answer
                return True
        return False

    async def inline(
        self,
        query: str,
        chat: Chat | None = None,
        *,
        offset: str = "",
        timeout: float = HANG_SECONDS,
    ) -> InlineQuery:
        """Send an inline query and wait for the results.

        Raises:
            TimeoutError: the bot did not answer within `timeout` seconds.
        """
        inline_query = self.ask(query, chat, offset=offset)
        await inline_query.answered(timeout)
        return inline_query

    def choose(
        self, result: InlineResult, chat: Chat | None = None, *, topic: Topic | None = None
    ) -> Message:
        """Send an inline result to a chat as the user's own message."""
        world = self.world
        chat = chat or self.private
        self._open_chat(chat)
        inline_query = next(o for o in reversed(self._inline_queries) if result in o.results)
        message = world.post(chat, result.content, sender=self.user, topic=topic, via_bot=world.bot)
        message.author = self.user
        chosen: Json = {"result_id": result.id, "from": self.user.json, "query": inline_query.query}
        if result.content.keyboard is not None:
            chosen["inline_message_id"] = register_inline_message(world, message)
        world.notify_bot(message)
        if world.options.has_inline_feedback:
            world.queue.add("chosen_inline_result", chosen)
        return message

    def block(self) -> None:
        """Block the bot."""
        self.world.set_blocked(self.private, is_blocked=True)

    def unblock(self) -> None:
        """Unblock the bot."""
        self.world.set_blocked(self.private, is_blocked=False)

    def delete_account(self) -> None:
        """Delete the account: the bot gets 403 from now on, but no update."""
        self.private.is_deactivated = True

    def join(self, chat: Chat) -> None:
        """Join a group or a channel."""
        self.world.set_member_status(chat, self.user, MEMBER, by=self.user)
        if chat.type != CHANNEL:
            self.world.post_service_message(
                chat, {"new_chat_members": [self.user.json]}, sender=self.user
            )

    def leave(self, chat: Chat) -> None:
        """Leave a group or a channel."""
        self.world.set_member_status(chat, self.user, LEFT, by=self.user)
        if chat.type != CHANNEL:
            self.world.post_service_message(
                chat, {"left_chat_member": self.user.json}, sender=self.user
            )
