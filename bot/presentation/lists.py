"""Lists of articles and of tags."""

from collections.abc import Sequence

from bot.domain.article import Headline
from bot.domain.tag import Tag
from bot.i18n.html import Html, escape, join, link
from bot.i18n.translator import Translator
from bot.presentation.buttons import ListButton, OpenButton, UnfollowButton
from bot.presentation.card import rating_line
from bot.presentation.links import article_payload, deep_link, tag_payload
from bot.presentation.outgoing_message import Button, OutgoingMessage, Row
from bot.presentation.truncate import cut

_TITLE_ROOM = 160  # UTF-16 units of a title in a list
_SOURCE_ROOM = 60
_BUTTONS_A_ROW = 8
_TAG_ROOM = 40  # of a tag on a button
_LEAVE_BUTTONS = 90  # Telegram shows at most 100
_HASHTAGS_ROOM = 3_000


def headline_list(
    header: Html,
    headlines: Sequence[Headline],
    *,
    pages: tuple[ListButton | None, ListButton | None],
    bot_username: str,
    speech: Translator,
) -> OutgoingMessage:
    """Return a list: number, title, source and rating a line.

    Args:
        header: what stands above.
        headlines: what stands on this page.
        pages: the buttons to the page before and the page after, where there is one.
        bot_username: whose deep links the titles are.
        speech: the language.
    """
    lines = [_line(headline, bot_username, speech) for headline in headlines]
    opens = [
        Button(text=str(headline.id), data=OpenButton(headline.id).encode())
        for headline in headlines
    ]
    rows = [
        tuple(opens[start : start + _BUTTONS_A_ROW])
        for start in range(0, len(opens), _BUTTONS_A_ROW)
    ]
    return OutgoingMessage(
        html=join([header, join(lines)], "\n\n"), rows=(*rows, *turning(pages, speech))
    )


def turning(
    pages: tuple[ListButton | None, ListButton | None], speech: Translator
) -> tuple[Row, ...]:
    """Return the row that turns a list's pages, if there is anything to turn."""
    before, after = pages
    row: list[Button] = []
    if before is not None:
        row.append(Button(text=speech.say("list.before"), data=before.encode()))
    if after is not None:
        row.append(Button(text=speech.say("list.after"), data=after.encode()))
    return (tuple(row),) if row else ()


def _line(headline: Headline, bot_username: str, speech: Translator) -> Html:
    title = cut(headline.title, _TITLE_ROOM)
    linked = link(title, deep_link(bot_username, article_payload(headline.id)))
    source = cut(headline.source or "", _SOURCE_ROOM)
    rest = " · ".join(part for part in (source, rating_line(headline.tally, speech)) if part)
    return Html(f"{headline.id}. {linked} · {escape(rest)}")


def tag_list(tags: Sequence[tuple[Tag, int]], bot_username: str) -> Html:
    """Return tags with how many articles each has, each linking to where it can be followed."""
    return join(
        [
            Html(f"{link(tag.hashtag, deep_link(bot_username, tag_payload(tag)))} · {count}")
            for tag, count in tags
        ]
    )


def followed_list(tags: Sequence[Tag], speech: Translator) -> OutgoingMessage:
    """Return what a chat follows, each with a button to leave, or how to begin."""
    if not tags:
        return OutgoingMessage(html=speech.write("follow.nothing"))
    rows = tuple(
        (
            Button(
                text=speech.say("follow.leave", tag=cut(tag.name, _TAG_ROOM)),
                data=UnfollowButton(tag.number).encode(),
            ),
        )
        for tag in tags[:_LEAVE_BUTTONS]
    )
    header = speech.write("follow.list", count=len(tags))
    return OutgoingMessage(html=join([header, escape(hashtags(tags))], "\n\n"), rows=rows)


def hashtags(tags: Sequence[Tag]) -> str:
    """Return tags as hashtags, cut to what a message holds."""
    return cut(" ".join(tag.hashtag for tag in tags), _HASHTAGS_ROOM)
