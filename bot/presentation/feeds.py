"""The list of feeds, as editors see it: how each stands, with its buttons."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.feed import Feed
from bot.i18n.html import Html, bold_link, escape, join
from bot.i18n.translator import Translator
from bot.presentation.buttons import FeedButton, FeedsButton, FeedsFileButton
from bot.presentation.outgoing_message import Button, OutgoingMessage, Row
from bot.presentation.truncate import cut

PAGE = 5  # feeds of one page: three lines and a row of buttons each
_NAME_ROOM = 100  # UTF-16 units
_TAGS_ROOM = 200


def feed_list(
    feeds: Sequence[Feed], total: int, page: int, now: datetime, speech: Translator
) -> OutgoingMessage:
    """Return a page of the list of feeds.

    Args:
        feeds: those of the page, at most `PAGE`.
        total: how many there are.
        page: which one this is; 0 is the first.
        now: aware.
        speech: the language.
    """
    if not total:
        return OutgoingMessage(html=speech.write("feeds.none"))
    header = speech.write("feeds.header", count=total)
    parts = [header, *(_lines(feed, now, speech) for feed in feeds)]
    rows = [_buttons(feed, page, speech) for feed in feeds]
    return OutgoingMessage(html=join(parts, "\n\n"), rows=(*rows, *_last_row(total, page, speech)))


def _lines(feed: Feed, now: datetime, speech: Translator) -> Html:
    standing = feed.standing
    name = bold_link(cut(feed.name, _NAME_ROOM), standing.url)
    lines = [Html(f"{feed.id}. {name}"), escape(cut(", ".join(feed.tags), _TAGS_ROOM))]
    if standing.succeeded_at is None:
        lines.append(speech.write("feeds.never"))
    else:
        when = speech.distance(standing.succeeded_at, now)
        lines.append(speech.write("feeds.succeeded", when=when))
    if standing.trouble is not None:
        why = speech.say(f"feed.trouble.{standing.trouble}")
        lines.append(speech.write("feeds.failing", why=why, count=standing.failures))
    lines.append(_next(feed, now, speech))
    return join(lines)


def _next(feed: Feed, now: datetime, speech: Translator) -> Html:
    if feed.standing.state == "paused":
        return speech.write("feeds.paused")
    if feed.standing.state == "stopped":
        return speech.write("feeds.stopped")
    when = speech.distance(max(feed.standing.next_at, now), now)
    return speech.write("feeds.next", when=when)


def _buttons(feed: Feed, page: int, speech: Translator) -> Row:
    verb = "pause" if feed.standing.state == "active" else "resume"
    verbs = ["pause", "resume"] if verb == "pause" and feed.standing.trouble else [verb]
    labels = {"pause": "feeds.pause", "resume": "feeds.retry", "remove": "feeds.remove"}
    return tuple(
        Button(
            text=f"{feed.id} · {speech.say(labels[each])}",
            data=FeedButton(each, feed.id, page).encode(),
        )
        for each in (*verbs, "remove")
    )


def _last_row(total: int, page: int, speech: Translator) -> tuple[Row, ...]:
    row = [Button(text=speech.say("feeds.file"), data=FeedsFileButton().encode())]
    if page:
        row.insert(0, Button(text=speech.say("list.before"), data=FeedsButton(page - 1).encode()))
    if (page + 1) * PAGE < total:
        row.append(Button(text=speech.say("list.after"), data=FeedsButton(page + 1).encode()))
    return (tuple(row),)
