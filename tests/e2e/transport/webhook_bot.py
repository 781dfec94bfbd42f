"""A bot that Telegram posts to: its settings, and people who write to it."""

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_process import at

SECRET = "right-secret_1"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def hooked_at(wire: BotApiServer, port: int) -> dict[str, str]:
    return at(wire, port, BOT_WEBHOOK_URL=f"http://127.0.0.1:{port}")


def answers(person: Person) -> int:
    return len(person.private.from_bot())


def people(wire: BotApiServer, count: int) -> list[Person]:
    return [wire.person(f"Reader {number}", is_started=True) for number in range(count)]


def posted_updates(wire: BotApiServer) -> list[tuple[int, int]]:
    return wire.webhook_sender.deliveries
