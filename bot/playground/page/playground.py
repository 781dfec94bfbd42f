"""The playground: the Bot API server with personas, sample news and a chat page.

In a test's own loop::

    async with Playground() as playground:
        print(playground.url)  # the page, and the Bot API for `playground.token`
"""

from starlette.types import ASGIApp

from bot.playground.api_server.http_app import make_app
from bot.playground.api_server.scenario import TEST_TOKEN
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.world import Options
from bot.playground.page.actions import PageActions
from bot.playground.page.host_check import HostCheck
from bot.playground.page.news import News
from bot.playground.page.personas import Personas
from bot.playground.page.read_markers import ReadMarkers
from bot.playground.page.routes import Pages

USERNAME = "xulosa_bot"
_HISTORY = 1_000  # requests and updates to keep


class Playground(BotApiServer):
    """A Bot API server with flood control, personas, news and a chat page.

    Args:
        token: the bot's token.
        host: the address to listen on.
        port: the port; 0 for a free one.
    """

    def __init__(self, token: str = TEST_TOKEN, *, host: str = "127.0.0.1", port: int = 0) -> None:
        options = Options(has_inline_cache=True)
        super().__init__(
            token,
            USERNAME,
            flood_control=True,
            options=options,
            host=host,
            port=port,
            history=_HISTORY,
        )
        self.personas = Personas(self)
        self.news = News(lambda: self.url)

    def _application(self) -> ASGIApp:
        actions = PageActions(self.personas, self.faults, ReadMarkers())
        pages = Pages(self.world, self.personas, self._log, actions, self.news)
        app = make_app(self._dispatcher, self._listener.abort, pages.routes())
        return HostCheck(app, self._host)
