"""Inline queries: search results that a person can post in any chat."""

from dataclasses import replace

from telegram import Update

from bot.actions import read
from bot.delivery.gateway_markup import InlineResult
from bot.domain.posted_card import CardState, CardView
from bot.domain.summarized_article import SummarizedArticle
from bot.presentation.card import card_message, rating_line
from bot.presentation.links import parse_article_payload, picture_url_of
from bot.presentation.truncate import truncate
from handlers.context import Context

_PAGE = 10  # results per answer; each is a complete card
_OFFSET_MAX = 10_000
_CACHE_SECONDS = 5  # short, because a new rating changes the result


async def answer_inline_query(update: Update, context: Context) -> None:
    """Answer with the newest articles, those of a tag, search results, or the shared article."""
    query = update.inline_query
    if query is None:
        return
    offset = int(query.offset) if query.offset.isascii() and query.offset.isdigit() else 0
    offset = min(offset, _OFFSET_MAX)
    articles = await _find_articles(context, query.query.strip(), offset)
    await context.gateway.answer_inline(
        query.id,
        [_inline_result(context, each) for each in articles],
        next_offset=str(offset + _PAGE) if len(articles) == _PAGE else "",
        seconds=_CACHE_SECONDS,
    )


async def _find_articles(context: Context, query: str, offset: int) -> list[SummarizedArticle]:
    shared = parse_article_payload(query)  # the query of a Share button
    if shared is None:
        return await read.inline_results(context.services, context.viewer, query, offset, _PAGE)
    if offset:
        return []
    article_id, key = shared
    viewer = replace(context.viewer, key=key)
    found = await read.find_article(context.services, article_id, viewer)
    return [] if found is None else [found]


def _inline_result(context: Context, summarized: SummarizedArticle) -> InlineResult:
    article = summarized.article
    state = CardState(
        article_id=article.id, length=context.chat.length, language=context.translator.language
    )
    line = " · ".join(
        part for part in (article.source, rating_line(article.tally, context.translator)) if part
    )
    view = CardView(place="elsewhere")
    return InlineResult(
        id=str(article.id),
        title=truncate(article.title, 120),
        description=line,
        message=card_message(summarized, state, view, context.gateway.username, context.translator),
        thumbnail_url=picture_url_of(article),
    )
