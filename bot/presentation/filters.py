"""The filters of a chat: the list with buttons, and the question for the words of new ones."""

from collections.abc import Sequence

from bot.domain.chat import Chat, is_private
from bot.domain.filter import FILTER_KINDS, FILTERS_MAX, Filter, FilterKind
from bot.domain.pages import existing_page
from bot.i18n.html import Html, bold_link, escape, join
from bot.i18n.translator import Translator
from bot.presentation.buttons import AddFilterButton, FilterButton, SettingsPageButton
from bot.presentation.links import deep_link, filter_payload
from bot.presentation.lists import page_row
from bot.presentation.outgoing_message import Button, OutgoingMessage, Row
from bot.presentation.settings_buttons import back_row
from bot.presentation.truncate import truncate

_PER_PAGE = 20
_WORDS_MAX = 30  # UTF-16 units of the words of a filter
_LABEL_MAX = 18  # of the same on a button
_TITLE_MAX = 100  # of the title of a chat


def filters_message(
    filters: Sequence[Filter],
    page: int,
    translator: Translator,
    *,
    can_add: bool = False,
) -> OutgoingMessage:
    """Return a page of a chat's filters, each with a button to remove it.

    Args:
        filters: all filters of the chat.
        page: 0 is the first; the last page replaces one that does not exist.
        translator: of the reader's language.
        can_add: whether the bot may ask for words here, which it does in private chats only. Other
            chats read which commands add filters.
    """
    page = existing_page(page, len(filters), _PER_PAGE)
    shown = filters[page * _PER_PAGE :][:_PER_PAGE]
    if filters:
        lines = join([_line(each, translator) for each in shown])
        html = join([translator.html("filter.title"), lines], "\n\n")
    else:
        html = translator.html("filter.empty" if can_add else "filter.none")
    removals = tuple((_removal(each, page, translator),) for each in shown)
    pages = (
        SettingsPageButton("filters", page - 1) if page else None,
        SettingsPageButton("filters", page + 1) if filters[(page + 1) * _PER_PAGE :] else None,
    )
    additions = _additions(translator) if can_add and len(filters) < FILTERS_MAX else ()
    rows = (*removals, *page_row(pages, translator), *additions, back_row(translator))
    return OutgoingMessage(html=html, rows=rows)


def words_question(
    chat: Chat,
    kind: FilterKind,
    translator: Translator,
    *,
    bot_username: str,
    problem: Html | None = None,
) -> OutgoingMessage:
    """Return the question for the words of new filters; the person replies to it.

    The link of its first line names chat and kind, so that the reply needs no stored state.

    Args:
        chat: the chat that gets the filters.
        kind: of the filters.
        translator: of the reader's language.
        bot_username: for the link.
        problem: the mistake in the last reply; None before the first one.
    """
    name = translator.text("settings.button.filters")
    title = name if is_private(chat.id) else f"{truncate(chat.title, _TITLE_MAX)} · {name}"
    linked = bold_link(title, deep_link(bot_username, filter_payload(chat.id, kind)))
    question = join([linked, translator.html(f"filter.ask.{kind}")])
    return OutgoingMessage(
        html=question if problem is None else join([problem, question], "\n\n"),
        reply_placeholder=translator.text("filter.placeholder"),
    )


def _line(each: Filter, translator: Translator) -> Html:
    words = translator.text(f"filter.{each.kind}", words=truncate(each.written, _WORDS_MAX))
    return escape(f"{words} · #{each.tag_key}" if each.tag_key else words)


def _removal(each: Filter, page: int, translator: Translator) -> Button:
    text = translator.text("filter.drop", words=truncate(each.written, _LABEL_MAX))
    return Button(text=text, data=FilterButton(each.key, page=page).encode())


def _additions(translator: Translator) -> tuple[Row, ...]:
    return (
        tuple(
            Button(
                text=translator.text(f"filter.button.{kind}"), data=AddFilterButton(kind).encode()
            )
            for kind in FILTER_KINDS
        ),
    )
