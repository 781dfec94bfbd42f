"""An OpenTelemetry collector gets one trace of an article's way from the feed to the reader."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.ids import ArticleId
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.telemetry.traces import start_tracing, stop_tracing, trace_step
from tests.support.adding_feeds import added, fresh
from tests.support.bot_and_site import address, bot_beside_a_site
from tests.support.conversations import ask
from tests.support.feed_site import entry, rss, story
from tests.support.first_article import TEXT
from tests.support.running_bot import running, settings_for
from tests.support.trace_collector import Collector, collecting
from tests.support.web_site import page

_FULL_QUEUE = 2_000  # spans: four requests


async def test_a_trace_has_each_step_from_the_feed_to_the_reader(
    bot_api: BotApiServer, editor: Person, tmp_path: Path
) -> None:
    ann = bot_api.person("Ann", is_started=True)
    old = entry("old", date=datetime(2026, 1, 1, tzinfo=UTC))
    async with (
        collecting() as collector,
        bot_beside_a_site(
            bot_api, tmp_path, bot_feed_interval=1, bot_traces_url=collector.url
        ) as site,
    ):
        await ask(bot_api, ann, "/subscribe bridges")
        site.on("/robots.txt", page("", "404 Not Found"))
        site.on("/all", page(rss(old), content_type="application/rss+xml"))
        site.on("/old", story("The old bridge"))
        site.on("/new", story("The new bridge", "en-orchard"))

        await added(bot_api, editor, f"{address(site, '/all')} bridges")
        site.on("/all", page(rss(fresh("new"), old), content_type="application/rss+xml"))
        await bot_api.until(lambda: "The new bridge" in ann.private.last.text)

    (pushed,) = [span.trace_id for span in collector.spans if span.name == "send"]
    steps = [span for span in collector.spans if span.trace_id == pushed]
    steps.sort(key=lambda span: span.start_time_unix_nano)
    assert [span.name for span in steps] == ["extract", "store", "summarize", "fan out", "send"]
    assert len({span.trace_id for span in collector.spans}) == 2  # of the old article, too


async def test_a_silent_collector_delays_no_card(
    bot_api: BotApiServer, editor: Person, tmp_path: Path
) -> None:
    async with collecting(is_silent=True) as collector:
        settings = settings_for(bot_api, tmp_path, bot_traces_url=collector.url)
        async with running(settings, bot_api):
            await _fill_queue(collector)
            editor.send("/add " + TEXT)
            await bot_api.until(lambda: editor.private.last.buttons, show=editor.private)


async def test_a_silent_collector_delays_no_stop() -> None:
    async with collecting(is_silent=True) as collector:
        start_tracing(collector.url, "1")
        await _fill_queue(collector)

        await stop_tracing()

        assert collector.requests < 4  # the stop did not wait until each has timed out


async def _fill_queue(collector: Collector) -> None:
    """Queue spans until the collector is asked."""
    for _ in range(_FULL_QUEUE):
        with trace_step("send", ArticleId(1)):
            pass
    async with asyncio.timeout(HANG_SECONDS):
        await collector.asked.wait()
