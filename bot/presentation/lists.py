"""Messages that list articles or tags, with page buttons."""

from collections.abc import Sequence

from bot.domain.article import Headline
from bot.domain.tag import Tag
from bot.i18n.html import Html, escape, join, link
from bot.i18n.translator import Translator
from bot.presentation.buttons import ListButton, OpenButton, Payload
from bot.presentation.card import rating_line
from bot.presentation.links import article_payload, deep_link
from bot.presentation.outgoing_message import Button, OutgoingMessage, Row
from bot.presentation.truncate import truncate

_TITLE_MAX = 160  # UTF-16 units of a title in a list
_SOURCE_MAX = 60
_BUTTONS_PER_ROW = 8
_HASHTAGS_MAX = 3_000


def article_list_message(
    header: Html,
    headlines: Sequence[Headline],
    *,
    pages: tuple[ListButton | None, ListButton | None],
    bot_username: str,
    translator: Translator,
) -> OutgoingMessage:
    """Return a list of articles: number, title, source and rating on each line.

    Args:
        header: the line above the list.
        headlines: the articles of this page.
        pages: the buttons of the previous and the next page; None where there is no such page.
        bot_username: for the deep links of the titles.
        translator: of the chat's language.
    """
    lines = [_article_line(headline, bot_username, translator) for headline in headlines]
    buttons = [
        Button(text=str(headline.id), data=OpenButton(headline.id).encode())
        for headline in headlines
    ]
    rows = [
        tuple(buttons[start : start + _BUTTONS_PER_ROW])
        for start in range(0, len(buttons), _BUTTONS_PER_ROW)
    ]
    return OutgoingMessage(
        html=join([header, join(lines)], "\n\n"), rows=(*rows, *page_row(pages, translator))
    )


def page_row(
    pages: tuple[Payload | None, Payload | None], translator: Translator
) -> tuple[Row, ...]:
    """Return the row of page buttons; empty if there is only one page."""
    previous, following = pages
    row: list[Button] = []
    if previous is not None:
        row.append(Button(text=translator.text("list.before"), data=previous.encode()))
    if following is not None:
        row.append(Button(text=translator.text("list.after"), data=following.encode()))
    return (tuple(row),) if row else ()


def _article_line(headline: Headline, bot_username: str, translator: Translator) -> Html:
    title = truncate(headline.title, _TITLE_MAX)
    linked = link(title, deep_link(bot_username, article_payload(headline.id)))
    source = truncate(headline.source or "", _SOURCE_MAX)
    rest = " · ".join(part for part in (source, rating_line(headline.tally, translator)) if part)
    return Html(f"{headline.id}. {linked} · {escape(rest)}")


def hashtags(tags: Sequence[Tag]) -> str:
    """Return tags as hashtags, truncated to fit into a message."""
    return truncate(" ".join(tag.hashtag for tag in tags), _HASHTAGS_MAX)
