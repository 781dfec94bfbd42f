"""Bot API errors with Telegram's own texts.

The texts come from tdlib/telegram-bot-api (Client.cpp, Bot API 10.0) and tdlib/td.
"""

from typing import Any

Json = dict[str, Any]  # one JSON object


class ApiError(Exception):
    """A refused request; sent as `{"ok": false, "error_code", "description", "parameters"}`.

    Args:
        code: the HTTP status, which is also `error_code`.
        description: the whole text, with its prefix.
        parameters: `retry_after` (seconds) or `migrate_to_chat_id`.
    """

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    @property
    def body(self) -> Json:
        """The JSON body of the response."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad_request(text: str) -> ApiError:
    """Return a 400; its description is `Bad Request: ` and `text`."""
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    """Return a 403; its description is `Forbidden: ` and `text`."""
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    """Return a 409; its description is `Conflict: ` and `text`."""
    return ApiError(409, f"Conflict: {text}")


def too_many_requests(retry_after: int) -> ApiError:
    """Return a 429 that asks the bot to wait `retry_after` seconds."""
    return ApiError(
        429,
        f"Too Many Requests: retry after {retry_after}",
        {"retry_after": retry_after},
    )


def migrated(new_chat_id: int) -> ApiError:
    """Return the 400 for a basic group that has become a supergroup."""
    text = "group chat was upgraded to a supergroup chat"
    return ApiError(400, f"Bad Request: {text}", {"migrate_to_chat_id": new_chat_id})


def not_supported(what: str) -> ApiError:
    """Return the 400 for a Telegram feature that this server does not have."""
    return bad_request(f"{what}: not supported by this server")


NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_GET_UPDATES = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_IS_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook "
    "first"
)
