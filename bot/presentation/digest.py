"""The digest message: the best articles, each with title, sentence, rating and button."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.summarized_article import SummarizedArticle
from bot.i18n.html import Html, escape, join, link
from bot.i18n.translator import Translator
from bot.presentation.buttons import OpenButton
from bot.presentation.card import rating_line
from bot.presentation.links import article_payload, deep_link
from bot.presentation.outgoing_message import Button, OutgoingMessage
from bot.presentation.truncate import truncate

_TITLE_MAX = 120  # UTF-16 units; with the limits below, ten items fit into a message
_SENTENCE_MAX = 200
_TAGS_MAX = 40
_BUTTONS_PER_ROW = 5


def digest_message(
    articles: Sequence[SummarizedArticle],
    *,
    left_out: int,
    day: datetime,
    bot_username: str,
    translator: Translator,
) -> OutgoingMessage:
    """Return one message of a digest.

    Args:
        articles: at most `bot.domain.digest.PART_MAX`, best first.
        left_out: how many more articles were waiting; the last line says so.
        day: when the digest was made, in the chat's time zone.
        bot_username: for the deep links of the titles.
        translator: of the chat's language.
    """
    items = [
        _item(number, each, bot_username, translator)
        for number, each in enumerate(articles, start=1)
    ]
    header = translator.html("digest.header", day=translator.date(day))
    more = [translator.html("digest.more", count=left_out)] if left_out else []
    buttons = [
        Button(text=str(number), data=OpenButton(each.article.id).encode())
        for number, each in enumerate(articles, start=1)
    ]
    rows = tuple(
        tuple(buttons[start : start + _BUTTONS_PER_ROW])
        for start in range(0, len(buttons), _BUTTONS_PER_ROW)
    )
    return OutgoingMessage(html=join([header, *items, *more], "\n\n"), rows=rows)


def _item(
    number: int, summarized: SummarizedArticle, bot_username: str, translator: Translator
) -> Html:
    article = summarized.article
    title = link(
        truncate(article.title, _TITLE_MAX), deep_link(bot_username, article_payload(article.id))
    )
    sentence = summarized.summary.sentences(1)[0] if summarized.summary else article.body
    tags = truncate(" ".join(tag.hashtag for tag in article.tags[:2]), _TAGS_MAX)
    line = " · ".join(part for part in (rating_line(article.tally, translator), tags) if part)
    lines = [
        Html(f"{number}. <b>{title}</b>"),
        escape(truncate(sentence, _SENTENCE_MAX)),
        escape(line),
    ]
    return join(lines)
