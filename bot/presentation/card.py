"""The article card: summary, tags and rating, with buttons to rate, save and share."""

from dataclasses import dataclass

from bot.domain.article import Article
from bot.domain.posted_card import CardState
from bot.domain.rating import Tally
from bot.domain.summarized_article import SummarizedArticle
from bot.domain.summary import DEFAULT_LENGTH, LENGTHS
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The content and settings of a card."""

    summarized: SummarizedArticle
    bot_username: str
    length: int = DEFAULT_LENGTH  # sentences
    followed: Tag | None = None  # on a push: the tag that brought it
    language: str = ""  # of a card outside the bot's chats; its buttons carry it


def card_message(card: Card, translator: Translator) -> OutgoingMessage:
    """Return a card as a message with its buttons."""
    article = card.summarized.article
    url = _url_for_button(article)
    target = url or deep_link(card.bot_username, article_payload(article.id, article.share_key))
    title = bold_link(truncate(article.title, _TITLE_MAX), target)
    html = join(
        [
            join([title, _metadata_line(article, translator)]),
            _summary_html(card),
            join(
                [
                    _other_sources_html(article, translator),
                    _hashtags_html(article),
                    escape(rating_line(article.tally, translator)),
                    _followed_tag_html(card, translator),
                ]
            ),
        ],
        "\n\n",
    )
    state = CardState(
        article_id=article.id,
        length=card.length,
        tag_number=card.followed.number if card.followed else 0,
        language=card.language,
    )
    return OutgoingMessage(
        html=html, rows=_rows(card, translator), preview_url=url, card_state=state
    )


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


def _summary_html(card: Card) -> Html:
    if card.summarized.summary is None:
        return escape(truncate(card.summarized.article.body, _TEXT_MAX))
    sentences = card.summarized.summary.sentences(card.length)
    while utf16_length("\n".join(sentences)) > _TEXT_MAX and len(sentences) > 1:
        sentences = card.summarized.summary.sentences(len(sentences) - 1)
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


def _followed_tag_html(card: Card, translator: Translator) -> Html:
    if card.followed is None:
        return Html("")
    return translator.html("card.why", tag=card.followed.hashtag)


def _rows(card: Card, translator: Translator) -> tuple[Row, ...]:
    article = card.summarized.article
    key = article.share_key
    tag = card.followed.number if card.followed else 0
    stars = tuple(
        Button(
            text=f"{stars} ★",
            data=RateButton(article.id, card.length, tag, card.language, stars, key=key).encode(),
        )
        for stars in range(1, 6)
    )
    full_and_save = (
        Button(text=translator.text("card.full"), data=FullButton(article.id, key=key).encode()),
        Button(text=translator.text("card.save"), data=SaveButton(article.id, key=key).encode()),
    )
    share = [Button(text=translator.text("card.share"), share=article_payload(article.id, key))]
    url = _url_for_button(article)
    if url is not None:
        share.append(Button(text=translator.text("card.source"), url=url))
        if card.language and article.is_listed:  # the card is outside the bot's chats
            home = deep_link(card.bot_username, article_payload(article.id))
            share.append(Button(text=translator.text("card.open"), url=home))
    rows = (stars, _length_row(card, tag, translator), full_and_save, tuple(share))
    return tuple(row for row in rows if row)


def _length_row(card: Card, tag: int, translator: Translator) -> Row:
    def button(text_key: str, step: int) -> Button:
        payload = LengthButton(article.id, step, tag, card.language, key=article.share_key)
        return Button(text=translator.text(text_key), data=payload.encode())

    article = card.summarized.article
    count = 0 if card.summarized.summary is None else len(card.summarized.summary.ranked)
    shorter = [step for step in LENGTHS if step < min(card.length, count)]
    longer = [step for step in LENGTHS if card.length < min(step, count)]
    row = [button("card.shorter", shorter[-1])] if shorter else []
    row += [button("card.longer", longer[0])] if longer else []
    return tuple(row)
