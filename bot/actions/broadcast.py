"""Telling something to everybody, after a preview and one tap."""

from bot.actions.desk import Desk
from bot.domain.errors import NotUnderstood
from bot.domain.ids import BroadcastId, UserId
from bot.presentation.plain import plain
from bot.presentation.screen import MESSAGE_MAX
from bot.texts.html import Html


async def prepare(desk: Desk, user_id: UserId, html: Html) -> BroadcastId:
    """Keep a broadcast for its preview; nothing is sent yet.

    Args:
        desk: what actions work with.
        user_id: the editor.
        html: the words, as Telegram's own HTML of what the editor wrote.

    Raises:
        NotUnderstood: there are no words, or too many.
    """
    shown = plain(html).strip()
    if not shown:
        raise NotUnderstood("broadcast.what")
    if len(shown) > MESSAGE_MAX:
        raise NotUnderstood("broadcast.too_long", maximum=MESSAGE_MAX)
    return await desk.store.broadcasts.put(html.strip(), user_id, desk.clock())


async def approve(desk: Desk, broadcast_id: BroadcastId) -> bool:
    """Send a broadcast to everybody; return whether this tap did it (a second one does not).

    Raises:
        NotFound: there is no such broadcast.
    """
    is_first = await desk.store.broadcasts.approve(broadcast_id)
    desk.wake_fanout()
    return is_first


async def drop(desk: Desk, broadcast_id: BroadcastId) -> bool:
    """Drop a broadcast that nobody sent yet; return whether this tap did it.

    Raises:
        NotFound: there is no such broadcast.
    """
    return await desk.store.broadcasts.drop(broadcast_id)
