"""Detect mentions, commands, hashtags, cashtags, emails and URLs in plain text.

The rules come from tdlib/td (`find_entities` in MessageEntity.cpp). Bank cards and timestamps in
media, which it finds too, are not in the Bot API.
"""

import re
import unicodedata
from collections.abc import Iterator

from bot.playground.api_server.formatting.entities import Entity, utf16_length
from bot.playground.api_server.formatting.url_detection import find_addresses, find_app_links

_NAME = "[A-Za-z0-9_]"
_MENTION = re.compile(rf"(?<!\w)@(?:{_NAME}{{4,32}}|(?i:gif|nft|pic|ufc|vid))(?!\w)")
_COMMAND = re.compile(
    rf"(?<![\w/<>])/{_NAME}{{1,64}}(?:@{_NAME}{{3,32}}|(?!@))(?![\w/<>])",
)
_CASHTAG = re.compile(rf"\$(?:1INCH|[A-Z]{{1,8}}+)(?:@{_NAME}{{3,32}}(?!{_NAME}))?+")
_BOT_OF_HASHTAG = re.compile(rf"@{_NAME}{{3,32}}")
_MAX_HASHTAG = 256


def detect_entities(text: str) -> list[Entity]:
    """Return the entities that Telegram detects in plain `text`, sorted, without overlaps."""
    candidates = sorted(_candidates(text), key=lambda candidate: (candidate[1], -candidate[2]))
    entities: list[Entity] = []
    position = units = 0
    for kind, start, end in candidates:
        if start < position:
            continue
        units += utf16_length(text[position:start])
        length = utf16_length(text[start:end])
        entities.append(Entity(kind, units, length))
        units += length
        position = end
    return entities


def _candidates(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield type, start and end (characters) of every candidate, possibly overlapping."""
    if "@" in text:
        yield from (("mention", *match.span()) for match in _MENTION.finditer(text))
    if "/" in text:
        yield from (("bot_command", *match.span()) for match in _COMMAND.finditer(text))
    if "#" in text:
        yield from (("hashtag", *span) for span in _hashtags(text))
    if "$" in text:
        yield from (("cashtag", *span) for span in _cashtags(text))
    if "://" in text:
        yield from (("url", *span) for span in find_app_links(text))
    if "." in text:
        yield from find_addresses(text)


def _is_tag_letter(character: str) -> bool:
    """Tell whether `character` is a letter of hashtags; "" is none."""
    if character.isascii():
        return character.isalnum() or character == "_"
    if character in "\u200c\u00b7" or "\u0d80" <= character <= "\u0dff":
        return True
    category = unicodedata.category(character)
    return category[0] == "L" or category == "Nd"


def _hashtags(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each hashtag: up to 256 letters and digits, one of them a letter."""
    start = text.find("#")
    while start >= 0:
        end = start + 1
        while end < len(text) and _is_tag_letter(text[end]):
            end += 1
        if not _is_tag_letter(text[start - 1 : start]):
            yield from _checked_hashtag(text, start, end)
        start = text.find("#", end)


def _checked_hashtag(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    cut = min(end, start + 1 + _MAX_HASHTAG)
    if cut == end and (bot := _BOT_OF_HASHTAG.match(text, end)):
        cut = end = bot.end()
    has_letter = any(unicodedata.category(one)[0] == "L" for one in text[start + 1 : cut])
    if has_letter and text[end : end + 1] != "#":
        yield start, cut


def _cashtags(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each cashtag: one to eight capitals, or 1INCH."""
    for match in _CASHTAG.finditer(text):
        around = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if not any(one == "$" or _is_tag_letter(one) for one in around):
            yield match.span()
