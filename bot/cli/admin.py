"""The commands run, migrate, backup, restore and doctor."""

import argparse
import asyncio
import json
from pathlib import Path

from telegram.error import InvalidToken, TelegramError

from bot import app
from bot.actions.account import count_failed_deliveries
from bot.actions.services import Services
from bot.cli.event_loop import require_unix, run_server
from bot.cli.progress import progress_of_copy, size_of
from bot.cli.store_session import open_store, services_on
from bot.config import Settings, read_settings
from bot.domain.errors import OperatorError
from bot.telemetry.logs import redact, set_up_logging
from bot.transport.bot import AiohttpBot
from storage.engine import backup as backups
from storage.engine import migrate as migrations
from storage.engine import restore as restores
from storage.engine.database import Database, files_of
from storage.engine.sqlite.private_files import accessible_to_others


def run(options: argparse.Namespace) -> int:
    """Run the bot until SIGTERM or Ctrl-C."""
    require_unix()
    settings = read_settings(requires_token=True)
    set_up_logging(settings.bot_log_level, settings.bot_log_format)
    run_server(app.run_until_signal(settings, options.role))
    return 0


def migrate(_: argparse.Namespace) -> int:
    """Migrate the database to the newest schema."""

    async def work(settings: Settings) -> str | None:
        database = Database(settings.database_url)
        try:
            await migrations.migrate(database)
            current, _ = await migrations.revision(database)
            return current
        finally:
            await database.close()

    print(f"the database has schema {asyncio.run(work(read_settings()))}")
    return 0


def backup(options: argparse.Namespace) -> int:
    """Copy the database while the bot runs."""

    async def work(settings: Settings) -> None:
        database, target = Database(settings.database_url), Path(options.file)
        part = target.with_name(target.name + ".part")
        try:
            async with progress_of_copy("backup", part, size_of(files_of(database)[0])):
                await backups.backup(database, target)
        finally:
            await database.close()

    asyncio.run(work(read_settings()))
    print(f"copied to {options.file}")
    return 0


def restore(options: argparse.Namespace) -> int:
    """Replace the database with a backup."""

    async def work(settings: Settings) -> Path | None:
        database, source = Database(settings.database_url), Path(options.file)
        target = files_of(database)[0]
        part = target.with_name(target.name + ".restoring")
        async with progress_of_copy("restore", part, size_of(source)):
            return await restores.restore(database, source)

    former = asyncio.run(work(read_settings()))
    print(f"restored {options.file}" + (f"; the former database is {former}" if former else ""))
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Check settings, database and Telegram; print one line for each, or one JSON object."""
    settings = read_settings()
    found = {"settings": ""} | asyncio.run(run_checks(settings))
    problems = {name: redact(problem) for name, problem in found.items()}
    is_ok = not any(problems.values())
    if options.json:
        checks = [
            {"name": name, "ok": not problem, "problem": problem or None}
            for name, problem in problems.items()
        ]
        print(json.dumps({"ok": is_ok, "checks": checks}, ensure_ascii=False))
    else:
        for name, problem in problems.items():
            print(f"FAIL  {name}: {problem}" if problem else f"ok    {name}")
    return 0 if is_ok else 1


async def run_checks(settings: Settings) -> dict[str, str]:
    """Return the problem of database, files, deliveries and Telegram; empty if there is none."""
    checks: dict[str, str] = {}
    try:
        async with open_store(settings) as store:
            checks["database"] = "" if await store.is_working() else "it does not answer"
            checks["files"] = _check_file_modes(settings)
            checks["deliveries"] = await _check_deliveries(services_on(store, settings))
    except OperatorError as error:
        checks["database"] = str(error)
    checks["telegram"] = await _check_telegram(settings)
    return checks


def _check_file_modes(settings: Settings) -> str:
    """Return a message that names database files that other users may read; empty if none."""
    files = accessible_to_others(files_of(Database(settings.database_url)))
    return f"others may read {', '.join(map(str, files))}; chmod 600" if files else ""


async def _check_deliveries(services: Services) -> str:
    count = await count_failed_deliveries(services)
    return f"{count} messages were given up" if count else ""


async def _check_telegram(settings: Settings) -> str:
    if settings.bot_token is None:
        return "BOT_TOKEN is not set; ask @BotFather for a token"
    bot = AiohttpBot(settings.bot_token.get_secret_value(), settings.bot_api_url)
    try:
        await bot.initialize()
    except InvalidToken:  # its message contains the token
        return "BOT_TOKEN is refused; ask @BotFather for a new one"
    except TelegramError as error:
        return str(error)
    finally:
        await bot.shutdown()
    return ""
