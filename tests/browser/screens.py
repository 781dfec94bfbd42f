"""Pictures of the first screens: onboarding, card, settings and the set-up of a channel."""

from pathlib import Path

from playwright.async_api import Browser, Locator, expect

from tests.browser.browser import Visitor, looking, playground
from tests.browser.first_minute import NARROW_PHONE, follow_first, greeted

SIZES = (NARROW_PHONE, (1280, 800))  # pixels: a narrow phone, a desktop
_RETRIES = 60  # until the samples are summarized, so that the greeting has tags in English
_PAUSE = 500  # milliseconds


async def take_screens(browser: Browser, folder: Path) -> None:
    """Save each screen as `<name>-<width>-<colors>.png`."""
    for size in SIZES:
        for scheme in ("light", "dark"):
            async with playground() as served, looking(browser, served, size, scheme) as anna:
                await _take(anna, folder, f"{size[0]}-{scheme}.png")


async def _take(anna: Visitor, folder: Path, ending: str) -> None:
    async def shoot(name: str) -> None:
        await anna.page.locator(".toast").first.wait_for(state="detached")
        await expect(anna.page.locator(".chat-row[aria-current] .badge")).to_have_count(0)
        await anna.page.screenshot(path=folder / f"{name}-{ending}")

    greeting = await greeted(anna)
    await _offer_english_tags(anna, greeting)
    await shoot("onboarding")
    await follow_first(anna, greeting)
    await shoot("card")
    await anna.write("/settings")
    hub = anna.page.locator(".message.is-theirs", has=anna.page.get_by_text("Channels and groups"))
    await hub.wait_for()
    await shoot("settings")
    await anna.tap(hub, "Channels and groups")
    add = anna.page.locator(".key").filter(has_text="Add a chat")
    await add.click()
    await anna.shows("Choose with the buttons below")
    await shoot("channel")


async def _offer_english_tags(anna: Visitor, greeting: Locator) -> None:
    """Choose English until the first tag is an English one."""
    first = greeting.locator(".key").first
    for _ in range(_RETRIES):
        if (await first.inner_text()).isascii():
            return
        await anna.page.wait_for_timeout(_PAUSE)
        await anna.tap(greeting, "English")
    await expect(first).to_have_text("")
