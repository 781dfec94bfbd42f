"""Many feeds on one local server whose answers include errors, late ones and "not modified"."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from tests.support.feed_site import FeedHarness, rss
from tests.support.stored_samples import NOW
from tests.support.web_site import Names, Site, Visit, page

_SYLLABLES = [a + b for a in "bdfghklmnprstvz" for b in "aeiou"]
_FAILURES_MAX = 3  # of one address
_SENTENCES, _WORDS = 12, 14  # of an article


@dataclass
class ManyFeeds:
    """Answers of the server: a fifth of the visits fail, no address more than three times."""

    feeds: int
    items: int  # of each feed
    late: float = 0.0  # seconds that a late answer takes
    is_html: bool = True
    faults: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._chance = random.Random(1)
        self._failed: Counter[str] = Counter()

    @property
    def hosts(self) -> list[str]:
        return [f"host{number}.test" for number in range(self.feeds)]

    def names(self) -> Names:
        """Return a resolver that knows every host."""
        return Names(**{host.replace(".", "_"): [["127.0.0.1"]] for host in self.hosts})

    def serve(self, site: Site) -> None:
        """Answer on a site by path: a feed's number, or the numbers of a feed and an item."""
        site.on("/robots.txt", page("", "404 Not Found"))
        for number in range(self.feeds):
            site.on(f"/{number}", self._feed)
            for item in range(self.items):
                site.on(f"/{number}/{item}", self._page)

    async def add_to(self, harness: FeedHarness) -> None:
        """Add every feed."""
        for number, host in enumerate(self.hosts):
            await harness.add(
                harness.site.url(f"/{number}", host=host), tags=(f"tag {number % 20}",)
            )

    async def _feed(self, visit: Visit) -> None:
        if await self._stumbles(visit):
            return
        if visit.headers.get("if-none-match") == '"all"':
            self.faults["unchanged"] += 1
            await visit.send(page("", "304 Not Modified"))
            return
        number = int(visit.path[1:])
        items = (
            f"<title>{title(number, item)}</title><link>/{number}/{item}</link>"
            f"<guid>{number}-{item}</guid><pubDate>{(NOW + timedelta(minutes=item)).isoformat()}"
            "</pubDate><description>A teaser.</description>"
            for item in range(self.items)
        )
        await visit.send(page(rss(*items), content_type="application/rss+xml", ETag='"all"'))

    async def _page(self, visit: Visit) -> None:
        if await self._stumbles(visit):
            return
        number, item = map(int, visit.path[1:].split("/"))
        heading, paragraphs = title(number, item), body(number, item)
        if self.is_html:
            inside = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
            html = f"<title>{heading}</title><article><h1>{heading}</h1>{inside}</article>"
            await visit.send(page(f"<html><body>{html}</body></html>"))
        else:
            text = "\n\n".join([heading, *paragraphs])
            await visit.send(page(text, content_type="text/plain"))

    async def _stumbles(self, visit: Visit) -> bool:
        """Fail one visit in five, and answer another one late."""
        drawn = self._chance.random()
        if drawn < 0.2:
            self._failed[visit.path] += 1
            if self._failed[visit.path] > _FAILURES_MAX:
                return False
        if drawn < 0.1:
            self.faults["500"] += 1
            await visit.send(page("", "500 Oops"))
        elif drawn < 0.15:
            self.faults["503"] += 1
            await visit.send(page("", "503 Busy", Retry_After="60"))
        elif drawn < 0.2:
            self.faults["reset"] += 1
            await visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss>")
            visit.writer.transport.abort()
        elif drawn < 0.4:
            self.faults["late"] += 1
            await asyncio.sleep(self.late)
        return drawn < 0.2


def title(number: int, item: int) -> str:
    return f"{_word(random.Random(f'{number}/{item}'))} {number} {item}".capitalize()


def body(number: int, item: int) -> list[str]:
    """Return an article's paragraphs: two such texts share a few words in a hundred."""
    chance = random.Random(f"{number}/{item}")
    return [
        " ".join(_word(chance) for _ in range(_WORDS)).capitalize() + "." for _ in range(_SENTENCES)
    ]


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=3))
