"""The buttons under a card that rate and save an article."""

from telegram import Update

from bot.actions.rate import rate as store_rating
from bot.actions.save import remove_saved, save_article
from bot.presentation.buttons import RateButton, SaveButton, UnsaveButton
from handlers import cards
from handlers.context import Context, callback_data_of, callback_query_of


async def rate(update: Update, context: Context) -> None:
    """Store the rating, then redraw the tapped card and the article's other cards."""
    button = RateButton.decode(callback_data_of(update))
    target = await cards.find_tapped_card(update, context, button)
    await store_rating(context.services, button.article_id, context.user_id, button.stars)
    context.answer_callback(callback_query_of(update), "rating.saved", count=button.stars)
    cards.redraw_cards(context, target, button)
    if target is None:
        cards.redraw_for_reader(update, context)


async def save(update: Update, context: Context) -> None:
    """Save the article for the sender; a second tap keeps it saved."""
    button = SaveButton.decode(callback_data_of(update))
    await cards.find_tapped_card(update, context, button)
    is_new = await save_article(context.services, context.user_id, button.article_id)
    context.answer_callback(callback_query_of(update), "saved.put" if is_new else "saved.already")
    cards.redraw_for_reader(update, context)


async def unsave(update: Update, context: Context) -> None:
    """Remove the article from the sender's saved ones."""
    button = UnsaveButton.decode(callback_data_of(update))
    await cards.find_tapped_card(update, context, button)
    await remove_saved(context.services, context.user_id, button.article_id)
    context.answer_callback(callback_query_of(update), "saved.dropped")
    cards.redraw_for_reader(update, context)
