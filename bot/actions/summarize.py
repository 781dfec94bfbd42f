"""SummaryWorker words that are stored nowhere."""

from bot.actions.services import Services
from bot.domain.errors import Unreadable
from bot.domain.ids import UserId
from bot.domain.offload import TookTooLong
from bot.domain.summary import Summary


async def summarize_text(services: Services, text: str, user_id: UserId) -> Summary:
    """Return the summary of a text that a person asks for.

    Raises:
        Unreadable: it is too short, or too much to be summarised in time.
    """
    try:
        return await services.summarize(text, user_id)
    except TookTooLong as error:
        raise Unreadable("summary.too_heavy") from error
