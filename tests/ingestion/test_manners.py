"""One request at a time per host, with a gap; and what robots.txt asks."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.errors import TryAgainLater
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.fetcher import Fetcher
from bot.ingestion.http.host_throttle import Hosts, PoliteFetcher
from bot.ingestion.http.robots import KEPT, KEPT_MAX, Robots, is_allowed
from tests.ingestion.site import Names, page
from tests.simulated import simulate

NOW = datetime(2026, 6, 8, 9, tzinfo=UTC)
RULES = "User-agent: *\nDisallow: /private\n\nUser-agent: xulosa\nDisallow: /bots\n"


async def at_once(work, *arguments, requester=None):
    return work(*arguments)


class TestHosts:
    def test_a_host_has_one_request_at_a_time_with_a_gap_and_others_do_not_wait(self):
        async def work() -> Any:
            loop = asyncio.get_running_loop()
            hosts = Hosts(loop.time, gap=1.0)
            seen: list[tuple[str, float, float]] = []

            async def visit(url: str) -> None:
                async with hosts.turn(url):
                    began = loop.time()
                    await asyncio.sleep(0.5)
                    seen.append((url, round(began, 3), round(loop.time(), 3)))

            urls = ("http://a.example/1", "http://a.example/2", "http://A.example/3")
            await asyncio.gather(*map(visit, (*urls, "http://b.example/")))
            return seen

        seen = simulate(work())

        assert sorted(began for url, began, _ in seen if "a.ex" in url.lower()) == [0.0, 1.5, 3.0]
        assert [began for url, began, _ in seen if "b.ex" in url] == [0.0]

    def test_a_host_is_free_before_and_after_but_not_meanwhile_nor_in_the_gap(self):
        async def work() -> Any:
            loop = asyncio.get_running_loop()
            hosts = Hosts(loop.time, gap=1.0)
            found = ["a.example" not in hosts.busy()]
            async with hosts.turn("http://a.example/"):
                found.append("a.example" not in hosts.busy())
            found.append("a.example" not in hosts.busy())
            await asyncio.sleep(1.1)
            return [*found, "a.example" not in hosts.busy()]

        assert simulate(work()) == [True, False, False, True]

    def test_a_fault_or_a_stop_gives_the_turn_on(self):
        async def work() -> Any:
            hosts = Hosts(time.monotonic, gap=0.0)
            with pytest.raises(RuntimeError):
                async with hosts.turn("http://a.example/"):
                    raise RuntimeError("fault")
            return "a.example" not in hosts.busy()

        assert simulate(work())

    def test_hosts_that_rest_are_forgotten_in_the_end(self):
        async def work() -> Any:
            hosts = Hosts(time.monotonic, gap=0.0)
            for number in range(12_000):
                async with hosts.turn(f"http://{number}.example/"):
                    pass
            return len(hosts._turns)

        assert simulate(work()) <= 5_000


class TestRobots:
    @pytest.fixture
    def now(self):
        return [NOW]

    @pytest.fixture
    def robots(self, fetcher, now):
        hosts = Hosts(time.monotonic, gap=0.0)
        return Robots(PoliteFetcher(fetcher, hosts), at_once, lambda: now[0])

    @pytest.mark.parametrize(
        ("path", "expected"),
        [("/private/1", True), ("/bots/1", False), ("/news", True)],
    )
    async def test_rules_for_us_count_before_those_for_all(self, site, robots, path, expected):
        site.on("/robots.txt", page(RULES, content_type="text/plain"))

        assert await robots.allow(site.url(path)) is expected

    @pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone"])
    async def test_a_site_without_rules_forbids_nothing(self, site, robots, status):
        site.on("/robots.txt", page("", status))

        assert await robots.allow(site.url("/news"))

    @pytest.mark.parametrize("status", ["500 Oops", "503 Busy", "429 Too Many Requests"])
    async def test_a_site_that_does_not_say_is_asked_later(self, site, robots, status):
        site.on("/robots.txt", page("", status, Retry_After="60"))

        with pytest.raises(TryAgainLater) as caught:
            await robots.allow(site.url("/news"))
        assert caught.value.after == timedelta(seconds=60)

    async def test_rules_are_read_once_a_day(self, site, robots, now):
        site.on("/robots.txt", page(RULES, content_type="text/plain"))

        await robots.allow(site.url("/1"))
        await robots.allow(site.url("/2"))
        assert len(site.visits) == 1

        now[0] += KEPT
        await robots.allow(site.url("/3"))
        assert len(site.visits) == 2

    async def test_large_rules_of_many_hosts_stay_within_their_bound(self, site):
        names = Names(**{f"h{number}_test": [["127.0.0.1"]] for number in range(100)})
        allow = Allowlist.parse(",".join(f"{host}:{site.port}" for host in names.known))
        site.on("/robots.txt", page(RULES + "# " + "x" * 400_000, content_type="text/plain"))

        async with Fetcher(allow, resolver=names) as fetcher:
            polite = PoliteFetcher(fetcher, Hosts(time.monotonic, gap=0.0))
            robots = Robots(polite, at_once, lambda: NOW)
            for host in names.known:
                await robots.text(site.url("/", host))
                assert robots.held <= KEPT_MAX
            held = robots.held
            forbidden = await robots.allow(site.url("/bots/1", "h0.test"))
            newest = await robots.allow(site.url("/bots/1", "h99.test"))

        assert held > KEPT_MAX - 500_000
        assert not forbidden
        assert not newest
        assert len(site.visits) == 101

    @pytest.mark.parametrize("rules", ["", "\x00\xff", "Disallow", "User-agent: *\nDisallow:\n"])
    def test_rules_that_say_nothing_forbid_nothing(self, rules):
        assert is_allowed(rules, "https://post.example/news")
