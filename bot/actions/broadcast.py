"""Telling something to everybody, after a preview and one tap."""

from bot.actions.desk import Desk
from bot.domain.errors import NotUnderstood
from bot.domain.ids import BroadcastId, UserId

HTML_MAX = 4_000  # characters; with its markup below what a message holds


async def prepare(desk: Desk, user_id: UserId, html: str) -> BroadcastId:
    """Keep a broadcast for its preview; nothing is sent yet.

    Args:
        desk: what actions work with.
        user_id: the editor.
        html: the words, as Telegram's own HTML of what the editor wrote.

    Raises:
        NotUnderstood: there are no words, or too many.
    """
    if not html.strip():
        raise NotUnderstood("broadcast.what")
    if len(html) > HTML_MAX:
        raise NotUnderstood("broadcast.too_long", maximum=HTML_MAX)
    return await desk.store.broadcasts.put(html.strip(), user_id, desk.clock())


async def approve(desk: Desk, broadcast_id: BroadcastId) -> bool:
    """Send a broadcast to everybody; return whether this tap did it (a second one does not).

    Raises:
        NotFound: there is no such broadcast.
    """
    is_first = await desk.store.broadcasts.approve(broadcast_id)
    desk.wake_fanout()
    return is_first
