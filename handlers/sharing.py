"""Inline mode: articles for any chat."""

from telegram import Update

from bot.actions import read
from bot.delivery.gateway_markup import Offer
from bot.domain.summarized_article import SummarizedArticle
from bot.presentation.card import Card, card, rating_line
from bot.presentation.truncate import cut
from handlers.context import Context

_PAGE = 10  # results of one answer; each is a whole card
_OFFSET_MAX = 10_000
_CACHE_SECONDS = 5  # short, since a rating changes what a result shows


async def offer(update: Update, context: Context) -> None:
    """Offer the newest articles, a tag's, or what matches the words."""
    query = update.inline_query
    if query is None:
        return
    offset = int(query.offset) if query.offset.isascii() and query.offset.isdigit() else 0
    offset = min(offset, _OFFSET_MAX)
    stories = await read.inline_results(
        context.services, context.viewer, query.query, offset, _PAGE
    )
    await context.gateway.answer_inline(
        query.id,
        [_offer(context, story) for story in stories],
        next_offset=str(offset + _PAGE) if len(stories) == _PAGE else "",
        seconds=_CACHE_SECONDS,
    )


def _offer(context: Context, story: SummarizedArticle) -> Offer:
    article = story.article
    shown = Card(
        story=story,
        bot_username=context.gateway.username,
        length=context.chat.length,
        language=context.speech.language,
    )
    line = " · ".join(
        part for part in (article.source, rating_line(article.tally, context.speech)) if part
    )
    return Offer(
        id=str(article.id),
        title=cut(article.title, 120),
        description=line,
        screen=card(shown, context.speech),
    )
