"""Summarising words that are stored nowhere."""

from bot.actions.desk import Desk
from bot.domain.errors import NotUnderstood, Unreadable
from bot.domain.offload import TookTooLong
from bot.domain.summary import MAX_LENGTH, Summary


def wanted_length(written: str) -> int:
    """Return how many sentences a person asks for.

    Raises:
        NotUnderstood: not a number from 1 to `MAX_LENGTH`.
    """
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= MAX_LENGTH):
        raise NotUnderstood("summary.length", maximum=MAX_LENGTH)
    return int(written)


async def summarise_text(desk: Desk, text: str) -> Summary:
    """Return the summary of a text.

    Raises:
        Unreadable: it is too short, or too much to be summarised in time.
    """
    try:
        return await desk.summarise(text)
    except TookTooLong as error:
        raise Unreadable("summary.too_heavy") from error
