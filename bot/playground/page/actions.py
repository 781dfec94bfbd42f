"""Actions of a page: one method per action, for a persona and a validated request."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from bot.playground.api_server.chat_sharing import share_chat
from bot.playground.api_server.errors import Json
from bot.playground.api_server.faults import Fault, Faults
from bot.playground.api_server.formatting.parse_mode import MAX_TEXT
from bot.playground.api_server.state.chats import PRIVATE, Chat, Topic
from bot.playground.api_server.state.messages import Message
from bot.playground.api_server.state.queries import InlineQuery
from bot.playground.api_server.state.update_queue import UpdateQueue
from bot.playground.page import requests
from bot.playground.page.personas import Persona, Personas, may_edit
from bot.playground.page.read_markers import ReadMarkers
from bot.playground.page.sample_media import sample_media

_ANSWER_TIMEOUT = 15.0  # seconds to wait for an answer to a query
_MAX_INLINE_QUERIES = 100  # kept, so that their results can be chosen

Action = Callable[[Persona, Any], Json | Awaitable[Json]]


class PageActions:
    """The actions of a page. They raise LookupError or ValueError to refuse a request."""

    def __init__(self, personas: Personas, faults: Faults, read_markers: ReadMarkers) -> None:
        self._personas = personas
        self._faults = faults
        self.read_markers = read_markers
        self._inline_queries: OrderedDict[str, InlineQuery] = OrderedDict()
        self._outage: Fault | None = None

    def table(self) -> dict[str, tuple[type[requests.Body], Action]]:
        """Return the schema and the method of each action by name."""
        return {
            "send": (requests.Send, self.send),
            "send-sample": (requests.SendSample, self.send_sample),
            "edit": (requests.Edit, self.edit),
            "delete": (requests.OfMessage, self.delete),
            "forward": (requests.Forward, self.forward),
            "share-chat": (requests.ShareChat, self.share_chat),
            "press": (requests.Press, self.press),
            "ask": (requests.Ask, self.ask),
            "choose": (requests.Choose, self.choose),
            "set-language": (requests.SetAppLanguage, self.set_app_language),
            "start": (requests.Start, self.start),
            "read": (requests.InTopic, self.read),
            "block": (requests.Block, self.block),
            "let-in": (requests.SetBotMembership, self.set_bot_membership),
            "migrate": (requests.InChat, self.migrate),
            "go-offline": (requests.GoOffline, self.go_offline),
            "advance": (requests.Advance, self.advance),
        }

    @property
    def is_offline(self) -> bool:
        """Whether the bot is disconnected."""
        return self._outage is not None

    def send(self, persona: Persona, body: requests.Send) -> Json:
        """Send a message; a long one goes in parts, as in Telegram's clients."""
        chat, topic = self._writable(persona, body)
        reply_to = None if body.reply_to is None else _message(chat, body.reply_to)
        text = body.text.strip()
        parts = [text[start : start + MAX_TEXT] for start in range(0, len(text), MAX_TEXT)]
        if not parts:
            raise ValueError("an empty message cannot be sent")
        for part in parts:
            sent = persona.person.send(part, chat, topic=topic, reply_to=reply_to)
        return {"message": sent.message_id}

    def send_file(
        self, persona: Persona, body: requests.SendFile, data: bytes, mime_type: str
    ) -> Json:
        """Send a file."""
        chat, topic = self._writable(persona, body)
        reply_to = None if body.reply_to is None else _message(chat, body.reply_to)
        sent = persona.person.send_file(
            body.name,
            data,
            caption=body.caption,
            mime_type=mime_type,
            chat=chat,
            topic=topic,
            reply_to=reply_to,
        )
        return {"message": sent.message_id}

    def send_sample(self, persona: Persona, body: requests.SendSample) -> Json:
        """Send a photo, sticker or voice message of ours."""
        chat, topic = self._writable(persona, body)
        reply_to = None if body.reply_to is None else _message(chat, body.reply_to)
        media = sample_media(body.kind, persona.person.world.files)
        sent = persona.person.send_media(media, chat=chat, topic=topic, reply_to=reply_to)
        return {"message": sent.message_id}

    def edit(self, persona: Persona, body: requests.Edit) -> Json:
        """Edit an own message."""
        persona.person.edit(self._own_message(persona, body), body.text)
        return {}

    def delete(self, persona: Persona, body: requests.OfMessage) -> Json:
        """Delete an own message, or any in the private chat or in an administered chat."""
        chat = self._personas.chat(persona, body.chat)
        message = _message(chat, body.message)
        is_mine = message.sender == persona.person.user
        if not (is_mine or chat.type == PRIVATE or chat.member(persona.person.user).is_admin):
            raise ValueError("that message is somebody else's")
        persona.person.delete(message)
        return {}

    def forward(self, persona: Persona, body: requests.Forward) -> Json:
        """Forward a message."""
        message = _message(self._personas.chat(persona, body.chat), body.message)
        chat, topic = self._writable(persona, requests.InTopic(chat=body.to, topic=body.topic))
        return {"message": persona.person.forward(message, chat, topic=topic).message_id}

    def share_chat(self, persona: Persona, body: requests.ShareChat) -> Json:
        """Choose a chat for a button that requests one."""
        message = _message(self._personas.chat(persona, body.chat), body.message)
        chat = self._personas.administered_chat(persona, body.shared)
        return {"message": share_chat(persona.person, message, body.label, chat).message_id}

    async def press(self, persona: Persona, body: requests.Press) -> Json:
        """Press a button and wait for the bot's answer."""
        chat = self._personas.chat(persona, body.chat)
        if body.ephemeral is None:
            message = _message(chat, body.message)
        else:
            message = _ephemeral_message(persona, chat, body.ephemeral)
        query = persona.person.press(message, data=body.data)
        try:
            answer = await query.answered(_ANSWER_TIMEOUT)
        except TimeoutError:
            return {"is_answered": False}
        shown = {"text": answer.text, "is_alert": answer.show_alert, "url": answer.url}
        return {"is_answered": True, **shown}

    async def ask(self, persona: Persona, body: requests.Ask) -> Json:
        """Send an inline query and wait for the results."""
        chat = self._personas.chat(persona, body.chat)
        query = persona.person.ask(body.query, chat, offset=body.offset)
        self._inline_queries[query.id] = query
        while len(self._inline_queries) > _MAX_INLINE_QUERIES:
            self._inline_queries.popitem(last=False)
        try:
            answer = await query.answered(_ANSWER_TIMEOUT)
        except TimeoutError:
            return {"is_answered": False}
        results = [
            {
                "id": one.id,
                "title": one.title,
                "description": one.description,
                "thumbnail_url": one.raw.get("thumbnail_url"),
            }
            for one in answer.results
        ]
        more = {"next_offset": answer.next_offset, "button": answer.button}
        return {"is_answered": True, "offer": query.id, "results": results, **more}

    def choose(self, persona: Persona, body: requests.Choose) -> Json:
        """Send an inline result of this persona's query."""
        chat, topic = self._writable(persona, body)
        query = self._inline_queries[body.offer]
        if query.user != persona.person.user:
            raise LookupError("that was offered to somebody else")
        for result in query.results:
            if result.id == body.result:
                return {"message": persona.person.choose(result, chat, topic=topic).message_id}
        raise LookupError(f"there is no result {body.result}")

    def set_app_language(self, persona: Persona, body: requests.SetAppLanguage) -> Json:
        """Use the app in the page's language, if the persona has no language of their own."""
        user = persona.person.user
        if persona.follows_page and user.app_language != body.language:
            user.set_app_language(body.language)
            persona.person.world.changes.notify()
        return {}

    def start(self, persona: Persona, body: requests.Start) -> Json:
        """Press Start, or open a deep link."""
        return {"message": persona.person.start(body.payload).message_id}

    def read(self, persona: Persona, body: requests.InTopic) -> Json:
        """Mark all messages of a chat or a topic as read."""
        chat = self._personas.chat(persona, body.chat)
        self.read_markers.mark_read(persona.person, chat, _topic(chat, body.topic))
        return {}

    def block(self, persona: Persona, body: requests.Block) -> Json:
        """Block or unblock the bot."""
        if body.is_blocked:
            persona.person.block()
        else:
            persona.person.unblock()
        return {}

    def set_bot_membership(self, persona: Persona, body: requests.SetBotMembership) -> Json:
        """Add the bot to a chat, or ban it."""
        chat = self._personas.administered_chat(persona, body.chat)
        if body.is_in:
            chat.add_bot(persona.person)
        else:
            chat.kick_bot(persona.person)
        return {}

    def migrate(self, persona: Persona, body: requests.InChat) -> Json:
        """Turn a group into a supergroup."""
        return {"chat": self._personas.administered_chat(persona, body.chat).migrate().id}

    def go_offline(self, persona: Persona, body: requests.GoOffline) -> Json:
        """Disconnect the bot, so that its requests get no response, or connect it again."""
        if self._outage is not None:
            self._outage.end()
            self._outage = None
        if body.is_offline:
            self._outage = self._faults.add(Fault(method="*", kind="drop", times=None))
            self._queue(persona).end_poll()
        persona.person.world.changes.notify()
        return {}

    def advance(self, persona: Persona, body: requests.Advance) -> Json:
        """Move the clock forward."""
        persona.person.world.clock.advance(body.seconds)
        persona.person.world.changes.notify()
        return {}

    def _queue(self, persona: Persona) -> UpdateQueue:
        return persona.person.world.queue

    def _writable(self, persona: Persona, request: requests.InTopic) -> tuple[Chat, Topic | None]:
        chat = self._personas.chat(persona, request.chat)
        topic = _topic(chat, request.topic)
        if topic is not None and topic.is_closed:
            raise ValueError(f"{topic.name} is closed")
        return chat, topic

    def _own_message(self, persona: Persona, body: requests.OfMessage) -> Message:
        message = _message(self._personas.chat(persona, body.chat), body.message)
        if not may_edit(persona, message):
            raise ValueError("that message is not theirs to change")
        return message


def _message(chat: Chat, message_id: int) -> Message:
    """Return a message of a chat that is not deleted.

    Raises:
        LookupError: it is deleted, or there is no such message.
    """
    message = chat.log[message_id]
    if message.is_deleted:
        raise LookupError(f"message {message_id} is gone")
    return message


def _ephemeral_message(persona: Persona, chat: Chat, number: int) -> Message:
    """Return a message that only the persona sees.

    Raises:
        LookupError: there is no such message, or another person sees it.
    """
    for message in chat.ephemeral_for(persona.person.user):
        if message.ephemeral_id == number:
            return message
    raise LookupError(f"{persona.name} sees no message {number}")


def _topic(chat: Chat, thread_id: int | None) -> Topic | None:
    return None if thread_id is None else chat.topics[thread_id]
