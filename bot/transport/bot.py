"""`telegram.Bot` on aiohttp, which also returns unparsed updates; the error of a refused token."""

from typing import Any

from telegram import Bot
from telegram.error import Forbidden, InvalidToken

from bot.domain.errors import OperatorError
from bot.transport.request import READ_SECONDS, AiohttpRequest

REFUSALS = (InvalidToken, Forbidden)  # the errors with which Telegram refuses the token
MAX_REFUSALS = 3  # consecutive refusals of the token after which the running bot stops


class TokenRefused(OperatorError):
    """Telegram refuses the token."""

    def __init__(self) -> None:
        super().__init__("BOT_TOKEN: Telegram refuses it; ask @BotFather for a new one")


class AiohttpBot(Bot):
    """A `telegram.Bot` on aiohttp that also returns unparsed updates.

    The stock `get_updates` parses a whole page at once. One update that it cannot parse blocks all
    others forever.

    Args:
        token: the token from @BotFather.
        api_url: URL of the Bot API server, without a slash at the end.
    """

    def __init__(self, token: str, api_url: str) -> None:
        super().__init__(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=AiohttpRequest(api_url),
            get_updates_request=AiohttpRequest(api_url, connections=1),
        )

    async def raw_updates(
        self, *, offset: int, limit: int, timeout: int, allowed: tuple[str, ...]
    ) -> list[dict[str, Any]]:
        """Return updates from ID `offset` on, as JSON, oldest first.

        Args:
            offset: the first update ID; 0 for the oldest. Telegram confirms earlier updates.
            limit: the maximum number of updates, 1 to 100.
            timeout: seconds to wait if there is no update.
            allowed: the kinds of updates to return.
        """
        data = {
            "offset": offset or None,
            "limit": limit,
            "timeout": timeout,
            "allowed_updates": allowed,
        }
        result: list[dict[str, Any]] = await self._post(
            "getUpdates", data, read_timeout=timeout + READ_SECONDS
        )
        return result
