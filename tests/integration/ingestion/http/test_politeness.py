"""One request at a time per host, with a gap, and within the rules of robots.txt."""

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.errors import TryAgainLater
from bot.domain.offload import TookTooLong
from bot.ingestion.feeds.discovery import sitemaps_of_robots
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.fetcher import Fetcher
from bot.ingestion.http.host_throttle import HostThrottle, ThrottledFetcher
from bot.ingestion.http.robots import (
    CACHE_SIZE_MAX,
    CACHE_TTL,
    SIZE_MAX,
    Robots,
    is_allowed,
    our_rules,
)
from tests.support.virtual_time import simulate
from tests.support.web_site import LONG_TIMEOUTS, Names, page

NOW = datetime(2026, 6, 8, 9, tzinfo=UTC)
RULES = "User-agent: *\nDisallow: /private\n\nUser-agent: xulosa\nDisallow: /bots\n"


async def run_inline(work, *arguments, requester=None):
    return work(*arguments)


class TestHosts:
    def test_requests_to_one_host_keep_a_gap_and_delay_no_other_host(self):
        async def work() -> Any:
            loop = asyncio.get_running_loop()
            hosts = HostThrottle(loop.time, gap=1.0)
            seen: list[tuple[str, float, float]] = []

            async def visit(url: str) -> None:
                async with hosts.slot(url):
                    began = loop.time()
                    await asyncio.sleep(0.5)
                    seen.append((url, round(began, 3), round(loop.time(), 3)))

            urls = ("http://a.example/1", "http://a.example/2", "http://A.example/3")
            await asyncio.gather(*map(visit, (*urls, "http://b.example/")))
            return seen

        seen = simulate(work())

        assert sorted(began for url, began, _ in seen if "a.ex" in url.lower()) == [0.0, 1.5, 3.0]
        assert [began for url, began, _ in seen if "b.ex" in url] == [0.0]

    def test_a_host_is_busy_during_a_request_and_the_gap_after_it(self):
        async def work() -> Any:
            loop = asyncio.get_running_loop()
            hosts = HostThrottle(loop.time, gap=1.0)
            found = ["a.example" not in hosts.busy_hosts()]
            async with hosts.slot("http://a.example/"):
                found.append("a.example" not in hosts.busy_hosts())
            found.append("a.example" not in hosts.busy_hosts())
            await asyncio.sleep(1.1)
            return [*found, "a.example" not in hosts.busy_hosts()]

        assert simulate(work()) == [True, False, False, True]

    def test_an_error_frees_the_host(self):
        async def work() -> Any:
            hosts = HostThrottle(time.monotonic, gap=0.0)
            with pytest.raises(RuntimeError):
                async with hosts.slot("http://a.example/"):
                    raise RuntimeError("fault")
            return "a.example" not in hosts.busy_hosts()

        assert simulate(work())

    def test_idle_hosts_are_forgotten(self):
        async def work() -> Any:
            hosts = HostThrottle(time.monotonic, gap=0.0)
            for number in range(12_000):
                async with hosts.slot(f"http://{number}.example/"):
                    pass
            return len(hosts._locks)

        assert simulate(work()) <= 5_000


class TestRobots:
    @pytest.fixture
    def now(self):
        return [NOW]

    @pytest.fixture
    def robots(self, fetcher, now):
        hosts = HostThrottle(time.monotonic, gap=0.0)
        return Robots(ThrottledFetcher(fetcher, hosts), run_inline, lambda: now[0])

    @pytest.mark.parametrize(
        ("path", "expected"),
        [("/private/1", True), ("/bots/1", False), ("/news", True)],
    )
    async def test_rules_for_us_count_before_those_for_all(self, site, robots, path, expected):
        site.on("/robots.txt", page(RULES, content_type="text/plain"))

        assert await robots.allows(site.url(path)) is expected

    @pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone"])
    async def test_a_site_without_rules_forbids_nothing(self, site, robots, status):
        site.on("/robots.txt", page("", status))

        assert await robots.allows(site.url("/news"))

    @pytest.mark.parametrize("status", ["500 Oops", "503 Busy", "429 Too Many Requests"])
    async def test_a_site_that_fails_to_send_rules_is_asked_later(self, site, robots, status):
        site.on("/robots.txt", page("", status, Retry_After="60"))

        with pytest.raises(TryAgainLater) as caught:
            await robots.allows(site.url("/news"))
        assert caught.value.after == timedelta(seconds=60)

    async def test_rules_are_read_once_per_day(self, site, robots, now):
        site.on("/robots.txt", page(RULES, content_type="text/plain"))

        await robots.allows(site.url("/1"))
        await robots.allows(site.url("/2"))
        assert len(site.visits) == 1

        now[0] += CACHE_TTL
        await robots.allows(site.url("/3"))
        assert len(site.visits) == 2

    async def test_rules_for_other_robots_are_not_remembered(self, site, robots):
        others = "".join(
            f"User-agent: robot{number}\nDisallow: /{number}\n" for number in range(13_000)
        )
        site.on("/robots.txt", page(others + RULES, content_type="text/plain"))

        forbidden = await robots.allows(site.url("/bots/1"))

        assert len(others) > 400_000
        assert not forbidden
        assert robots.cache_size < 600

    async def test_large_rules_of_many_hosts_stay_within_their_bound(self, site):
        names = Names(**{f"h{number}_test": [["127.0.0.1"]] for number in range(100)})
        allow = Allowlist.parse(",".join(f"{host}:{site.port}" for host in names.known))
        rules = f"{RULES}Disallow: /{'x' * 400_000}\n"
        site.on("/robots.txt", page(rules, content_type="text/plain"))

        async with Fetcher(allow, limits=LONG_TIMEOUTS, resolver=names) as fetcher:
            polite = ThrottledFetcher(fetcher, HostThrottle(time.monotonic, gap=0.0))
            robots = Robots(polite, run_inline, lambda: NOW)
            for host in names.known:
                await robots.rules(site.url("/", host))
                assert robots.cache_size <= CACHE_SIZE_MAX
            held = robots.cache_size
            forbidden = await robots.allows(site.url("/bots/1", "h0.test"))
            newest = await robots.allows(site.url("/bots/1", "h99.test"))

        assert held > CACHE_SIZE_MAX - 500_000
        assert not forbidden
        assert not newest
        assert len(site.visits) == 101

    async def test_rules_that_take_too_long_to_read_forbid_all(self, site, fetcher):
        async def give_up(work, *arguments, requester=None):
            raise TookTooLong

        site.on("/robots.txt", page(RULES, content_type="text/plain"))
        polite = ThrottledFetcher(fetcher, HostThrottle(time.monotonic, gap=0.0))

        assert not await Robots(polite, give_up, lambda: NOW).allows(site.url("/news"))

    @pytest.mark.parametrize("rules", ["", "\x00\xff", "Disallow", "User-agent: *\nDisallow:\n"])
    def test_rules_without_content_forbid_nothing(self, rules):
        assert is_allowed(rules, "https://post.example/news")


def same_verdicts(text: str) -> str:
    """Return the stored rules of a robots.txt, after a check that both allow the same paths."""
    kept = our_rules(text.encode(), "utf-8")
    for path in PATHS:
        assert is_allowed(kept, path) == is_allowed(text.removeprefix("\ufeff"), path), path
    return kept


PATHS = [f"https://post.example{path}" for path in ("/", "/a", "/a/b.html", "/b", "/c?d=1")]
LINES = [
    *("User-agent: *", "user agent Xulosa # ours", "User-Agent:xulosa*", "User-agent: xulo"),
    *("User-agent: bot", "User-agent:", "Disallow: /", "disalow /b", "Disallow:/a$", "ALLOW : /a"),
    *("Disallow:", "Disallow: /*d", "Sitemap: /map.xml", "Host: x", "# Disallow: /", ""),
    *("welcome robots", "Crawl-delay 5"),
]
TWO_GROUPS = (
    "User-agent: xulosa\nDisallow: /a\nUser-agent: bot\nDisallow: /\n"
    "User-agent: bot\nUser-agent: xulosa\nDisallow: /b # ours\n"
)


class TestKeptRules:
    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("User-agent: bot\nDisallow: /\n", []),
            ("User-agent: *\nDisallow: /a\n", ["Disallow: /a"]),
            ("\ufeffUser-agent: *\nDisallow: /a\n", ["Disallow: /a"]),
            ("User-agent: *\nDisallow: /a\n\nUser-agent: XULOSA\nAllow: /\n", ["Allow: /"]),
            ("User-agent: xulosa\nDisallow:\n\nUser-agent: *\nDisallow: /\n", ["Disallow:"]),
            (TWO_GROUPS, ["Disallow: /a", "Disallow: /b"]),
            ("User-agent: *\r\nCrawl-delay: 5\r\nSitemap: /x\r\n", ["Crawl-delay: 5"]),
            ("Disallow: /a\nuser agent *\ndisalow /b\n", ["disalow /b"]),
        ],
    )
    def test_kept_rules_are_those_of_our_groups(self, text, kept):
        _, _, rules = same_verdicts(text).partition("User-agent: *\n")

        assert rules.splitlines() == kept

    @pytest.mark.parametrize("agent", ["Xulosa/1.0", "xulosa bot", "XULOSA / 2"])
    def test_a_version_or_words_may_follow_our_name(self, agent):
        kept = our_rules(f"User-agent: {agent}\nDisallow: /a\n".encode(), None)

        assert not is_allowed(kept, PATHS[1])

    @pytest.mark.parametrize(
        "agent", ["Xulosabot", "Xulosa-news", "Not Xulosa", "Mozilla (Xulosa)"]
    )
    def test_another_name_does_not_bind_us(self, agent):
        assert our_rules(f"User-agent: {agent}\nDisallow: /a\n".encode(), None) == ""

    def test_an_unknown_line_between_two_names_drops_nothing(self):
        text = "User-agent: xulosa\nClean-param: x\nUser-agent: bot\nDisallow: /a\n"

        kept = our_rules(text.encode(), None)

        assert not is_allowed(kept, PATHS[1])

    def test_kept_rules_allow_the_same_paths_as_the_whole_file(self):
        draw = random.Random(1)

        for _ in range(2_000):
            same_verdicts("\n".join(draw.choices(LINES, k=7)))

    def test_a_file_that_is_too_long_is_cut_between_its_lines(self):
        start = "User-agent: *\nDisallow: /a\n"
        comment = "#" * (SIZE_MAX - len(start) - len("\nDisallow: /"))

        _, _, rules = our_rules(f"{start}{comment}\nDisallow: /b".encode(), None).partition("\n")

        assert rules == "Disallow: /a"

    def test_kept_sitemaps_are_few_and_those_for_news_are_among_them(self):
        text = "".join(f"Sitemap: /{number}.xml\n" for number in range(1_000)) + "Sitemap: /news\n"

        kept = our_rules(text.encode(), None)

        assert len(kept) < 300
        assert sitemaps_of_robots(kept, PATHS[0], Allowlist()) == sitemaps_of_robots(
            text, PATHS[0], Allowlist()
        )
