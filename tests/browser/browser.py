"""Debian's Chromium, driven by Playwright, and the playground that it opens."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.cli.playground import open_playground
from bot.config import Settings
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.playground.page.playground import Playground

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE, DESKTOP = (390, 844), (1440, 900)  # pixels
_SERIOUS = {"serious", "critical"}
_TIMEOUT = HANG_SECONDS * 1_000  # milliseconds
_FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Run the browser with a new profile of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def playground() -> AsyncIterator[Playground]:
    """Open the playground on a free port, with the shipped bot."""
    settings = Settings(_env_file=None, bot_listen="127.0.0.1:0")
    async with open_playground(settings, asyncio.Event()) as served:
        yield served


@asynccontextmanager
async def looking(
    browser: Browser,
    served: Playground,
    size: tuple[int, int],
    scheme: str = "light",
    *,
    persona: str = "anna",
    language: str = "en",
    scale: float = 1,
    expected: str | None = None,
) -> AsyncIterator["Visitor"]:
    """Open the page; an error or a foreign request fails the test, unless it holds `expected`."""
    complaints: list[str] = []
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="en-GB",
        device_scale_factor=scale,
        reduced_motion="reduce",
    )
    page = await context.new_page()
    page.set_default_timeout(_TIMEOUT)
    expect.set_options(timeout=_TIMEOUT)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("request", lambda asked: _at_home(asked.url, served.url, complaints))
    await page.goto(f"{served.url}/?as={persona}&lang={language}")
    await page.wait_for_selector(".chat-row")
    try:
        yield Visitor(page)
    finally:
        await context.close()
    assert [each for each in complaints if expected is None or expected not in each] == []


def _at_home(asked: str, home: str, complaints: list[str]) -> None:
    if not asked.startswith((home, "data:")):
        complaints.append(f"asked for {asked}")


class Visitor:
    """A person who looks at the page and uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def input(self) -> Locator:
        """The field for a message."""
        return self.page.locator("textarea")

    @property
    def cards(self) -> Locator:
        """The messages with a row of stars."""
        return self.page.locator(".message", has=self.page.get_by_text("1 ★", exact=True))

    async def become(self, name: str) -> None:
        """Switch to another persona."""
        if await self.page.locator(".back").is_visible():
            await self.page.locator(".back").click()
        await self.page.get_by_role("radio", name=name).click()
        await self.page.locator(f".persona[aria-checked=true]:has-text('{name}')").wait_for()

    async def open(self, title: str) -> None:
        """Open a chat of the list."""
        if await self.page.locator(".back").is_visible():
            await self.page.locator(".back").click()
        await (
            self.page.locator(".chat-row")
            .filter(has=self.page.locator(".title", has_text=title))
            .click()
        )
        await self.page.locator(".chat > .bar h2", has_text=title).wait_for()

    async def start(self) -> None:
        """Press Start, and wait for the bot's greeting."""
        await self.page.locator(".composer .wide").click()
        await self.page.locator(".message.is-theirs").first.wait_for()

    async def write(self, words: str) -> None:
        """Write a message."""
        await self.input.fill(words)
        await self.input.press("Enter")

    async def shows(self, words: str) -> None:
        """Wait until a message contains these words."""
        await self.page.locator(".message").filter(has_text=words).last.wait_for()

    async def tap(self, card: Locator, label: str) -> None:
        """Tap a button under a message."""
        await card.locator(".key").filter(has_text=label).first.click()

    async def toast(self, words: str) -> None:
        """Wait for a toast, and then until it has disappeared."""
        await self.page.locator(".toast").filter(has_text=words).wait_for()


async def ask(visitor: Visitor, served: Playground, method: str, **body: object) -> None:
    """Call a method of the server as the bot does."""
    url = f"{served.url}/bot{served.token}/{method}"
    asked = await visitor.page.context.request.post(url, data=body)
    assert asked.ok, await asked.text()


async def faults(visitor: Visitor) -> list[str]:
    """Return the serious faults that axe finds, with their places."""
    found = await Axe().run(visitor.page)
    return [
        f"{each['id']}: {[node['html'][:120] for node in each['nodes'][:3]]}"
        for each in found.response["violations"]
        if each["impact"] in _SERIOUS
    ]
