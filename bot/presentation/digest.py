"""A digest: the best of what waited, each with its title, a sentence, its rating and a button."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.summarized_article import SummarizedArticle
from bot.i18n.html import Html, escape, join, link
from bot.i18n.translator import Translator
from bot.presentation.buttons import OpenButton
from bot.presentation.card import rating_line
from bot.presentation.links import article_payload, deep_link
from bot.presentation.outgoing_message import Button, OutgoingMessage
from bot.presentation.truncate import cut

_TITLE_ROOM = 120  # UTF-16 units; with the others ten items fit into a message
_SENTENCE_ROOM = 200
_TAGS_ROOM = 40
_BUTTONS_A_ROW = 5


def digest_screen(
    stories: Sequence[SummarizedArticle],
    *,
    left_out: int,
    day: datetime,
    bot_username: str,
    speech: Translator,
) -> OutgoingMessage:
    """Return one message of a digest.

    Args:
        stories: at most `bot.domain.digest.PART_MAX`, best first.
        left_out: how many more waited; told below.
        day: when it was made, on the chat's clock.
        bot_username: whose deep links the titles are.
        speech: the language.
    """
    items = [
        _item(number, story, bot_username, speech) for number, story in enumerate(stories, start=1)
    ]
    header = speech.write("digest.header", day=speech.date(day))
    more = [speech.write("digest.more", count=left_out)] if left_out else []
    opens = [
        Button(text=str(number), data=OpenButton(story.article.id).encode())
        for number, story in enumerate(stories, start=1)
    ]
    rows = tuple(
        tuple(opens[start : start + _BUTTONS_A_ROW])
        for start in range(0, len(opens), _BUTTONS_A_ROW)
    )
    return OutgoingMessage(html=join([header, *items, *more], "\n\n"), rows=rows)


def _item(number: int, story: SummarizedArticle, bot_username: str, speech: Translator) -> Html:
    article = story.article
    title = link(
        cut(article.title, _TITLE_ROOM), deep_link(bot_username, article_payload(article.id))
    )
    sentence = story.summary.sentences(1)[0] if story.summary else article.body
    tags = cut(" ".join(tag.hashtag for tag in article.tags[:2]), _TAGS_ROOM)
    line = " · ".join(part for part in (rating_line(article.tally, speech), tags) if part)
    lines = [Html(f"{number}. <b>{title}</b>"), escape(cut(sentence, _SENTENCE_ROOM)), escape(line)]
    return join(lines)
