"""Filters of a chat: words that mute an article, or that an article must contain."""

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
    key = ALL_TAGS
    if text.startswith("#"):
        tag, _, text = text.partition(" ")
        key = tag_key(tag)
    kind_word, _, rest = text.strip().partition(" ")
    kind = KIND_WORDS.get(kind_word.casefold())
    phrases = [phrase.strip(' "«»“”') for phrase in rest.replace(";", ",").split(",")]
    new = [_filter(kind, phrase, key) for phrase in phrases if kind and fold_for_search(phrase)]
    if not new:
        raise NotUnderstood("filter.how")
    if len(await list_filters(services, chat_id)) + len(new) > FILTERS_MAX:
        raise NotUnderstood("filter.too_many", maximum=FILTERS_MAX)
    await services.filters.put(chat_id, new, services.clock())
    return new


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
