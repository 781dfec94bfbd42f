"""From a request's text, parse mode and entities to what the service stores."""

from bot.playground.api_server.errors import Json, bad_request
from bot.playground.api_server.formatting.entities import (
    MAX_ENTITIES,
    Entity,
    Formatted,
    clean,
    merge_entities,
    utf16_length,
)
from bot.playground.api_server.formatting.entity_detection import detect
from bot.playground.api_server.formatting.html import parse_html
from bot.playground.api_server.formatting.links import TIME_FORMAT, checked_link, mentioned_user
from bot.playground.api_server.formatting.markdown import parse_markdown, parse_markdown_v2

MAX_TEXT = 4096  # characters after entities parsing
MAX_CAPTION = 1024
_MAX_SOURCE = 1 << 15  # bytes, before parsing
_ASKED_FOR_TEXT = """bold italic underline strikethrough spoiler blockquote expandable_blockquote
    code pre text_link text_mention custom_emoji date_time"""
_FOUND_TEXT = "mention hashtag cashtag bot_command url email phone_number"
_ASKED_FOR = frozenset(_ASKED_FOR_TEXT.split())
_FOUND = frozenset(_FOUND_TEXT.split())


def format_text(
    source: str, parse_mode: str | None = None, entities: list[Json] | None = None
) -> Formatted:
    """Return the text as stored: parsed, cleaned, trimmed, with what the service finds in it.

    Raises:
        ApiError: 400, where the text cannot be parsed or is longer than 32 KiB.
    """
    if len(source) > _MAX_SOURCE // 4 and len(source.encode()) > _MAX_SOURCE:
        raise bad_request("text is too long")
    mode = (parse_mode or "none").lower()
    if mode == "html":
        parsed = parse_html(source)
    elif mode == "markdown":
        parsed = parse_markdown(source)
    elif mode == "markdownv2":
        parsed = parse_markdown_v2(source)
    elif mode == "none":
        parsed = Formatted(source, _given(entities or [], utf16_length(source)))
    else:
        raise bad_request("unsupported parse_mode")
    return _completed(clean(parsed))


def _completed(formatted: Formatted) -> Formatted:
    """Add what the service finds by itself outside code and links."""
    merged = merge_entities(formatted.entities)[:MAX_ENTITIES]
    taken = [entity for entity in merged if entity.type in {"code", "pre", "text_link"}]
    taken += [entity for entity in merged if entity.type == "text_mention"]
    found = [
        entity
        for entity in detect(formatted.text)
        if not any(entity.offset < other.end and other.offset < entity.end for other in taken)
    ]
    if found:
        merged = merge_entities((*merged, *found))
    return Formatted(formatted.text, merged)


def _given(items: list[Json], length: int) -> tuple[Entity, ...]:
    """Return the entities of a request, clipped to the text."""
    entities = []
    for item in items:
        kind, offset, size = item["type"], item["offset"], item["length"]
        if kind in _FOUND or offset < 0 or size <= 0 or offset >= length:
            continue
        if kind not in _ASKED_FOR:
            raise bad_request(f"can't parse MessageEntity: unsupported type {kind!r}")
        entities.append(_one(item, kind, offset, min(size, length - offset)))
    return tuple(entity for entity in entities if entity is not None)


def _one(item: Json, kind: str, offset: int, size: int) -> Entity | None:
    """Return one entity of a request; None for a link that the service drops."""
    if kind == "text_link":
        url = item.get("url") or ""
        if (user_id := mentioned_user(url)) is not None:
            return Entity("text_mention", offset, size, user_id=user_id)
        checked = checked_link(url)
        if checked is None:
            raise bad_request(f"entity URL '{url}' is invalid: Wrong HTTP URL")
        return Entity(kind, offset, size, url=checked)
    if kind == "text_mention":
        if item.get("user") is None:
            raise bad_request("can't parse MessageEntity: Can't find field \"user\"")
        return Entity(kind, offset, size, user_id=item["user"]["id"])
    if kind == "date_time":
        return _time(item, offset, size)
    if kind == "pre":
        return Entity(kind, offset, size, language=item.get("language") or None)
    if kind == "custom_emoji":
        return Entity(kind, offset, size, custom_emoji_id=item.get("custom_emoji_id", ""))
    return Entity(kind, offset, size)


def _time(item: Json, offset: int, size: int) -> Entity:
    unix_time, form = item.get("unix_time"), item.get("date_time_format", "")
    if unix_time is None or not TIME_FORMAT.fullmatch(form):
        raise bad_request("can't parse MessageEntity: invalid time or format of a time")
    return Entity("date_time", offset, size, unix_time=unix_time, date_time_format=form)


def message_text(
    source: str, parse_mode: str | None = None, entities: list[Json] | None = None
) -> Formatted:
    """Return a message's text.

    Raises:
        ApiError: 400 where it is empty, too long or cannot be parsed.
    """
    if not source:
        raise bad_request("message text is empty")
    formatted = format_text(source, parse_mode, entities)
    if not formatted.text:
        raise bad_request("text must be non-empty")
    if len(formatted.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return formatted


def caption_text(
    source: str | None, parse_mode: str | None = None, entities: list[Json] | None = None
) -> Formatted:
    """Return a file's caption, which may be empty.

    Raises:
        ApiError: 400 where it is too long or cannot be parsed.
    """
    formatted = format_text(source or "", parse_mode, entities)
    if len(formatted.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return formatted
