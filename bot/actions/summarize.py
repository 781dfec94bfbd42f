"""Summarizes a text without storing it."""

from bot.actions.services import Services
from bot.domain.errors import Unreadable
from bot.domain.ids import UserId
from bot.domain.offload import TookTooLong
from bot.domain.summary import Summary


async def summarize_text(services: Services, text: str, user_id: UserId) -> Summary:
    """Return the summary of a text.

    Raises:
        Unreadable: the text is too short, or takes too long to summarize.
    """
    try:
        return await services.summarize(text, user_id)
    except TookTooLong as error:
        raise Unreadable("summary.too_heavy") from error
