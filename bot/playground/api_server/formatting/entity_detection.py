"""Detect mentions, commands, hashtags, cashtags, emails and URLs in plain text.

A smaller version of tdlib/td (`find_entities` in MessageEntity.cpp): a host name without a scheme
is detected only with a common top-level domain.
"""

import re
from collections.abc import Iterator

from bot.playground.api_server.formatting.entities import Entity, utf16_length

_TLDS_TEXT = """com|org|net|edu|gov|int|info|biz|io|dev|app|me|tv|co|ai|xyz|site|online|news|blog
|tech|top|uz|ru|kz|kg|tj|tm|su|by|ua|de|fr|it|es|uk|us|eu|nl|be|at|ch|pl|cz|sk|se|no|fi|dk|ie|pt|gr|tr|in
|cn|jp|kr|br|ar|mx|ca|au|nz|za|ae|il|ir|az|am|ge|md|lv|lt|ee|ro|bg|hu|hr|rs|si|is|lu|рф"""
_TOP_LEVEL_DOMAINS = _TLDS_TEXT.replace("\n", "")
_HASH = r"[\w\u200c\u00b7]"
_MENTION = re.compile(r"(?<![\w/@])@([A-Za-z0-9_]{3,32})(?![\w])", re.ASCII)
_COMMAND = re.compile(r"(?<![\w/<>])/([A-Za-z0-9_]{1,64})(@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
_HASHTAG = re.compile(rf"(?<!{_HASH})#({_HASH}{{1,256}})(?!{_HASH}*#)(@[A-Za-z0-9_]{{3,32}})?")
_CASHTAG = re.compile(r"(?<![\w$])\$([A-Z]{1,8})(?![\w$])")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]+\.)+[A-Za-z]{2,}(?!\w)")
_URL_WITH_SCHEME = re.compile(
    r"(?<!\w)(?:https?|ftp|tonsite|ton|tg)://[^\s<>\"«»\u2028]+", re.IGNORECASE
)
_URL_WITHOUT_SCHEME = re.compile(
    rf"(?<![\w@./#-])(?:[\w-]+\.)+(?:{_TOP_LEVEL_DOMAINS})(?![\w-])(?!\.\w)(?::\d{{1,5}})?"
    r"(?:[/?#][^\s<>\"«»]*)?",
    re.IGNORECASE,
)
_TRAILING = ".,:;!?'\"…)]}"


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
        yield from (("email", *match.span()) for match in _EMAIL.finditer(text))
    if "/" in text:
        yield from (("bot_command", *match.span()) for match in _COMMAND.finditer(text))
    if "#" in text:
        for match in _HASHTAG.finditer(text):
            if any(not character.isdigit() for character in match.group(1).strip("_\u200c\u00b7")):
                yield ("hashtag", *match.span())
    if "$" in text:
        yield from (("cashtag", *match.span()) for match in _CASHTAG.finditer(text))
    if "." in text or "://" in text:
        yield from _urls(text)


def _urls(text: str) -> Iterator[tuple[str, int, int]]:
    for pattern in (_URL_WITH_SCHEME, _URL_WITHOUT_SCHEME):
        for match in pattern.finditer(text):
            start, end = match.start(), _trimmed_length(match.group()) + match.start()
            host = text[start:end].split("://", 1)[-1]
            if "." in host or text[start:end].lower().startswith("tg:"):
                yield "url", start, end


def _trimmed_length(address: str) -> int:
    """Return the length of `address` without trailing punctuation."""
    while address and address[-1] in _TRAILING:
        pair = {")": "(", "]": "[", "}": "{"}.get(address[-1])
        if pair and address.count(pair) >= address.count(address[-1]):
            break
        address = address[:-1]
    return len(address)
