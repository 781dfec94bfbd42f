"""The article card: summary, tags and rating, with buttons to rate, save and share."""

from dataclasses import replace

from bot.domain.article import Article
from bot.domain.posted_card import CardState
from bot.domain.rating import Tally
from bot.domain.summarized_article import SummarizedArticle
from bot.domain.summary import LENGTHS
from bot.domain.tag import Tag
from bot.i18n.html import Html, bold_link, escape, join, link
from bot.i18n.translator import Translator
from bot.presentation.buttons import FullButton, LengthButton, RateButton, SaveButton
from bot.presentation.links import article_payload, deep_link, is_button_url
from bot.presentation.outgoing_message import Button, OutgoingMessage, Row
from bot.presentation.truncate import truncate, utf16_length

_TITLE_MAX = 300  # UTF-16 units of the title
_LINE_MAX = 400  # of the line with section, source, date and reading time
_SOURCE_MAX = 40  # of the name of another site with the same story
_TAGS_MAX = 500  # of the hashtags
_TEXT_MAX = 2_500  # of the summary; all parts together stay below the 4,096 of a message


def card_message(
    summarized: SummarizedArticle,
    state: CardState,
    bot_username: str,
    translator: Translator,
    followed: Tag | None = None,
) -> OutgoingMessage:
    """Return a card as a message with its buttons.

    Args:
        summarized: the article.
        state: the parameters of the card; `followed` decides about the tag number.
        bot_username: for deep links.
        translator: of the labels and buttons.
        followed: on a push, the tag that brought it.
    """
    article = summarized.article
    state = replace(state, tag_number=followed.number if followed else 0)
    url = _url_for_button(article)
    target = url or deep_link(bot_username, article_payload(article.id, article.share_key))
    title = bold_link(truncate(article.title, _TITLE_MAX), target)
    html = join(
        [
            join([title, _metadata_line(article, translator)]),
            _summary_html(summarized, state.length),
            join(
                [
                    _other_sources_html(article, translator),
                    _hashtags_html(article),
                    escape(rating_line(article.tally, translator)),
                    translator.html("card.why", tag=followed.hashtag) if followed else Html(""),
                ]
            ),
        ],
        "\n\n",
    )
    all_rows = (
        _stars_row(article, state),
        _length_row(summarized, state, translator),
        _text_row(article, translator),
        _share_row(article, state, bot_username, translator),
    )
    rows = tuple(row for row in all_rows if row)
    return OutgoingMessage(html=html, rows=rows, preview_url=url, card_state=state)


def rating_line(tally: Tally, translator: Translator) -> str:
    """Return the rating of an article, such as `★ 4.3 · 12 votes`."""
    return translator.text("card.rating", mean=tally.mean, count=tally.votes)


def _url_for_button(article: Article) -> str | None:
    return article.url if article.url and is_button_url(article.url) else None


def _metadata_line(article: Article, translator: Translator) -> Html:
    parts = [
        article.section,
        article.source,
        translator.date(article.date),
        translator.text("card.minutes", count=article.reading_minutes),
    ]
    return escape(truncate(" · ".join(part for part in parts if part), _LINE_MAX))


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


def _stars_row(article: Article, state: CardState) -> Row:
    def data(stars: int) -> str:
        button = RateButton(
            state.article_id,
            state.length,
            state.tag_number,
            state.language,
            stars,
            key=article.share_key,
        )
        return button.encode()

    return tuple(Button(text=f"{stars} ★", data=data(stars)) for stars in range(1, 6))


def _length_row(summarized: SummarizedArticle, state: CardState, translator: Translator) -> Row:
    def button(text_key: str, step: int) -> Button:
        key = summarized.article.share_key
        payload = LengthButton(state.article_id, step, state.tag_number, state.language, key=key)
        return Button(text=translator.text(text_key), data=payload.encode())

    count = 0 if summarized.summary is None else len(summarized.summary.ranked)
    shorter = [step for step in LENGTHS if step < min(state.length, count)]
    longer = [step for step in LENGTHS if state.length < min(step, count)]
    row = [button("card.shorter", shorter[-1])] if shorter else []
    row += [button("card.longer", longer[0])] if longer else []
    return tuple(row)


def _text_row(article: Article, translator: Translator) -> Row:
    full = FullButton(article.id, key=article.share_key)
    save = SaveButton(article.id, key=article.share_key)
    return (
        Button(text=translator.text("card.full"), data=full.encode()),
        Button(text=translator.text("card.save"), data=save.encode()),
    )


def _share_row(
    article: Article, state: CardState, bot_username: str, translator: Translator
) -> Row:
    payload = article_payload(article.id, article.share_key)
    row = [Button(text=translator.text("card.share"), share=payload)]
    url = _url_for_button(article)
    if url is not None:
        row.append(Button(text=translator.text("card.source"), url=url))
        if state.language and article.is_listed:  # the card is outside the bot's chats
            home = deep_link(bot_username, article_payload(article.id))
            row.append(Button(text=translator.text("card.open"), url=home))
    return tuple(row)
