"""The greetings of /start, and the buttons and messages to follow and unfollow tags."""

from collections.abc import Collection, Sequence

from bot.domain.errors import NotFound
from bot.domain.ids import ChatId
from bot.domain.tag import Tag
from bot.i18n.html import Html, join, link
from bot.i18n.translator import LANGUAGES, Translator
from bot.presentation.buttons import FollowButton, FollowKeyButton, ListButton, MissedButton
from bot.presentation.links import chat_payload, deep_link, tag_payload
from bot.presentation.lists import hashtags, page_row
from bot.presentation.managed_chat import split_target
from bot.presentation.outgoing_message import CALLBACK_MAX, Button, OutgoingMessage, Row
from bot.presentation.settings_buttons import button_rows
from bot.presentation.start_buttons import (
    MenuButton,
    StartLanguageButton,
    ToggleTagButton,
    UndoFollowButton,
)
from bot.presentation.truncate import truncate

_MARK = "✓ "  # before the name of a followed tag, and before the language of the chat
_GROUP_PAGES = ("topics", "delivery", "language")  # screens of the settings
_PER_ROW = 2
_TAGS_MAX = 300  # UTF-16 units of the followed tags in one line
_LABEL_MAX = 20  # UTF-16 units of a tag's name; two buttons share a row


def greeting(
    tags: Sequence[Tag], followed: Collection[int], translator: Translator
) -> OutgoingMessage:
    """Return the greeting of /start.

    Args:
        tags: suggested tags, most followed first.
        followed: the numbers of the tags that the chat follows.
        translator: of the chat's language.
    """
    next_step = translator.html("start.pick" if tags else "start.no_tags")
    html = join([translator.html("start.welcome"), next_step], "\n\n")
    return _with_menu(html, tags, followed, translator)


def group_greeting(chat_id: ChatId, bot_username: str, translator: Translator) -> OutgoingMessage:
    """Return the two lines for a group that added the bot, with buttons for its administrators.

    The buttons open the settings of the group in the private chat of the person who taps.
    """
    row = tuple(
        Button(
            text=translator.text(f"settings.button.{page}"),
            url=deep_link(bot_username, chat_payload(chat_id, page)),
        )
        for page in _GROUP_PAGES
    )
    return OutgoingMessage(html=translator.html("group.hello"), rows=(row,))


def welcome_back(
    followed: Sequence[Tag], suggested: Sequence[Tag], missed: int, translator: Translator
) -> OutgoingMessage:
    """Return the two lines for a person who blocked the bot and is back.

    Args:
        followed: the tags that the person follows.
        suggested: the tags to offer to a person who follows none.
        missed: the number of messages that they missed.
        translator: of the chat's language.
    """
    if not followed:
        text_key = "start.pick" if suggested else "start.no_tags"
        html = join([translator.html("start.back"), translator.html(text_key)])
        return _with_menu(html, suggested, (), translator)
    tags = truncate(" ".join(tag.hashtag for tag in followed), _TAGS_MAX)
    html = join([translator.html("start.back"), translator.html("start.back_tags", tags=tags)])
    if not missed:
        return _with_menu(html, (), (), translator)
    html = join([translator.html("start.back"), translator.html("missed.offer", count=missed)])
    return OutgoingMessage(html=html, rows=missed_rows(missed, translator))


def missed_rows(count: int, translator: Translator) -> tuple[Row, ...]:
    """Return the choice of what happens to the missed messages; one message needs no digest."""
    choices = [("missed.send", 1), ("missed.digest", 2), ("missed.skip", 0)]
    if count == 1:
        choices.pop(1)
    return (
        tuple(
            Button(text=translator.text(text_key), data=MissedButton(choice).encode())
            for text_key, choice in choices
        ),
    )


def _with_menu(
    html: Html, tags: Sequence[Tag], followed: Collection[int], translator: Translator
) -> OutgoingMessage:
    menu = (
        Button(text=translator.text("start.more"), data=MenuButton("tags").encode()),
        Button(text=translator.text("start.latest"), data=MenuButton("latest").encode()),
    )
    languages = [
        Button(
            text=f"{_MARK}{name}" if code == translator.language else name,
            data=StartLanguageButton(code).encode(),
        )
        for code, name in LANGUAGES.items()
    ]
    toggles = toggle_rows(tags, followed)
    return OutgoingMessage(html=html, rows=(*toggles, menu, *button_rows(languages, _PER_ROW)))


def tag_list_message(
    header: Html,
    tags: Sequence[tuple[Tag, int]],
    followed: Collection[int],
    *,
    pages: tuple[ListButton | None, ListButton | None],
    has_toggles: bool,
    bot_username: str,
    translator: Translator,
) -> OutgoingMessage:
    """Return tags with their number of articles, each with a button to follow it.

    Args:
        header: the line above the list.
        tags: the tags of this page, and their numbers of articles.
        followed: the numbers of the tags that the chat follows.
        pages: the buttons of the previous and the next page; None where there is no such page.
        has_toggles: False where nobody could use the buttons to follow.
        bot_username: for the links, which ask in the private chat whether to follow a tag.
        translator: of the chat's language.
    """
    lines = [
        Html(f"{link(tag.hashtag, deep_link(bot_username, tag_payload(tag)))} · {count}")
        for tag, count in tags
    ]
    toggles = toggle_rows([tag for tag, _ in tags], followed) if has_toggles else ()
    rows = (*toggles, *page_row(pages, translator))
    return OutgoingMessage(html=join([header, join(lines)], "\n\n"), rows=rows)


def toggle_rows(tags: Sequence[Tag], followed: Collection[int]) -> tuple[Row, ...]:
    """Return a button for each tag that follows or unfollows it; the followed ones are marked."""
    buttons = [
        _toggle(truncate(tag.name, _LABEL_MAX), tag.number, is_followed=tag.number in followed)
        for tag in tags
    ]
    starts = range(0, len(buttons), _PER_ROW)
    return tuple(tuple(buttons[start : start + _PER_ROW]) for start in starts)


def _toggle(label: str, number: int, *, is_followed: bool) -> Button:
    data = ToggleTagButton(number, int(not is_followed)).encode()
    return Button(text=f"{_MARK}{label}" if is_followed else label, data=data)


def marked_again(rows: Sequence[Row], followed: Collection[int]) -> tuple[Row, ...]:
    """Return the buttons of a message, with the marks of the tags that the chat follows now."""
    return tuple(tuple(_marked_again(each, followed) for each in row) for row in rows)


def _marked_again(button: Button, followed: Collection[int]) -> Button:
    """Return a button with its mark; the chat that its data may name stays out of the new data."""
    number = _tag_number(button)
    if number is None:
        return button
    label = button.text.removeprefix(_MARK)
    return _toggle(label, number, is_followed=number in followed)


def _tag_number(button: Button) -> int | None:
    try:
        return ToggleTagButton.decode(split_target(button.data or "")[1]).tag_number
    except NotFound:
        return None


def has_toggles(rows: Sequence[Row]) -> bool:
    """Whether a message has buttons that follow and unfollow a tag."""
    return any(_tag_number(each) is not None for row in rows for each in row)


def offer_message(tag: Tag, translator: Translator) -> OutgoingMessage:
    """Return the question whether to follow a tag; the number 0 means that no article has it."""
    payload = FollowButton(tag.number) if tag.number else FollowKeyButton(tag.key)
    label = translator.text("follow.confirm", tag=truncate(tag.name, _LABEL_MAX))
    button = Button(text=label, data=payload.encode())
    return OutgoingMessage(html=translator.html("follow.offer", tag=tag.hashtag), rows=((button,),))


def followed_message(
    tags: Sequence[Tag], new: Sequence[Tag], newest: Tag | None, translator: Translator
) -> OutgoingMessage:
    """Return the confirmation that a chat follows tags, with a button to undo that.

    Args:
        tags: all tags of the action.
        new: the tags that the chat did not follow before.
        newest: the tag whose newest card comes next; None: no card comes.
        translator: of the chat's language.
    """
    values = {"tags": hashtags(tags), "count": len(tags)}
    if not new:
        html = translator.html("follow.already", **values)
    elif newest is None:
        html = translator.html("follow.done", **values)
    else:
        html = translator.html("follow.newest", newest=newest.hashtag, **values)
    return OutgoingMessage(html=html, rows=_undo_row(new, translator))


def _undo_row(new: Sequence[Tag], translator: Translator) -> tuple[Row, ...]:
    """Return the button to undo; none if there is nothing new, or it does not fit a button."""
    if not new:
        return ()
    data = UndoFollowButton(",".join(str(tag.number) for tag in new)).encode()
    if len(data) > CALLBACK_MAX:
        return ()
    return ((Button(text=translator.text("follow.undo"), data=data),),)
