"""Stars and saving."""

from telegram import Update

from bot.actions.rate import rate as give_stars
from bot.actions.save import toggle_saved
from bot.domain.ids import ArticleId
from bot.presentation.buttons import RateButton, SaveButton
from handlers import cards
from handlers.context import Context, payload_of, tap_of


async def rate(update: Update, context: Context) -> None:
    """Save the stars and show how the article now stands, on this card and on the others."""
    button = RateButton.decode(payload_of(update))
    article_id = ArticleId(button.article_id)
    target = await cards.seen_card(update, context, button)
    await give_stars(context.services, article_id, context.user_id, button.stars)
    context.toast(tap_of(update), "rating.saved", count=button.stars)
    cards.redraw_all(context, target, button)


async def save(update: Update, context: Context) -> None:
    """Save the article for who taps, or put it back."""
    button = SaveButton.decode(payload_of(update))
    await cards.seen_card(update, context, button)
    is_saved = await toggle_saved(context.services, context.user_id, ArticleId(button.article_id))
    context.toast(tap_of(update), "saved.put" if is_saved else "saved.dropped")
