"""The article card: summary, tags and rating, with buttons to rate, save and share."""

from dataclasses import replace

from bot.domain.article import Article
from bot.domain.posted_card import CardState, CardView
from bot.domain.rating import Tally
from bot.domain.summarized_article import SummarizedArticle
from bot.domain.tag import Tag
from bot.i18n.html import Html, bold_link, escape, join, link
from bot.i18n.translator import Translator
from bot.presentation.card_buttons import card_rows
from bot.presentation.links import (
    article_payload,
    button_url_of,
    deep_link,
    is_button_url,
    picture_url_of,
)
from bot.presentation.outgoing_message import OutgoingMessage
from bot.presentation.truncate import truncate, utf16_length

_TITLE_MAX = 300  # UTF-16 units of the title
_LINE_MAX = 400  # of the line with section, source, date and reading time
_SOURCE_MAX = 40  # of the name of another site with the same story
_TAGS_MAX = 500  # of the hashtags
_TEXT_MAX = 2_500  # of the summary; all parts together stay below the 4,096 of a message


def card_message(
    summarized: SummarizedArticle,
    state: CardState,
    view: CardView,
    bot_username: str,
    translator: Translator,
    followed: Tag | None = None,
) -> OutgoingMessage:
    """Return a card as a message with its buttons.

    Args:
        summarized: the article.
        state: the parameters of the card; `followed` decides about the tag number.
        view: the place of the card, with the reader's own vote and bookmark.
        bot_username: for deep links.
        translator: of the labels and buttons.
        followed: on a push, the tag that brought it; only the card of a single reader names it.
    """
    article = summarized.article
    state = replace(state, tag_number=followed.number if followed else 0)
    url = button_url_of(article)
    target = url or deep_link(bot_username, article_payload(article.id, article.share_key))
    title = bold_link(truncate(article.title, _TITLE_MAX), target)
    parts = [
        join([title, _metadata_line(article, view, translator)]),
        _summary_html(summarized, state.length),
        _footer(article, followed if view.place == "reader" else None, translator),
    ]
    return OutgoingMessage(
        html=join(parts, "\n\n"),
        rows=card_rows(summarized, state, view, bot_username, translator),
        preview_url=url or picture_url_of(article),
        is_preview_above=url is None,
        card_state=state,
    )


def _footer(article: Article, followed: Tag | None, translator: Translator) -> Html:
    return join(
        [
            _other_sources_html(article, translator),
            _hashtags_html(article),
            escape(rating_line(article.tally, translator)),
            translator.html("card.why", tag=followed.hashtag) if followed else Html(""),
        ]
    )


def rating_line(tally: Tally, translator: Translator) -> str:
    """Return the rating of an article, such as `★ 4.3 · 12 votes`, or that it has none."""
    if not tally.votes:
        return translator.text("card.unrated")
    return translator.text("card.rating", mean=tally.mean, count=tally.votes)


def _metadata_line(article: Article, view: CardView, translator: Translator) -> Html:
    parts = [
        article.section,
        article.source,
        translator.date(article.date),
        translator.text("card.minutes", count=article.reading_minutes),
    ]
    line = truncate(" · ".join(part for part in parts if part), _LINE_MAX)
    if view.is_editor:
        line = f"{line} · {translator.text('card.number', number=article.id)}"
    return escape(line)


def _summary_html(summarized: SummarizedArticle, length: int) -> Html:
    if summarized.summary is None:
        return escape(truncate(summarized.article.body, _TEXT_MAX))
    sentences = summarized.summary.sentences(length)
    while utf16_length("\n".join(sentences)) > _TEXT_MAX and len(sentences) > 1:
        sentences = summarized.summary.sentences(len(sentences) - 1)
    return escape(truncate("\n".join(sentences), _TEXT_MAX))


def _other_sources_html(article: Article, translator: Translator) -> Html:
    places = [
        link(truncate(each.source, _SOURCE_MAX), each.url)
        for each in article.alternate_sources
        if is_button_url(each.url)
    ]
    return translator.html("card.also", places=join(places, ", ")) if places else Html("")


def _hashtags_html(article: Article) -> Html:
    shown = ""
    for tag in article.tags:
        longer = f"{shown} {tag.hashtag}".strip()
        if utf16_length(longer) > _TAGS_MAX:
            break
        shown = longer
    return escape(shown)
