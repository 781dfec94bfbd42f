"""The list of feeds for editors: the status of each feed, with its buttons."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.feed import Feed
from bot.i18n.html import Html, bold_link, escape, join
from bot.i18n.translator import Translator
from bot.presentation.buttons import FeedButton, FeedsButton, FeedsFileButton
from bot.presentation.outgoing_message import Button, OutgoingMessage, Row
from bot.presentation.truncate import truncate

PAGE = 5  # feeds on one page; each takes three lines and a row of buttons
_NAME_MAX = 100  # UTF-16 units
_TAGS_MAX = 200


def feed_list_message(
    feeds: Sequence[Feed], total: int, page: int, now: datetime, translator: Translator
) -> OutgoingMessage:
    """Return a page of the list of feeds.

    Args:
        feeds: the feeds of the page, at most `PAGE`.
        total: the number of all feeds.
        page: the number of the page; 0 is the first.
        now: aware.
        translator: of the chat's language.
    """
    if not total:
        return OutgoingMessage(html=translator.html("feeds.none"))
    header = translator.html("feeds.header", count=total)
    parts = [header, *(_feed_lines(feed, now, translator) for feed in feeds)]
    rows = [_buttons(feed, page, translator) for feed in feeds]
    return OutgoingMessage(
        html=join(parts, "\n\n"), rows=(*rows, *_list_rows(total, page, translator))
    )


def _feed_lines(feed: Feed, now: datetime, translator: Translator) -> Html:
    status = feed.status
    name = bold_link(truncate(feed.name, _NAME_MAX), status.url)
    lines = [Html(f"{feed.id}. {name}"), escape(truncate(", ".join(feed.tags), _TAGS_MAX))]
    if status.succeeded_at is None:
        lines.append(translator.html("feeds.never"))
    else:
        when = translator.relative_time(status.succeeded_at, now)
        lines.append(translator.html("feeds.succeeded", when=when))
    if status.error is not None:
        reason = translator.text(f"feed.error.{status.error}")
        lines.append(translator.html("feeds.failing", why=reason, count=status.failures))
    lines.append(_next_visit_line(feed, now, translator))
    return join(lines)


def _next_visit_line(feed: Feed, now: datetime, translator: Translator) -> Html:
    if feed.status.state == "paused":
        return translator.html("feeds.paused")
    if feed.status.state == "stopped":
        return translator.html("feeds.stopped")
    when = translator.relative_time(max(feed.status.next_at, now), now)
    return translator.html("feeds.next", when=when)


def _buttons(feed: Feed, page: int, translator: Translator) -> Row:
    action = "pause" if feed.status.state == "active" else "resume"
    actions = ["pause", "resume"] if action == "pause" and feed.status.error else [action]
    labels = {"pause": "feeds.pause", "resume": "feeds.retry", "remove": "feeds.remove"}
    return tuple(
        Button(
            text=f"{feed.id} · {translator.text(labels[each])}",
            data=FeedButton(each, feed.id, page).encode(),
        )
        for each in (*actions, "remove")
    )


def _list_rows(total: int, page: int, translator: Translator) -> tuple[Row, ...]:
    row = [Button(text=translator.text("feeds.file"), data=FeedsFileButton().encode())]
    if page:
        row.insert(
            0, Button(text=translator.text("list.before"), data=FeedsButton(page - 1).encode())
        )
    if (page + 1) * PAGE < total:
        row.append(Button(text=translator.text("list.after"), data=FeedsButton(page + 1).encode()))
    return (tuple(row),)
