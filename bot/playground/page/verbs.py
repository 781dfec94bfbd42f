"""What an open page can do: one function a verb, each for one persona and one checked request."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from bot.playground.api_server.errors import Json
from bot.playground.api_server.faults import Fault, Faults
from bot.playground.api_server.formatting.parse_mode import MAX_TEXT
from bot.playground.api_server.state.chats import PRIVATE, Chat, Topic
from bot.playground.api_server.state.messages import Message
from bot.playground.api_server.state.queries import Offer
from bot.playground.api_server.state.update_queue import UpdateQueue
from bot.playground.page import requests as asked
from bot.playground.page.personas import Persona, Personas, may_edit
from bot.playground.page.read_markers import ReadMarkers

_PATIENCE = 15.0  # seconds in which a tap or a query can be answered
_OFFERS = 100  # kept, so that a result can be chosen

Verb = Callable[[Persona, Any], Json | Awaitable[Json]]


class Verbs:
    """The verbs, by name, with what each takes. They raise LookupError or ValueError to refuse."""

    def __init__(self, cast: Personas, faults: Faults, reading: ReadMarkers) -> None:
        self._cast = cast
        self._faults = faults
        self.reading = reading
        self._offers: OrderedDict[str, Offer] = OrderedDict()
        self._outage: Fault | None = None

    def table(self) -> dict[str, tuple[type[asked.Body], Verb]]:
        """Return what can be asked for."""
        return {
            "send": (asked.Send, self.send),
            "edit": (asked.Edit, self.edit),
            "delete": (asked.OfMessage, self.delete),
            "forward": (asked.Forward, self.forward),
            "press": (asked.Press, self.press),
            "ask": (asked.Ask, self.ask),
            "choose": (asked.Choose, self.choose),
            "start": (asked.Start, self.start),
            "read": (asked.InPlace, self.read),
            "block": (asked.Block, self.block),
            "let-in": (asked.LetIn, self.let_in),
            "migrate": (asked.InChat, self.migrate),
            "go-offline": (asked.GoOffline, self.go_offline),
            "advance": (asked.Advance, self.advance),
        }

    @property
    def is_offline(self) -> bool:
        """Whether the bot is cut off."""
        return self._outage is not None

    def send(self, who: Persona, body: asked.Send) -> Json:
        """Write a message, in parts where it is long, as Telegram's clients do."""
        chat, topic = self._writable(who, body)
        reply_to = None if body.reply_to is None else _standing(chat, body.reply_to)
        text = body.text.strip()
        parts = [text[start : start + MAX_TEXT] for start in range(0, len(text), MAX_TEXT)]
        if not parts:
            raise ValueError("an empty message cannot be sent")
        for part in parts:
            sent = who.person.send(part, chat, topic=topic, reply_to=reply_to)
        return {"message": sent.message_id}

    def send_file(self, who: Persona, body: asked.SendFile, data: bytes, mime_type: str) -> Json:
        """Send a file."""
        chat, topic = self._writable(who, body)
        reply_to = None if body.reply_to is None else _standing(chat, body.reply_to)
        sent = who.person.send_file(
            body.name,
            data,
            caption=body.caption,
            mime_type=mime_type,
            chat=chat,
            topic=topic,
            reply_to=reply_to,
        )
        return {"message": sent.message_id}

    def edit(self, who: Persona, body: asked.Edit) -> Json:
        """Change a message of one's own."""
        who.person.edit(self._own(who, body), body.text)
        return {}

    def delete(self, who: Persona, body: asked.OfMessage) -> Json:
        """Delete a message: one's own, any in the chat with the bot, any where one administers."""
        chat = self._cast.chat(who, body.chat)
        message = _standing(chat, body.message)
        is_mine = message.sender == who.person.user
        if not (is_mine or chat.type == PRIVATE or chat.member(who.person.user).is_admin):
            raise ValueError("that message is somebody else's")
        who.person.delete(message)
        return {}

    def forward(self, who: Persona, body: asked.Forward) -> Json:
        """Forward a message."""
        message = _standing(self._cast.chat(who, body.chat), body.message)
        chat, topic = self._writable(who, asked.InPlace(chat=body.to, topic=body.topic))
        return {"message": who.person.forward(message, chat, topic=topic).message_id}

    async def press(self, who: Persona, body: asked.Press) -> Json:
        """Tap a button, and wait for what the bot says."""
        chat = self._cast.chat(who, body.chat)
        tap = who.person.press(_standing(chat, body.message), data=body.data)
        try:
            answer = await tap.answered(_PATIENCE)
        except TimeoutError:
            return {"is_answered": False}
        said = {"text": answer.text, "is_alert": answer.show_alert, "url": answer.url}
        return {"is_answered": True, **said}

    async def ask(self, who: Persona, body: asked.Ask) -> Json:
        """Ask the bot for inline results, and wait for them."""
        chat = self._cast.chat(who, body.chat)
        offer = who.person.ask(body.query, chat, offset=body.offset)
        self._offers[offer.id] = offer
        while len(self._offers) > _OFFERS:
            self._offers.popitem(last=False)
        try:
            answer = await offer.answered(_PATIENCE)
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
        return {"is_answered": True, "offer": offer.id, "results": results, **more}

    def choose(self, who: Persona, body: asked.Choose) -> Json:
        """Send a result that the bot offered to this persona."""
        chat, topic = self._writable(who, body)
        offer = self._offers[body.offer]
        if offer.user != who.person.user:
            raise LookupError("that was offered to somebody else")
        for result in offer.results:
            if result.id == body.result:
                return {"message": who.person.choose(result, chat, topic=topic).message_id}
        raise LookupError(f"there is no result {body.result}")

    def start(self, who: Persona, body: asked.Start) -> Json:
        """Press Start, or follow a deep link."""
        return {"message": who.person.start(body.payload).message_id}

    def read(self, who: Persona, body: asked.InPlace) -> Json:
        """Note that all that stands in a place was read."""
        chat = self._cast.chat(who, body.chat)
        self.reading.read(who.person, chat, _topic(chat, body.topic))
        return {}

    def block(self, who: Persona, body: asked.Block) -> Json:
        """Block the bot, or let it write again."""
        if body.is_blocked:
            who.person.block()
        else:
            who.person.unblock()
        return {}

    def let_in(self, who: Persona, body: asked.LetIn) -> Json:
        """Let the bot into a chat, or throw it out."""
        chat = self._cast.run_by(who, body.chat)
        if body.is_in:
            chat.add_bot(who.person)
        else:
            chat.kick_bot(who.person)
        return {}

    def migrate(self, who: Persona, body: asked.InChat) -> Json:
        """Turn a group into a supergroup."""
        return {"chat": self._cast.run_by(who, body.chat).migrate().id}

    def go_offline(self, who: Persona, body: asked.GoOffline) -> Json:
        """Cut the bot off: no request of its own is answered until it is connected again."""
        if self._outage is not None:
            self._outage.end()
            self._outage = None
        if body.is_offline:
            self._outage = self._faults.add(Fault(method="*", kind="drop", times=None))
            self._queue(who).interrupt()
        who.person.world.changes.notify()
        return {}

    def advance(self, who: Persona, body: asked.Advance) -> Json:
        """Move the clock forward."""
        who.person.world.clock.advance(body.seconds)
        who.person.world.changes.notify()
        return {}

    def _queue(self, who: Persona) -> UpdateQueue:
        return who.person.world.queue

    def _writable(self, who: Persona, place: asked.InPlace) -> tuple[Chat, Topic | None]:
        chat = self._cast.chat(who, place.chat)
        topic = _topic(chat, place.topic)
        if topic is not None and topic.is_closed:
            raise ValueError(f"{topic.name} is closed")
        return chat, topic

    def _own(self, who: Persona, body: asked.OfMessage) -> Message:
        message = _standing(self._cast.chat(who, body.chat), body.message)
        if not may_edit(who, message):
            raise ValueError("that message is not theirs to change")
        return message


def _standing(chat: Chat, message_id: int) -> Message:
    """Return a message that stands in a chat.

    Raises:
        LookupError: it is gone, or never was.
    """
    message = chat.log[message_id]
    if message.is_deleted:
        raise LookupError(f"message {message_id} is gone")
    return message


def _topic(chat: Chat, thread_id: int | None) -> Topic | None:
    return None if thread_id is None else chat.topics[thread_id]
