"""A bot that Telegram posts to: its settings, and people who write to it."""

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_process import at

SECRET = "right-secret_1"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def webhook_environment(bot_api: BotApiServer, port: int) -> dict[str, str]:
    return at(bot_api, port, BOT_WEBHOOK_URL=f"http://127.0.0.1:{port}")


def answers(person: Person) -> int:
    return len(person.private.from_bot())


def people(bot_api: BotApiServer, count: int) -> list[Person]:
    return [bot_api.person(f"Reader {number}", is_started=True) for number in range(count)]


def posted_updates(bot_api: BotApiServer) -> list[tuple[int, int]]:
    return bot_api.webhook_sender.deliveries
