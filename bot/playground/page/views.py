"""The content of a page for one persona, as items with change stamps."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from bot.playground.api_server.errors import Json
from bot.playground.api_server.state.chats import CHANNEL, GROUP, PRIVATE, Chat, Topic
from bot.playground.api_server.state.messages import RICH, SERVICE, Message
from bot.playground.page.menus import commands_for
from bot.playground.page.news import News
from bot.playground.page.personas import Persona, Personas, may_edit, may_write
from bot.playground.page.read_markers import ReadMarkers

_MAX_MESSAGES = 150  # of a chat; only the newest are sent to a page


@dataclass(frozen=True, slots=True)
class Item:
    """One part of a page's content; an equal stamp means equal content."""

    key: str
    stamp: object
    make: Callable[[], Json]


class View:
    """The content for one persona."""

    def __init__(
        self, personas: Personas, persona: Persona, news: News, read_markers: ReadMarkers
    ) -> None:
        self._personas = personas
        self._persona = persona
        self._person = persona.person
        self._world = persona.person.world
        self._news = news
        self._read_markers = read_markers

    def items(self) -> Iterator[Item]:
        """Yield the persona, its chats and their newest messages as items."""
        yield _whole("me", self._me())
        for chat in self._personas.visible_chats(self._persona):
            messages = chat.messages
            yield _whole(f"chat:{chat.id}", self._chat(chat, messages))
            own = chat.ephemeral_for(self._person.user)
            replaced = {each.in_place_of: each for each in own if each.in_place_of}
            for message in messages[-_MAX_MESSAGES:]:
                if message in replaced:
                    yield self._ephemeral_item(chat, replaced[message])
                else:
                    yield self._message_item(chat, message)
            for message in own[-_MAX_MESSAGES:]:
                if message.in_place_of is None:
                    yield self._ephemeral_item(chat, message)

    def _me(self) -> Json:
        world, language = self._world, self._person.user.app_language or ""
        profile = world.profile
        about = profile.descriptions.get(language) or profile.descriptions.get("")
        return {
            "id": self._person.id,
            "name": self._person.name,
            "persona": self._persona.name,
            "role": self._persona.role,
            "language": language,
            "personas": [
                {
                    "id": one.person.id,
                    "name": one.name,
                    "role": one.role,
                    "first_name": one.person.name,
                }
                for one in self._personas.by_name.values()
            ],
            "bot": {**world.bot.json, "description": about or ""},
            "days_ahead": round(world.clock.ahead.total_seconds() / 86_400, 2),
        }

    def _chat(self, chat: Chat, messages: list[Message]) -> Json:
        user = self._person.user
        threads: list[Topic | None] = [None, *chat.topics.values()]
        return {
            **chat.as_json(),
            "has_bot": chat.type == PRIVATE or chat.member(self._world.bot).is_in,
            "is_blocked": chat.is_blocked,
            "is_started": chat.is_started,
            "is_admin": chat.member(user).is_admin,
            "can_write": may_write(self._persona, chat),
            "can_become_supergroup": chat.type == GROUP and chat.member(user).is_admin,
            "members": sum(one.is_in for one in chat.members.values()),
            "topics": [
                {"id": one.thread_id, "name": one.name, "is_closed": one.is_closed}
                for one in chat.topics.values()
                if not one.is_deleted
            ],
            "unread": {
                str(one.thread_id if one else 0): self._read_markers.count_unread(
                    self._person, messages, one
                )
                for one in threads
            },
            "actions": len(chat.actions),
            "acted_after": chat.acted_after,
            "commands": [] if chat.type == CHANNEL else commands_for(self._person, chat),
        }

    def _message_item(self, chat: Chat, message: Message) -> Item:
        reactions = chat.reactions.get(message.message_id, [])
        is_pinned = message.message_id in chat.pinned
        reply = message.reply_to
        return Item(
            key=f"message:{chat.id}:{message.message_id}",
            stamp=(message.content, reactions, is_pinned, reply and reply.content),
            make=lambda: self._message(message, reactions, is_pinned),
        )

    def _ephemeral_item(self, chat: Chat, message: Message) -> Item:
        """Return a message that only this persona sees, at the place of the one it replaces."""
        replaced, number = message.in_place_of, message.ephemeral_id or 0
        place = replaced.message_id if replaced else message.shown_after + number / 1_000_000
        name = replaced.message_id if replaced else f"ephemeral-{number}"
        return Item(
            key=f"message:{chat.id}:{name}",
            stamp=(message.content, number),
            make=lambda: {
                **self._message(message, [], False),
                "message_id": place,
                "can_edit": False,
                "can_forward": False,
            },
        )

    def _message(self, message: Message, reactions: list[Json], is_pinned: bool) -> Json:
        is_mine = message.sender == self._person.user
        return {
            **message.as_json(),
            "is_mine": is_mine,
            "can_edit": may_edit(self._persona, message),
            "can_forward": message.content.kind != SERVICE and not message.is_protected,
            "is_silent": message.is_silent,
            "is_pinned": is_pinned,
            "reactions": reactions,
            "other_markup": message.other_markup,
            "preview": self._preview(message),
        }

    def _preview(self, message: Message) -> Json | None:
        """Return the preview of the URL in link_preview_options, or of the first link."""
        options = message.content.link_preview_options or {}
        if options.get("is_disabled") or message.content.kind == RICH:
            return None
        urls = [options["url"]] if options.get("url") else message.links
        found = self._news.preview(urls[0]) if urls else None
        if found is None:
            return None
        return {**asdict(found), "is_above": bool(options.get("show_above_text"))}


def _whole(key: str, content: Json) -> Item:
    return Item(key=key, stamp=content, make=lambda: content)


def as_text(value: Any) -> Any:
    """Return a value as JSON; a file becomes its `repr`."""
    if isinstance(value, dict):
        return {name: as_text(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_text(each) for each in value]
    return value if isinstance(value, bool | int | float | str | None) else repr(value)
