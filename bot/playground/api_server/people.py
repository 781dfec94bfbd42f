"""What a person can do in Telegram."""

from urllib.parse import parse_qs, urlsplit

from bot.playground.api_server.errors import Json
from bot.playground.api_server.formatting.parse_mode import MAX_TEXT, format_text
from bot.playground.api_server.methods.answers import register_inline
from bot.playground.api_server.methods.sending import origin_of
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.playground.api_server.state.chats import CHANNEL, LEFT, MEMBER, PRIVATE, Chat, Topic
from bot.playground.api_server.state.messages import CAPTION, Content, Message, inaccessible
from bot.playground.api_server.state.queries import GuestQuery, InlineResult, Offer, Tap
from bot.playground.api_server.state.users import CHANNEL_BOT, GROUP_ANONYMOUS_BOT, User
from bot.playground.api_server.state.world import World


class Person:
    """Somebody with a Telegram account and a private chat with the bot."""

    def __init__(self, world: World, user: User, private: Chat) -> None:
        self.world = world
        self.user = user
        self.private = private
        self._offers: list[Offer] = []

    @property
    def id(self) -> int:
        """Their user id, which is also the id of the private chat."""
        return self.user.id

    @property
    def name(self) -> str:
        """Their first name."""
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
        """Write a message, to the bot unless a chat is named.

        Args:
            text: up to 4,096 characters; see `paste` for more.
            chat: where to.
            topic: the topic of a forum.
            reply_to: the message answered.
            is_html: read `text` as Telegram's HTML, for formatting by hand.
            anonymous: speak as the group, as its anonymous administrators do.
            as_channel: speak as a channel of theirs.
        """
        if len(text) > MAX_TEXT:
            raise ValueError(f"a message has at most {MAX_TEXT} characters; use paste()")
        formatted = format_text(text, "HTML" if is_html else None)
        if not formatted.text:
            raise ValueError("an empty message cannot be sent")
        content = Content(formatted=formatted)
        return self._say(content, chat, topic, reply_to, anonymous, as_channel)

    def paste(self, text: str, chat: Chat | None = None) -> list[Message]:
        """Write a text of any length as Telegram's clients do: in parts of 4,096 characters."""
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
        """Send a file; `size` (bytes) may claim more than there is, to test limits."""
        stored = self.world.files.keep(name, data, mime_type, size)
        content = Content(
            kind=CAPTION,
            formatted=format_text(caption),
            media={"document": stored.as_document()},
        )
        return self._say(content, chat, topic, reply_to, False, None)

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
        stored = self.world.files.keep("photo.jpg", data, "image/jpeg")
        media: Json = {"photo": stored.as_photo()}
        content = Content(kind=CAPTION, formatted=format_text(caption), media=media)
        return self._say(content, chat, topic, reply_to, False, None)

    def send_raw(self, media: Json, chat: Chat | None = None) -> Message:
        """Send something of another kind: `media` is its field in the Message object."""
        return self._say(Content(kind=CAPTION, media=media), chat, None, None, False, None)

    def forward(
        self, message: Message, chat: Chat | None = None, *, topic: Topic | None = None
    ) -> Message:
        """Forward a message, to the bot unless a chat is named."""
        if message.is_protected:
            raise ValueError("a protected message cannot be forwarded")
        content = Content(
            kind=message.content.kind,
            formatted=message.content.formatted,
            media=message.content.media,
        )
        extra: Json = {"forward_origin": origin_of(message)}
        return self._say(content, chat, topic, None, False, None, extra)

    def _say(
        self,
        content: Content,
        chat: Chat | None,
        topic: Topic | None,
        reply_to: Message | None,
        anonymous: bool,
        as_channel: Chat | None,
        extra: Json | None = None,
    ) -> Message:
        """Put a message into a chat and tell the bot, as a guest where it is no member."""
        chat = topic.chat if topic is not None and chat is None else chat or self.private
        self._enter(chat)
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
        if not self._summoned(message, chat):
            self.world.tell(message)
        return message

    def _enter(self, chat: Chat) -> None:
        """Open the private chat, or check that they may write in another."""
        if chat is self.private:
            self.world.set_private_standing(chat, is_blocked=False)
            chat.is_started = True
        elif chat.type == PRIVATE:
            raise ValueError(f"{self.name} cannot write in somebody else's private chat")
        elif chat.migrated_to is not None:
            raise ValueError(f"{chat.title} has become a supergroup: write there")
        elif not chat.member(self.user).is_in:
            raise ValueError(f"{self.name} is not in {chat.title}")
        elif chat.type == CHANNEL and not chat.member(self.user).is_admin:
            raise ValueError(f"{self.name} may not post in {chat.title}")

    def _summoned(self, message: Message, chat: Chat) -> bool:
        """Call the bot as a guest where it is mentioned and no member; tell whether so."""
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
        """Press Start, or follow a deep link with a payload."""
        return self.send(f"/start {payload}".strip())

    def open(self, link: str) -> Message:
        """Follow a deep link to the bot: `https://t.me/<bot>?start=…`.

        Raises:
            ValueError: the link leads elsewhere.
        """
        parts = urlsplit(link)
        if parts.hostname != "t.me" or parts.path.strip("/") != self.world.bot.username:
            raise ValueError(f"{link} does not lead to the bot")
        return self.start(parse_qs(parts.query).get("start", [""])[0])

    def edit(self, message: Message, text: str) -> Message:
        """Change a message of theirs."""
        formatted = format_text(text)
        message.change(
            Content(kind=message.content.kind, formatted=formatted, media=message.content.media),
            self.world.clock.date(),
        )
        self.world.tell(message, is_edited=True)
        self.world.changes.notify()
        return message

    def delete(self, message: Message) -> None:
        """Delete a message; bots are not told."""
        message.is_deleted = True
        self.world.changes.notify()

    def press(self, message: Message, label: str = "", *, data: str | None = None) -> Tap:
        """Tap a callback button.

        Args:
            message: the message it stands under; one that is gone now was still on the screen.
            label: part of its text, spaces aside.
            data: sent as it is, whether or not a button says so; forged taps look like this.

        Raises:
            LookupError: no such button, or it is no callback button.
        """
        if data is None:
            button = message.button(label)
            data = button.data
            if data is None:
                raise LookupError(f"the button {button.text!r} sends nothing: {button.raw}")
        world = self.world
        tap = Tap(
            id=world.next_query_id(),
            user=self.user,
            data=data,
            message=message,
            asked_at=world.clock.monotonic(),
            changes=world.changes,
        )
        world.taps[tap.id] = tap
        world.queue.add("callback_query", self._callback_query(tap))
        return tap

    def _callback_query(self, tap: Tap) -> Json:
        message = tap.message
        query: Json = {
            "id": tap.id,
            "from": self.user.json,
            "chat_instance": str(abs(message.chat.id) * 31 + 7),
            "data": tap.data,
        }
        if message.inline_message_id is not None:
            query["inline_message_id"] = message.inline_message_id
        elif message.is_deleted:
            query["message"] = inaccessible(message.chat, message.message_id)
        else:
            query["message"] = message.as_json()
        return query

    def ask(self, query: str, chat: Chat | None = None, *, offset: str = "") -> Offer:
        """Type the bot's name and some words into an input field; the answer may come later."""
        if not self.world.options.is_inline:
            raise ValueError("the bot has no inline mode")
        name = f"@{self.world.bot.username}"
        if query.lower().startswith(name.lower()):
            query = query[len(name) :].lstrip()
        offer = Offer(
            id=self.world.next_query_id(),
            user=self.user,
            query=query[:256],
            offset=offset,
            chat=chat,
            asked_at=self.world.clock.monotonic(),
            changes=self.world.changes,
        )
        self._offers.append(offer)
        if self._is_cached(offer):
            return offer
        self.world.offers[offer.id] = offer
        chat_type = "sender" if chat is None or chat is self.private else chat.type
        update = {"id": offer.id, "from": self.user.json, "query": offer.query}
        self.world.queue.add("inline_query", {**update, "offset": offset, "chat_type": chat_type})
        return offer

    def _is_cached(self, offer: Offer) -> bool:
        """Answer from an earlier answer that may still be reused, as the service does."""
        if not self.world.options.has_inline_cache:
            return False
        now = self.world.clock.monotonic()
        for old in reversed(self.world.offers.values()):
            answer = old.answer
            if answer is None or (old.query, old.offset) != (offer.query, offer.offset):
                continue
            is_for_them = not answer.is_personal or old.user == self.user
            if is_for_them and now - old.asked_at <= answer.cache_time:
                offer.answer = answer
                return True
        return False

    async def inline(
        self,
        query: str,
        chat: Chat | None = None,
        *,
        offset: str = "",
        timeout: float = HANG_SECONDS,
    ) -> Offer:
        """Type the bot's name and some words, and wait for what it offers.

        Raises:
            TimeoutError: it offers nothing within `timeout` seconds.
        """
        offer = self.ask(query, chat, offset=offset)
        await offer.answered(timeout)
        return offer

    def choose(
        self, result: InlineResult, chat: Chat | None = None, *, topic: Topic | None = None
    ) -> Message:
        """Send a result that the bot offered into a chat, in their own name."""
        world = self.world
        chat = chat or self.private
        self._enter(chat)
        offer = next(o for o in reversed(self._offers) if result in o.results)
        message = world.post(chat, result.content, sender=self.user, topic=topic, via_bot=world.bot)
        message.author = self.user
        chosen: Json = {"result_id": result.id, "from": self.user.json, "query": offer.query}
        if result.content.keyboard is not None:
            chosen["inline_message_id"] = register_inline(world, message)
        world.tell(message)
        if world.options.has_inline_feedback:
            world.queue.add("chosen_inline_result", chosen)
        return message

    def block(self) -> None:
        """Block the bot."""
        self.world.set_private_standing(self.private, is_blocked=True)

    def unblock(self) -> None:
        """Let the bot write again."""
        self.world.set_private_standing(self.private, is_blocked=False)

    def delete_account(self) -> None:
        """Leave Telegram: the bot gets 403 from now on, and is not told."""
        self.private.is_deactivated = True

    def join(self, chat: Chat) -> None:
        """Enter a group or a channel."""
        self.world.set_standing(chat, self.user, MEMBER, by=self.user)
        if chat.type != CHANNEL:
            self.world.serve(chat, {"new_chat_members": [self.user.json]}, sender=self.user)

    def leave(self, chat: Chat) -> None:
        """Leave a group or a channel."""
        self.world.set_standing(chat, self.user, LEFT, by=self.user)
        if chat.type != CHANNEL:
            self.world.serve(chat, {"left_chat_member": self.user.json}, sender=self.user)
