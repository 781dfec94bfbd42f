"""Filters of a chat: words that mute an article, or that an article must contain."""

import re
from collections.abc import Sequence

from bot.actions.services import Services
from bot.domain.errors import NotFound, NotUnderstood
from bot.domain.filter import ALL_TAGS, FILTERS_MAX, WORDS_MAX, Filter, FilterKind
from bot.domain.folding import fold_for_search
from bot.domain.ids import ChatId, TagKey
from bot.domain.tag import tag_key

KIND_WORDS: dict[str, FilterKind] = {
    **dict.fromkeys(("mute", "without", "без", "скрыть", "yashir", "яшир"), "mute"),
    **dict.fromkeys(("only", "require", "with", "только", "faqat", "фақат"), "require"),
}


async def list_filters(services: Services, chat_id: ChatId) -> list[Filter]:
    """Return the filters of a chat, oldest first."""
    return await services.filters.of(chat_id)


async def add_filters(services: Services, chat_id: ChatId, text: str) -> list[Filter]:
    """Add the filters of a /filter command: `[#tag] mute a, b` or `[#tag] only a`.

    Raises:
        NotUnderstood: the text has another form, or there would be too many filters.
    """
    key, rest = _split_tag(text)
    kind_word, _, words = rest.partition(" ")
    kind = KIND_WORDS.get(kind_word.casefold())
    if kind is None or not _phrases(words):
        raise NotUnderstood("filter.how")
    return await _add(services, chat_id, [_filter(kind, each, key) for each in _phrases(words)])


async def add_words(
    services: Services, chat_id: ChatId, kind: FilterKind, text: str
) -> list[Filter]:
    """Add the filters of an answer: `[#tag] a, b`.

    Raises:
        NotUnderstood: the text has no words, or there would be too many filters.
    """
    key, words = _split_tag(text.strip())
    if not _phrases(words):
        raise NotUnderstood("filter.no_words")
    return await _add(services, chat_id, [_filter(kind, each, key) for each in _phrases(words)])


def _split_tag(text: str) -> tuple[TagKey, str]:
    if not text.startswith("#"):
        return ALL_TAGS, text.strip()
    tag, _, rest = text.partition(" ")
    return tag_key(tag), rest.strip()


def _phrases(text: str) -> list[str]:
    """Return the phrases between the commas that have at least one word."""
    phrases = (phrase.strip(' "«»“”') for phrase in re.split("[,;\n]", text))
    return [phrase for phrase in phrases if fold_for_search(phrase)]


async def _add(services: Services, chat_id: ChatId, new: Sequence[Filter]) -> list[Filter]:
    if len(await list_filters(services, chat_id)) + len(new) > FILTERS_MAX:
        raise NotUnderstood("filter.too_many", maximum=FILTERS_MAX)
    await services.filters.put(chat_id, new, services.clock())
    return list(new)


def _filter(kind: FilterKind, phrase: str, key: TagKey) -> Filter:
    if len(phrase) > WORDS_MAX:
        raise NotUnderstood("filter.too_long", maximum=WORDS_MAX)
    return Filter(kind=kind, words=fold_for_search(phrase), written=phrase, tag_key=key)


async def remove_filter(services: Services, chat_id: ChatId, key: str) -> None:
    """Remove the filter of a button.

    Raises:
        NotFound: the filter was removed before.
    """
    matching = [each for each in await list_filters(services, chat_id) if each.key == key]
    if not await services.filters.drop(chat_id, matching):
        raise NotFound("button.stale")


async def remove_all_filters(services: Services, chat_id: ChatId) -> int:
    """Remove all filters of a chat; return their number."""
    return await services.filters.drop(chat_id, await list_filters(services, chat_id))
