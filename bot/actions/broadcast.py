"""Broadcasts to all chats: prepare a preview, then approve or drop it."""

from bot.actions.services import Services
from bot.domain.delivery import MESSAGE_MAX
from bot.domain.errors import NotUnderstood
from bot.domain.ids import BroadcastId, UserId
from bot.i18n.html import Html, visible_text


async def prepare(services: Services, user_id: UserId, html: Html) -> BroadcastId:
    """Store a broadcast for its preview; send nothing yet.

    Args:
        services: the services of all actions.
        user_id: the editor.
        html: the text of the editor, in Telegram's HTML.

    Raises:
        NotUnderstood: the text is empty or too long.
    """
    text = visible_text(html).strip()
    if not text:
        raise NotUnderstood("broadcast.what")
    if len(text) > MESSAGE_MAX:
        raise NotUnderstood("broadcast.too_long", maximum=MESSAGE_MAX)
    return await services.broadcasts.put(html.strip(), user_id, services.clock())


async def approve(services: Services, broadcast_id: BroadcastId) -> bool:
    """Send a broadcast to all chats; return False if it was approved before.

    Raises:
        NotFound: there is no such broadcast.
    """
    is_first = await services.broadcasts.approve(broadcast_id)
    services.wake.fanout()
    return is_first


async def drop(services: Services, broadcast_id: BroadcastId) -> bool:
    """Drop a broadcast that is not approved; return whether this call dropped it.

    Raises:
        NotFound: there is no such broadcast.
    """
    return await services.broadcasts.drop(broadcast_id)
