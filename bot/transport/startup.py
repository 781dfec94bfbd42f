"""Arriving at Telegram: who we are, and what our menus say."""

import asyncio

import structlog
from telegram import BotCommand, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.domain.errors import OperatorError, TryAgainLater, Unreadable
from bot.domain.ids import UserId
from bot.i18n.translator import DEFAULT_LANGUAGE, LANGUAGES, get_translator
from bot.presentation.commands import EDITORS, PEOPLE
from bot.presentation.help import describe
from bot.transport.bot import AiohttpBot

_PAUSES = (1, 2, 4, 5)  # seconds between attempts; the last one is repeated

log = structlog.get_logger(__name__)


async def register_bot(bot: AiohttpBot, editors: frozenset[UserId]) -> None:
    """Introduce the bot to Telegram; where it cannot be reached, try again until it can.

    Raises:
        OperatorError: Telegram refuses the token.
    """
    attempt = 0
    while True:
        try:
            await bot.initialize()
            await _set_menus(bot, editors)
        except (InvalidToken, Forbidden) as error:
            raise OperatorError(
                "BOT_TOKEN: Telegram refuses it; ask @BotFather for a new one"
            ) from error
        except TelegramError as error:
            pause = _PAUSES[min(attempt, len(_PAUSES) - 1)]
            log.warning("Telegram cannot be reached", error=str(error), again_in=pause)
            await asyncio.sleep(pause)
            attempt += 1
        else:
            return


async def _set_menus(bot: AiohttpBot, editors: frozenset[UserId]) -> None:
    for language in LANGUAGES:
        code = None if language == DEFAULT_LANGUAGE else language
        await bot.set_my_commands(_commands(PEOPLE, language), language_code=code)
        for editor in editors:
            try:
                await bot.set_my_commands(
                    _commands(PEOPLE + EDITORS, language),
                    scope=BotCommandScopeChat(editor),
                    language_code=code,
                )
            except BadRequest:
                log.info("an editor has not written to the bot yet", editor=editor)


def _commands(names: tuple[str, ...], language: str) -> list[BotCommand]:
    return [BotCommand(name, describe(name, get_translator(language))) for name in names]


async def download(bot: AiohttpBot, file_id: str) -> bytes:
    """Return what is in a file that somebody sent.

    Raises:
        Unreadable: Telegram does not hand it out.
        TryAgainLater: Telegram cannot be reached now.
    """
    try:
        file = await bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())
    except (BadRequest, Forbidden, InvalidToken) as error:
        raise Unreadable("file.gone") from error
    except TelegramError as error:
        raise TryAgainLater(str(error)) from error
