"""Methods for updates: getUpdates, setWebhook, deleteWebhook, getWebhookInfo."""

import re
from urllib.parse import urlsplit

from bot.playground.api_server.errors import Json, bad_request
from bot.playground.api_server.state.update_queue import Webhook
from bot.playground.api_server.state.world import World

_MAX_CONNECTIONS = 100
_DEFAULT_CONNECTIONS = 40


async def get_updates(world: World, request: Json) -> list[Json]:
    """Return pending updates; wait up to `timeout` seconds for one."""
    world.queue.allow(request.get("allowed_updates"))
    return await world.queue.poll(
        request.get("offset", 0), request.get("limit", 100), request.get("timeout", 0)
    )


def set_webhook(world: World, request: Json) -> bool:
    """Set the webhook; an empty URL deletes it.

    Plain HTTP is accepted, as by a self-hosted Bot API server.
    """
    url = request["url"]
    if not url:
        return delete_webhook(world, request)
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    secret = request.get("secret_token", "")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    connections = request.get("max_connections", _DEFAULT_CONNECTIONS)
    if request.get("drop_pending_updates"):
        world.queue.clear()
    world.queue.allow(request.get("allowed_updates"))
    world.queue.set_webhook(
        Webhook(
            url=url,
            secret_token=secret,
            max_connections=min(max(connections, 1), _MAX_CONNECTIONS),
        )
    )
    return True


def delete_webhook(world: World, request: Json) -> bool:
    """Delete the webhook."""
    if request.get("drop_pending_updates"):
        world.queue.clear()
    if world.queue.webhook.url:
        world.queue.set_webhook(Webhook())
    return True


def get_webhook_info(world: World, request: Json) -> Json:
    """Return the webhook's settings and last error."""
    webhook = world.queue.webhook
    info: Json = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.queue.pending),
    }
    if webhook.url:
        info["max_connections"] = webhook.max_connections
        if webhook.last_error_date is not None:
            info["last_error_date"] = webhook.last_error_date
            info["last_error_message"] = webhook.last_error_message
    if world.queue.allowed:
        info["allowed_updates"] = world.queue.allowed
    return info
