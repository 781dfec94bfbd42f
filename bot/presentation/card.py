"""The card: one article as people see it, rate it and pass it on."""

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
from bot.presentation.links import article_payload, deep_link, is_openable
from bot.presentation.outgoing_message import Button, OutgoingMessage, Row
from bot.presentation.truncate import cut, length

TITLE_ROOM = 300  # UTF-16 units of the title
LINE_ROOM = 400  # of section, source, date and reading time
SOURCE_ROOM = 40  # of another site that has the story
TAGS_ROOM = 500  # of the hashtags
TEXT_ROOM = 2_500  # of the summary; with the rest below the 4,096 of a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a card shows, and to whom."""

    story: SummarizedArticle
    bot_username: str
    length: int = DEFAULT_LENGTH  # sentences
    followed: Tag | None = None  # on a push: the tag that brought it
    language: str = ""  # kept through taps where a card lives outside our chats


def card(shown: Card, speech: Translator) -> OutgoingMessage:
    """Return a card as a message with its buttons."""
    article = shown.story.article
    url = _address(article)
    target = url or deep_link(shown.bot_username, article_payload(article.id, article.share_key))
    html = join(
        [
            join([bold_link(cut(article.title, TITLE_ROOM), target), _line(article, speech)]),
            _sentences(shown),
            join(
                [
                    _also_at(article, speech),
                    _hashtags(article),
                    escape(rating_line(article.tally, speech)),
                    _why(shown, speech),
                ]
            ),
        ],
        "\n\n",
    )
    face = CardState(
        article_id=article.id,
        length=shown.length,
        tag_number=shown.followed.number if shown.followed else 0,
        language=shown.language,
    )
    return OutgoingMessage(html=html, rows=_rows(shown, speech), preview_url=url, face=face)


def rating_line(tally: Tally, speech: Translator) -> str:
    """Return how an article stands, such as `★ 4.3 · 12 votes`."""
    return speech.say("card.rating", mean=tally.mean, count=tally.votes)


def _address(article: Article) -> str | None:
    return article.url if article.url and is_openable(article.url) else None


def _line(article: Article, speech: Translator) -> Html:
    parts = [
        article.section,
        article.source,
        speech.date(article.date),
        speech.say("card.minutes", count=article.reading_minutes),
    ]
    return escape(cut(" · ".join(part for part in parts if part), LINE_ROOM))


def _sentences(shown: Card) -> Html:
    if shown.story.summary is None:
        return escape(cut(shown.story.article.body, TEXT_ROOM))
    sentences = shown.story.summary.sentences(shown.length)
    while length("\n".join(sentences)) > TEXT_ROOM and len(sentences) > 1:
        sentences = shown.story.summary.sentences(len(sentences) - 1)
    return escape(cut("\n".join(sentences), TEXT_ROOM))


def _also_at(article: Article, speech: Translator) -> Html:
    places = [
        link(cut(each.source, SOURCE_ROOM), each.url)
        for each in article.also_at
        if is_openable(each.url)
    ]
    return speech.write("card.also", places=join(places, ", ")) if places else Html("")


def _hashtags(article: Article) -> Html:
    shown = ""
    for tag in article.tags:
        longer = f"{shown} {tag.hashtag}".strip()
        if length(longer) > TAGS_ROOM:
            break
        shown = longer
    return escape(shown)


def _why(shown: Card, speech: Translator) -> Html:
    if shown.followed is None:
        return Html("")
    return speech.write("card.why", tag=shown.followed.hashtag)


def _rows(shown: Card, speech: Translator) -> tuple[Row, ...]:
    article = shown.story.article
    key = article.share_key
    tag = shown.followed.number if shown.followed else 0
    stars = tuple(
        Button(
            text=f"{stars} ★",
            data=RateButton(article.id, shown.length, tag, shown.language, stars, key=key).encode(),
        )
        for stars in range(1, 6)
    )
    keep = (
        Button(text=speech.say("card.full"), data=FullButton(article.id, key=key).encode()),
        Button(text=speech.say("card.save"), data=SaveButton(article.id, key=key).encode()),
    )
    share = [Button(text=speech.say("card.share"), share=article_payload(article.id, key))]
    url = _address(article)
    if url is not None:
        share.append(Button(text=speech.say("card.source"), url=url))
        if shown.language and article.is_listed:  # where the card lives outside the bot's chats
            home = deep_link(shown.bot_username, article_payload(article.id))
            share.append(Button(text=speech.say("card.open"), url=home))
    rows = (stars, _lengths(shown, tag, speech), keep, tuple(share))
    return tuple(row for row in rows if row)


def _lengths(shown: Card, tag: int, speech: Translator) -> Row:
    def to(text_key: str, step: int) -> Button:
        button = LengthButton(article.id, step, tag, shown.language, key=article.share_key)
        return Button(text=speech.say(text_key), data=button.encode())

    article = shown.story.article
    count = 0 if shown.story.summary is None else len(shown.story.summary.ranked)
    shorter = [step for step in LENGTHS if step < min(shown.length, count)]
    longer = [step for step in LENGTHS if shown.length < min(step, count)]
    row = [to("card.shorter", shorter[-1])] if shorter else []
    row += [to("card.longer", longer[0])] if longer else []
    return tuple(row)
