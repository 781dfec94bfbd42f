"""Messages with their content, earlier contents and JSON form."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.playground.api_server.errors import Json
from bot.playground.api_server.formatting.entities import Entity, Formatted, as_json, utf16_slice
from bot.playground.api_server.formatting.html import to_html
from bot.playground.api_server.formatting.keyboards import Button, buttons_of
from bot.playground.api_server.state.users import User

NO_TEXT = Formatted("")
TEXT, CAPTION, RICH, SERVICE = "text", "caption", "rich", "service"


class MessageChat(Protocol):
    """The part of a chat that a message needs."""

    id: int
    type: str
    user_objects: dict[int, Json]  # users by id, as User objects

    def as_json(self) -> Json:
        """Return the chat as a Chat object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The part of a message that an edit changes; an equal one is "not modified"."""

    kind: str = TEXT  # text, caption (of a file), rich, service
    formatted: Formatted = NO_TEXT
    keyboard: Json | None = None  # InlineKeyboardMarkup
    media: Json = field(default_factory=dict)  # other fields of the Message object
    link_preview_options: Json | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """One message in a chat."""

    chat: MessageChat
    message_id: int
    date: int  # Unix seconds
    content: Content
    sender: User | None = None
    sender_chat: MessageChat | None = None
    author: User | None = None  # the user who wrote it, also if it is posted as a chat
    reply_to: "Message | None" = None
    thread_id: int | None = None
    is_topic_message: bool = False
    via_bot: User | None = None
    inline_message_id: str | None = None
    other_markup: Json | None = None  # reply keyboard, its removal, or a forced reply
    extra: Json = field(default_factory=dict)  # forward_origin, author_signature, guest_query_id…
    edit_date: int | None = None
    is_deleted: bool = False
    is_silent: bool = False
    ephemeral_id: int | None = None  # of a message that only `receiver` sees
    receiver: User | None = None
    in_place_of: "Message | None" = None  # the message that the receiver no longer sees
    shown_after: int = 0  # id of the newest other message when an ephemeral one came
    edits: list[Content] = field(default_factory=list)  # earlier contents, oldest first

    @property
    def is_protected(self) -> bool:
        """Whether it may not be forwarded or copied."""
        return "has_protected_content" in self.extra

    @property
    def text(self) -> str:
        """The text or the caption."""
        return self.content.formatted.text

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities of the text or caption."""
        return self.content.formatted.entities

    @property
    def html(self) -> str:
        """The text as Telegram HTML."""
        return to_html(self.content.formatted)

    @property
    def buttons(self) -> list[list[Button]]:
        """The rows of the inline keyboard."""
        return buttons_of(self.content.keyboard)

    def button(self, label: str) -> Button:
        """Return the first button whose text contains `label`; spaces are ignored.

        Raises:
            LookupError: there is no such button; the error lists the existing ones.
        """
        labels = []
        for row in self.buttons:
            for button in row:
                if button.has_label(label):
                    return button
                labels.append(button.text)
        raise LookupError(f"no button {label!r} under message {self.message_id}, only {labels}")

    @property
    def links(self) -> list[str]:
        """The URLs in the text, in order."""
        found = []
        for entity in self.entities:
            if entity.url is not None:
                found.append(entity.url)
            elif entity.type == "url":
                found.append(utf16_slice(self.text, entity.offset, entity.length))
        return found

    @property
    def reply_markup(self) -> Json | None:
        """The inline keyboard or another reply markup."""
        return self.content.keyboard or self.other_markup

    @property
    def document(self) -> Json | None:
        """The file as a Document object."""
        value = self.content.media.get("document")
        return value if isinstance(value, dict) else None

    def edit(self, content: Content, now: int, *, is_hidden: bool = False) -> None:
        """Replace the content; a hidden edit sets no edit date."""
        self.edits.append(self.content)
        self.content = content
        if not is_hidden:
            self.edit_date = now

    def as_json(self, *, with_reply: bool = True) -> Json:
        """Return the Message object."""
        result: Json = {"message_id": self.message_id}
        if self.thread_id is not None:
            result["message_thread_id"] = self.thread_id
        if self.sender is not None:
            result["from"] = self.sender.json
        if self.receiver is not None:
            result["receiver_user"] = self.receiver.json
            result["ephemeral_message_id"] = self.ephemeral_id
        if self.sender_chat is not None:
            result["sender_chat"] = self.sender_chat.as_json()
        result["date"] = self.date
        result["chat"] = self.chat.as_json()
        if self.is_topic_message:
            result["is_topic_message"] = True
        if self.edit_date is not None:
            result["edit_date"] = self.edit_date
        if with_reply and self.reply_to is not None:
            result["reply_to_message"] = self.reply_to.as_json(with_reply=False)
        if self.via_bot is not None:
            result["via_bot"] = self.via_bot.json
        result.update(self.extra)
        self._add_content(result)
        return result

    def _add_content(self, result: Json) -> None:
        content = self.content
        result.update(content.media)
        text, entities = content.formatted.text, content.formatted.entities
        prefix = "caption" if content.kind == CAPTION else "text"
        if text and content.kind in {TEXT, CAPTION}:
            result[prefix] = text
            if entities:
                name = "caption_entities" if content.kind == CAPTION else "entities"
                result[name] = as_json(entities, self.chat.user_objects)
        if content.link_preview_options:
            result["link_preview_options"] = content.link_preview_options
        if content.keyboard is not None:
            result["reply_markup"] = content.keyboard

    def __repr__(self) -> str:
        name = self.sender.first_name if self.sender else "channel"
        labels = [[button.text for button in row] for row in self.buttons]
        keyboard = f" {labels}" if labels else ""
        return f"<{self.message_id} {name}: {self.text or list(self.content.media)}{keyboard}>"


def inaccessible_message(chat: MessageChat, message_id: int) -> dict[str, Any]:
    """Return the InaccessibleMessage for a deleted message."""
    return {"chat": chat.as_json(), "message_id": message_id, "date": 0}
