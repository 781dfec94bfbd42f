"""Telling something to everybody, after a preview and one tap."""

from bot.actions.services import Services
from bot.domain.errors import NotUnderstood
from bot.domain.ids import BroadcastId, UserId
from bot.i18n.html import Html
from bot.presentation.outgoing_message import MESSAGE_MAX
from bot.presentation.strip_markup import visible_text


async def prepare(services: Services, user_id: UserId, html: Html) -> BroadcastId:
    """Keep a broadcast for its preview; nothing is sent yet.

    Args:
        desk: what actions work with.
        user_id: the editor.
        html: the words, as Telegram's own HTML of what the editor wrote.

    Raises:
        NotUnderstood: there are no words, or too many.
    """
    shown = visible_text(html).strip()
    if not shown:
        raise NotUnderstood("broadcast.what")
    if len(shown) > MESSAGE_MAX:
        raise NotUnderstood("broadcast.too_long", maximum=MESSAGE_MAX)
    return await services.store.broadcasts.put(html.strip(), user_id, services.clock())


async def approve(services: Services, broadcast_id: BroadcastId) -> bool:
    """Send a broadcast to everybody; return whether this tap did it (a second one does not).

    Raises:
        NotFound: there is no such broadcast.
    """
    is_first = await services.store.broadcasts.approve(broadcast_id)
    services.wake_fanout()
    return is_first


async def drop(services: Services, broadcast_id: BroadcastId) -> bool:
    """Drop a broadcast that nobody sent yet; return whether this tap did it.

    Raises:
        NotFound: there is no such broadcast.
    """
    return await services.store.broadcasts.drop(broadcast_id)
