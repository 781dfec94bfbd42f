"""Format message text and captions by parse_mode or entities, and detect entities."""

from bot.playground.api_server.errors import Json, bad_request
from bot.playground.api_server.formatting.entities import (
    MAX_ENTITIES,
    Entity,
    Formatted,
    splits_character,
    utf16_length,
    utf16_slice,
)
from bot.playground.api_server.formatting.entity_detection import detect_entities
from bot.playground.api_server.formatting.entity_merging import add_detected_entities
from bot.playground.api_server.formatting.html import parse_html
from bot.playground.api_server.formatting.links import TIME_FORMAT, mentioned_user, normalize_url
from bot.playground.api_server.formatting.markdown import parse_markdown, parse_markdown_v2
from bot.playground.api_server.formatting.text_cleaning import clean

MAX_TEXT = 4096  # characters after entities parsing
MAX_CAPTION = 1024
_MAX_SOURCE = 1 << 15  # bytes, before parsing
_EXPLICIT_TYPES_TEXT = """bold italic underline strikethrough spoiler blockquote
    expandable_blockquote code pre text_link text_mention custom_emoji date_time"""
_DETECTED_TYPES_TEXT = "mention hashtag cashtag bot_command url email phone_number"
_EXPLICIT_TYPES = frozenset(_EXPLICIT_TYPES_TEXT.split())
_DETECTED_TYPES = frozenset(_DETECTED_TYPES_TEXT.split())


def format_text(
    source: str, parse_mode: str | None = None, entities: list[Json] | None = None
) -> Formatted:
    """Return the text as stored: parsed, cleaned, with detected entities.

    Raises:
        ApiError: 400, the text cannot be parsed or is longer than 32 KiB.
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
        parsed = Formatted(source, _explicit_entities(entities or [], source))
    else:
        raise bad_request("unsupported parse_mode")
    return _with_detected_entities(clean(parsed))


def _with_detected_entities(formatted: Formatted) -> Formatted:
    """Add the entities detected outside code, links and text mentions."""
    given = formatted.entities[:MAX_ENTITIES]
    return Formatted(formatted.text, add_detected_entities(given, detect_entities(formatted.text)))


def _explicit_entities(items: list[Json], text: str) -> tuple[Entity, ...]:
    """Return the entities of a request; Telegram detects mentions and the like itself."""
    entities = []
    for item in items:
        kind, offset, size = item["type"], item["offset"], item["length"]
        if kind in _DETECTED_TYPES:
            continue
        if kind not in _EXPLICIT_TYPES:
            raise bad_request(f"can't parse MessageEntity: unsupported type {kind!r}")
        if offset < 0:
            raise bad_request(f"receive an entity with incorrect offset {offset}")
        if size < 0:
            raise bad_request(f"receive an entity with incorrect length {size}")
        if size > 0:
            _check_range(text, offset, size)
            entities.append(_explicit_entity(item, kind, offset, size))
    return tuple(entities)


def _check_range(text: str, offset: int, size: int) -> None:
    """Check that an entity begins and ends between the characters of the text.

    Raises:
        ApiError: 400, it is outside the text or cuts a character.
    """
    total = utf16_length(text)
    if offset > total:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    entity = f"entity beginning at UTF-16 offset {offset}"
    if offset + size > total:
        end = offset + size
        raise bad_request(f"{entity} ends after the end of the text at UTF-16 offset {end}")
    for place, what in ((offset, "entity begins"), (offset + size, f"{entity} ends")):
        if splits_character(text, place):
            byte = len(utf16_slice(text, 0, place + 1).encode())
            raise bad_request(f"{what} in a middle of a UTF-16 symbol at byte offset {byte}")


def _explicit_entity(item: Json, kind: str, offset: int, size: int) -> Entity:
    """Return one entity of a request."""
    if kind == "text_link":
        url = item.get("url") or ""
        if (user_id := mentioned_user(url)) is not None:
            return Entity("text_mention", offset, size, user_id=user_id)
        checked = normalize_url(url)
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
    """Format a message text.

    Raises:
        ApiError: 400, it is empty, too long or cannot be parsed.
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
    """Format a file's caption, which may be empty.

    Raises:
        ApiError: 400, it is too long or cannot be parsed.
    """
    formatted = format_text(source or "", parse_mode, entities)
    if len(formatted.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return formatted
