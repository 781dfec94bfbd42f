"""What the service finds in a text by itself: mentions, commands, hashtags, addresses.

After tdlib/td (`find_entities` in MessageEntity.cpp), smaller: of the bare host names it knows
the common endings only.
"""

import re
from collections.abc import Iterator

from bot.playground.api_server.formatting.entities import Entity, utf16_length

_ENDINGS_TEXT = """com|org|net|edu|gov|int|info|biz|io|dev|app|me|tv|co|ai|xyz|site|online|news|blog
|tech|top|uz|ru|kz|kg|tj|tm|su|by|ua|de|fr|it|es|uk|us|eu|nl|be|at|ch|pl|cz|sk|se|no|fi|dk|ie|pt|gr|tr|in
|cn|jp|kr|br|ar|mx|ca|au|nz|za|ae|il|ir|az|am|ge|md|lv|lt|ee|ro|bg|hu|hr|rs|si|is|lu|рф"""
_ENDINGS = _ENDINGS_TEXT.replace("\n", "")
_HASH = r"[\w\u200c\u00b7]"
_MENTION = re.compile(r"(?<![\w/@])@([A-Za-z0-9_]{3,32})(?![\w])", re.ASCII)
_COMMAND = re.compile(r"(?<![\w/<>])/([A-Za-z0-9_]{1,64})(@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
_HASHTAG = re.compile(rf"(?<!{_HASH})#({_HASH}{{1,256}})(?!{_HASH}*#)(@[A-Za-z0-9_]{{3,32}})?")
_CASHTAG = re.compile(r"(?<![\w$])\$([A-Z]{1,8})(?![\w$])")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]+\.)+[A-Za-z]{2,}(?!\w)")
_SCHEMED = re.compile(r"(?<!\w)(?:https?|ftp|tonsite|ton|tg)://[^\s<>\"«»\u2028]+", re.IGNORECASE)
_BARE = re.compile(
    rf"(?<![\w@./#-])(?:[\w-]+\.)+(?:{_ENDINGS})(?![\w-])(?!\.\w)(?::\d{{1,5}})?"
    r"(?:[/?#][^\s<>\"«»]*)?",
    re.IGNORECASE,
)
_TRAILING = ".,:;!?'\"…)]}"


def detect(text: str) -> list[Entity]:
    """Return the entities that the service finds in plain `text`, in order, not overlapping."""
    found = sorted(_found(text), key=lambda hit: (hit[1], -hit[2]))
    entities: list[Entity] = []
    place = units = 0
    for kind, start, end in found:
        if start < place:
            continue
        units += utf16_length(text[place:start])
        length = utf16_length(text[start:end])
        entities.append(Entity(kind, units, length))
        units += length
        place = end
    return entities


def _found(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield kind, start and end (characters) of every candidate."""
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
        yield from _addresses(text)


def _addresses(text: str) -> Iterator[tuple[str, int, int]]:
    for pattern in (_SCHEMED, _BARE):
        for match in pattern.finditer(text):
            start, end = match.start(), _trimmed(match.group()) + match.start()
            host = text[start:end].split("://", 1)[-1]
            if "." in host or text[start:end].lower().startswith("tg:"):
                yield "url", start, end


def _trimmed(address: str) -> int:
    """Return the length of `address` without the punctuation that ends a sentence."""
    while address and address[-1] in _TRAILING:
        pair = {")": "(", "]": "[", "}": "{"}.get(address[-1])
        if pair and address.count(pair) >= address.count(address[-1]):
            break
        address = address[:-1]
    return len(address)
