"""Registers the bot and its command menus with Telegram, and downloads files."""

import asyncio

import structlog
from telegram import BotCommand, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.domain.errors import TryAgainLater, Unreadable
from bot.domain.ids import UserId
from bot.i18n.translator import DEFAULT_LANGUAGE, LANGUAGES, get_translator
from bot.presentation.commands import EDITORS, MENU
from bot.presentation.help import describe
from bot.transport.bot import REFUSALS, AiohttpBot, TokenRefused

_RETRY_DELAYS = (1, 2, 4, 5)  # seconds between attempts; the last one is repeated

# Telegram takes two-letter codes: the Uzbek menu is in Latin script, also in a chat in Cyrillic.
_MENU_LANGUAGES = tuple(language for language in LANGUAGES if "-" not in language)

log = structlog.get_logger(__name__)


async def register_bot(bot: AiohttpBot, editors: frozenset[UserId]) -> None:
    """Set up the bot and its menus at Telegram; retry until Telegram can be reached.

    Raises:
        TokenRefused: Telegram refuses the token.
    """
    attempt = 0
    while True:
        try:
            await bot.initialize()
            await _set_menus(bot, editors)
        except REFUSALS as error:
            raise TokenRefused from error
        except TelegramError as error:
            delay = _RETRY_DELAYS[min(attempt, len(_RETRY_DELAYS) - 1)]
            log.warning("Telegram cannot be reached", error=str(error), again_in=delay)
            await asyncio.sleep(delay)
            attempt += 1
        else:
            return


async def _set_menus(bot: AiohttpBot, editors: frozenset[UserId]) -> None:
    for language in _MENU_LANGUAGES:
        code = None if language == DEFAULT_LANGUAGE else language
        await bot.set_my_commands(_commands(MENU, language), language_code=code)
        for editor in editors:
            try:
                await bot.set_my_commands(
                    _commands(MENU + EDITORS, language),
                    scope=BotCommandScopeChat(editor),
                    language_code=code,
                )
            except BadRequest:
                log.info("an editor has not written to the bot yet", editor=editor)


def _commands(names: tuple[str, ...], language: str) -> list[BotCommand]:
    return [BotCommand(name, describe(name, get_translator(language))) for name in names]


async def download(bot: AiohttpBot, file_id: str) -> bytes:
    """Return the content of a file that a person sent.

    Raises:
        Unreadable: Telegram refuses the download.
        TryAgainLater: Telegram cannot be reached now.
    """
    try:
        file = await bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())
    except (BadRequest, Forbidden, InvalidToken) as error:
        raise Unreadable("file.gone") from error
    except TelegramError as error:
        raise TryAgainLater(str(error)) from error
