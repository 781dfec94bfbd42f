"""The words that a chat wants kept out of what it gets, or nothing without."""

from bot.actions.services import Services
from bot.domain.errors import NotFound, NotUnderstood
from bot.domain.filter import ALL_TAGS, FILTERS_MAX, WORDS_MAX, Filter, FilterKind
from bot.domain.folding import fold_for_search
from bot.domain.ids import ChatId, TagKey
from bot.domain.tag import tag_key

KINDS: dict[str, FilterKind] = {
    **dict.fromkeys(("mute", "without", "без", "скрыть", "yashir"), "mute"),
    **dict.fromkeys(("only", "require", "with", "только", "faqat"), "require"),
}


async def of(services: Services, chat_id: ChatId) -> list[Filter]:
    """Return a chat's filters, oldest first."""
    return await services.store.filters.of(chat_id)


async def add(services: Services, chat_id: ChatId, written: str) -> list[Filter]:
    """Filter as /filter says: `[#tag] mute words, more words` or `[#tag] only words`.

    Raises:
        NotUnderstood: the words say something else, or there would be too many filters.
    """
    key = ALL_TAGS
    if written.startswith("#"):
        tag, _, written = written.partition(" ")
        key = tag_key(tag)
    kind_word, _, rest = written.strip().partition(" ")
    kind = KINDS.get(kind_word.casefold())
    phrases = [phrase.strip(' "«»“”') for phrase in rest.replace(";", ",").split(",")]
    new = [_filter(kind, phrase, key) for phrase in phrases if kind and fold_for_search(phrase)]
    if not new:
        raise NotUnderstood("filter.how")
    if len(await of(services, chat_id)) + len(new) > FILTERS_MAX:
        raise NotUnderstood("filter.too_many", maximum=FILTERS_MAX)
    await services.store.filters.put(chat_id, new, services.clock())
    return new


def _filter(kind: FilterKind, phrase: str, key: TagKey) -> Filter:
    if len(phrase) > WORDS_MAX:
        raise NotUnderstood("filter.too_long", maximum=WORDS_MAX)
    return Filter(kind=kind, words=fold_for_search(phrase), written=phrase, tag_key=key)


async def drop(services: Services, chat_id: ChatId, key: str) -> None:
    """Forget the filter of a button.

    Raises:
        NotFound: it is gone.
    """
    mine = [each for each in await of(services, chat_id) if each.key == key]
    if not await services.store.filters.drop(chat_id, mine):
        raise NotFound("button.stale")


async def drop_all(services: Services, chat_id: ChatId) -> int:
    """Forget all of a chat's filters; return how many."""
    return await services.store.filters.drop(chat_id, await of(services, chat_id))
