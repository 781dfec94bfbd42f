"""Follows and unfollows tags, and looks tags up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.actions.services import Services
from bot.domain.chat import ChatThread
from bot.domain.errors import NotUnderstood
from bot.domain.ids import ArticleId, ChatId, TagKey
from bot.domain.pages import existing_page
from bot.domain.reading_languages import reading_languages
from bot.domain.tag import Tag, read_tags, tag_key

FOLLOWED_MAX = 200  # tags per chat
TOPICS_PAGE = 20  # tags on a page of topics
_TOPICS_MAX = 300  # of the most used tags on all pages
_NEWEST_OF_TAGS = 5  # tags of one action whose newest article is looked for
_BURST = timedelta(seconds=20)  # taps on several tags within this time show one card


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest article of followed tags, and the tag that it has."""

    article_id: ArticleId
    tag: Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The tags of one action, in its order."""

    tags: tuple[Tag, ...]
    new: tuple[Tag, ...]  # the chat did not follow these before
    newest: Newest | None = None  # to show now; it is never pushed to the chat


async def follow(
    services: Services, thread: ChatThread, names: Sequence[str], *, shows_newest: bool = False
) -> Followed:
    """Follow tags in a chat or topic, also tags without articles.

    Raises:
        NotUnderstood: a name is not a valid tag, or the chat would follow too many. Nothing is
            followed then.
    """
    keys = [TagKey(tag_key(name)) for name in names]
    already = {tag.key for tag in await services.subscriptions.of(thread.chat_id)}
    if len(already.union(keys)) > FOLLOWED_MAX:
        raise NotUnderstood("follow.too_many", maximum=FOLLOWED_MAX)
    # First: an article that is fanned out now may be pushed as soon as the tags are followed.
    new = [key for key in keys if key not in already]
    newest = await _take_newest(services, thread, new or keys) if shows_newest else None
    tags = await services.subscriptions.follow(thread, names, services.clock())
    return Followed(
        tags=tuple(tags),
        new=tuple(tag for tag in tags if tag.key not in already),
        newest=newest,
    )


async def follow_again(services: Services, thread: ChatThread, tag: Tag) -> Followed:
    """Return what a chat is shown that follows a tag already."""
    newest = await _take_newest(services, thread, [tag.key])
    return Followed(tags=(tag,), new=(), newest=newest)


async def _take_newest(
    services: Services, thread: ChatThread, keys: Sequence[TagKey]
) -> Newest | None:
    """Return the newest article with one of the first tags; from now on it is not pushed."""
    newest: Newest | None = None
    for key in keys[:_NEWEST_OF_TAGS]:
        tag = await services.tags.find(key)  # the tag of an alias has another key
        article_id = await services.article_lists.newest_with_tag(tag.key) if tag else None
        if tag and article_id and (newest is None or article_id > newest.article_id):
            newest = Newest(article_id, tag)
    if newest is not None:
        await services.deliveries.suppress_article(thread, newest.article_id, services.clock())
    return newest


async def toggle(
    services: Services,
    thread: ChatThread,
    tag: Tag,
    *,
    is_wanted: bool,
    shows_newest: bool = False,
) -> Followed:
    """Follow or unfollow a tag, as its button says.

    Raises:
        NotUnderstood: the chat would follow too many tags.
    """
    if is_wanted:
        return await follow(services, thread, [tag.key], shows_newest=shows_newest)
    await unfollow(services, thread.chat_id, [tag.key])
    return Followed(tags=(tag,), new=())


def should_show_newest(services: Services, chat_id: ChatId) -> bool:
    """Return whether a followed tag shows its newest card: the first one of a burst of taps."""
    key = ("newest card", chat_id)
    return services.notice_throttle.should_notify(key, _BURST, services.clock())


async def unfollow_numbers(
    services: Services, chat_id: ChatId, numbers: Sequence[int]
) -> list[Tag]:
    """Unfollow tags by their numbers; return the tags that the chat followed."""
    followed = await services.subscriptions.of(chat_id)
    keys = [tag.key for tag in followed if tag.number in numbers]
    return await services.subscriptions.unfollow(chat_id, keys)


async def unfollow(services: Services, chat_id: ChatId, names: Sequence[str]) -> list[Tag]:
    """Unfollow tags; return the tags that the chat followed.

    Raises:
        NotUnderstood: a name is not a valid tag.
    """
    return await services.subscriptions.unfollow(chat_id, [tag_key(name) for name in names])


async def unfollow_all(services: Services, chat_id: ChatId) -> list[Tag]:
    """Unfollow all tags; return them."""
    return await services.subscriptions.unfollow_all(chat_id)


async def followed_tags(services: Services, chat_id: ChatId) -> list[Tag]:
    """Return the tags that a chat follows, oldest first."""
    return await services.subscriptions.of(chat_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """A page of tags to follow and unfollow."""

    shown: tuple[Tag, ...]  # the tags of the page
    followed: tuple[Tag, ...]  # all of them, oldest first
    page: int  # the number of the page
    has_more: bool  # whether there is another page


async def topics(services: Services, chat_id: ChatId, page: int, language: str) -> Topics:
    """Return a page of tags, 0 is the first: the followed ones, then the most used other ones.

    Those of articles in the language of the reader, one of `LANGUAGES`, come before the others. The
    last page replaces one that no longer exists.
    """
    followed = await followed_tags(services, chat_id)
    keys = {tag.key for tag in followed}
    used = await services.tags.most_used(0, _TOPICS_MAX, languages=reading_languages(language))
    tags = [*followed, *(tag for tag, _ in used if tag.key not in keys)]
    page = existing_page(page, len(tags), TOPICS_PAGE)
    return Topics(
        shown=tuple(tags[page * TOPICS_PAGE : (page + 1) * TOPICS_PAGE]),
        followed=tuple(followed),
        page=page,
        has_more=len(tags) > (page + 1) * TOPICS_PAGE,
    )


async def is_followed(services: Services, chat_id: ChatId, tag: Tag) -> bool:
    """Return whether a chat follows a tag."""
    return tag.key in {each.key for each in await services.subscriptions.of(chat_id)}


async def has_articles(services: Services, tag: Tag) -> bool:
    """Return whether a published article has the tag; private copies do not count."""
    return await services.article_lists.newest_with_tag(tag.key) is not None


async def get_tag(services: Services, number: int) -> Tag:
    """Return a tag by its number.

    Raises:
        NotFound: there is no such tag.
    """
    return await services.tags.by_number(number)


async def find_tag(services: Services, text: str) -> Tag | None:
    """Return the tag that a person typed, None if it does not exist.

    Raises:
        NotUnderstood: the text is not a valid tag.
    """
    return await services.tags.find(tag_key(text))


async def tag_by_key(services: Services, key: str) -> Tag:
    """Return the tag of a deep link; build it, with the number 0, if it does not exist yet.

    Raises:
        NotUnderstood: the key is not a valid tag.
    """
    found = await find_tag(services, key)
    return found or Tag(key=TagKey(tag_key(key)), name=key, number=0)


def parse_tag_names(text: str) -> list[str]:
    """Return the tag names in a text.

    Raises:
        NotUnderstood: there is no name, or one is not a valid tag.
    """
    names = read_tags(text)
    if not names:
        raise NotUnderstood("follow.which")
    return names
