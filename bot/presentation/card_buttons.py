"""The buttons of a card: five stars, and one compact row that `⋯` swaps for a second one."""

from bot.domain.article import Article
from bot.domain.posted_card import CardState, CardView
from bot.domain.summarized_article import SummarizedArticle
from bot.domain.summary import LENGTHS
from bot.i18n.translator import Translator
from bot.presentation.buttons import (
    CardButton,
    FullButton,
    LengthButton,
    MoreButton,
    RateButton,
    SaveButton,
    UnsaveButton,
    WhyButton,
)
from bot.presentation.links import article_payload, button_url_of, deep_link
from bot.presentation.outgoing_message import Button, Row

MORE = "⋯"
BACK = "‹"
CHOSEN = "✓"


def card_rows(
    summarized: SummarizedArticle,
    state: CardState,
    view: CardView,
    bot_username: str,
    translator: Translator,
) -> tuple[Row, ...]:
    """Return the rows of buttons under a card; each button works where the card is."""
    stars = _stars_row(summarized.article, state, view)
    if view.place in ("channel", "elsewhere"):
        return stars, _public_row(summarized.article, bot_username, translator)
    row = _second_row if state.is_expanded else _first_row
    return stars, row(summarized, state, view, translator)


def _stars_row(article: Article, state: CardState, view: CardView) -> Row:
    def button(stars: int) -> Button:
        payload = RateButton(
            article.id,
            state.length,
            state.tag_number,
            state.language,
            stars,
            key=article.share_key,
        )
        is_own = view.place == "reader" and stars == view.marks.stars
        label = f"{stars} ★ {CHOSEN}" if is_own else f"{stars} ★"
        return Button(text=label, data=payload.encode())

    return tuple(button(stars) for stars in range(1, 6))


def _public_row(article: Article, bot_username: str, translator: Translator) -> Row:
    """Return the row of a card that everybody sees the same; the bot opens it for one reader."""
    home = deep_link(bot_username, article_payload(article.id, article.share_key))
    return (
        _save_button(article, is_saved=False, translator=translator),
        _share_button(article, translator),
        *_source_buttons(article, translator),
        Button(text=translator.text("card.open"), url=home),
    )


def _first_row(
    summarized: SummarizedArticle, state: CardState, view: CardView, translator: Translator
) -> Row:
    article = summarized.article
    longer = [step for step in LENGTHS if state.length < min(step, _count(summarized))]
    is_saved = view.place == "reader" and view.marks.is_saved
    row = [
        _save_button(article, is_saved=is_saved, translator=translator),
        _share_button(article, translator),
        Button(text=MORE, data=_card_data(MoreButton, article, state, state.length)),
    ]
    if longer:
        data = _card_data(LengthButton, article, state, longer[0])
        row.insert(0, Button(text=translator.text("card.longer"), data=data))
    return tuple(row)


def _second_row(
    summarized: SummarizedArticle, state: CardState, view: CardView, translator: Translator
) -> Row:
    article = summarized.article
    full = FullButton(article.id, key=article.share_key)
    why = WhyButton(article.id, key=article.share_key)
    back = _card_data(LengthButton, article, state, state.length)
    row = [
        Button(text=translator.text("card.full"), data=full.encode()),
        *_source_buttons(article, translator),
        Button(text=translator.text("card.why_button"), data=why.encode()),
        Button(text=BACK, data=back),
    ]
    shorter = [step for step in LENGTHS if step < min(state.length, _count(summarized))]
    if shorter:
        data = _card_data(MoreButton, article, state, shorter[-1])
        row.insert(0, Button(text=translator.text("card.shorter"), data=data))
    return tuple(row)


def _count(summarized: SummarizedArticle) -> int:
    return 0 if summarized.summary is None else len(summarized.summary.ranked)


def _card_data(kind: type[CardButton], article: Article, state: CardState, length: int) -> str:
    """Return the callback data of a button that shows the card with `length` sentences."""
    payload = kind(article.id, length, state.tag_number, state.language, key=article.share_key)
    return payload.encode()


def _save_button(article: Article, *, is_saved: bool, translator: Translator) -> Button:
    kind = UnsaveButton if is_saved else SaveButton
    label = translator.text("card.saved" if is_saved else "card.save")
    return Button(text=label, data=kind(article.id, key=article.share_key).encode())


def _share_button(article: Article, translator: Translator) -> Button:
    payload = article_payload(article.id, article.share_key)
    return Button(text=translator.text("card.share"), share=payload)


def _source_buttons(article: Article, translator: Translator) -> Row:
    url = button_url_of(article)
    return () if url is None else (Button(text=translator.text("card.source"), url=url),)
