"""An editor adds a feed."""

from datetime import UTC, datetime, timedelta

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.messages import Message
from tests.support.conversations import ask
from tests.support.feed_site import entry

LOOKING = "Looking for the feed…"


def fresh(name: str) -> str:
    """Return an item that was published after any feed of this test was added."""
    return entry(name, date=datetime.now(UTC) + timedelta(minutes=1))


async def added(bot_api: BotApiServer, editor: Person, what: str) -> Message:
    """Ask for a feed; wait for the final answer and return it."""
    answer = await ask(bot_api, editor, f"/addfeed {what}".strip())
    await bot_api.until(lambda: answer.text != LOOKING, show=editor.private)
    return answer
