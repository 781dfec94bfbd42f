"""`make pictures`: take the README's pictures again, during the tests' walk through the page.

`tour.webp` is an animation of the phone's scenes: follow, push, rate, share. Pictures of the first
screens on a narrow phone and on a desktop go to `build/screens`, to be looked at.
"""

import asyncio
import sys

from playwright.async_api import Page

from tests.browser.animation import animated, as_webp
from tests.browser.browser import CHROMIUM, chromium, looking, playground
from tests.browser.journey import live
from tests.browser.screens import take_screens
from tests.support.paths import ROOT

FOLDER = ROOT / "docs" / "pictures"
MAX_BYTES = 120_000  # of a picture
MAX_TOUR_BYTES = 2_000_000
TOUR = ("followed", "pushed", "rated", "offered", "group")
_TOUR_MILLISECONDS = 1_800  # of each scene
DESKTOP, PHONE = (1280, 960), (390, 1_020)  # pixels, high enough for a card with its buttons
SHOTS = {  # by size, colors and scene: the picture's name
    (DESKTOP, "light"): {"rated": "desktop-light"},
    (DESKTOP, "dark"): {"group": "desktop-dark"},
    (PHONE, "light"): {"rated": "phone-light"},
    (PHONE, "dark"): {"longer": "phone-dark"},
}


async def take() -> None:
    """Walk through the page in each size and color scheme, and save the pictures."""
    FOLDER.mkdir(exist_ok=True)
    tour: list[bytes] = []
    async with chromium() as browser:
        blank = await browser.new_page()
        for (size, scheme), names in SHOTS.items():
            is_tour = (size, scheme) == (PHONE, "light")

            async def camera(
                scene: str, page: Page, names: dict[str, str] = names, is_tour: bool = is_tour
            ) -> None:
                is_of_tour = is_tour and scene in TOUR
                if scene not in names and not is_of_tour:
                    return
                if await page.locator(".panel").is_visible():
                    await page.locator("[data-key=tab-inspector]").click()
                await page.locator(".toast").first.wait_for(state="detached")
                await page.mouse.move(0, 0)
                await _show_whole_card(page)
                taken = await page.screenshot()
                picture = await as_webp(blank, taken)
                if is_of_tour:
                    tour.append(picture)
                if scene in names:
                    (FOLDER / f"{names[scene]}.webp").write_bytes(picture)

            async with (
                playground() as served,
                looking(browser, served, size, scheme) as anna,
                looking(browser, served, size, scheme, persona="edith") as edith,
            ):
                await live(served, anna, edith, camera)
        await take_screens(browser, ROOT / "build" / "screens")
    (FOLDER / "tour.webp").write_bytes(animated(tour, PHONE, _TOUR_MILLISECONDS))


async def _show_whole_card(page: Page) -> None:
    """Scroll to the beginning of the newest card, so that its title and picture are seen."""
    card = page.locator(".message", has=page.locator(".key")).last
    if await card.count() and not await page.locator(".popup").is_visible():
        await card.evaluate("card => card.scrollIntoView({ block: 'start' })")


def main() -> int:
    """Take the pictures; return 1 where one is too large."""
    if CHROMIUM is None:
        print("no Chromium here; `make chromium` installs it", file=sys.stderr)
        return 1
    asyncio.run(take())
    sizes = {file.name: file.stat().st_size for file in sorted(FOLDER.glob("*.webp"))}
    for name, size in sizes.items():
        print(f"{name:20} {size / 1000:6.0f} kB")
    tour = sizes.pop("tour.webp")
    return int(max(sizes.values()) > MAX_BYTES or tour > MAX_TOUR_BYTES)


if __name__ == "__main__":
    sys.exit(main())
