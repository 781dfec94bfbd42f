"""One article from submission to ratings, on a phone and on a desktop, light and dark."""

from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.browser.browser import DESKTOP, PHONE, chromium, looking, playground
from tests.browser.journey import live

LOOKS = [(PHONE, "dark"), (DESKTOP, "light")]


@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=["phone, dark", "desktop, light"])
async def test_an_article_is_added_pushed_rated_read_on_and_shared(
    size: tuple[int, int], scheme: str, tmp_path: Path
) -> None:
    scenes = []

    async def camera(scene: str, page: Page) -> None:
        await page.screenshot(path=tmp_path / f"{scene}.png")
        scenes.append(scene)

    async with (
        playground() as served,
        chromium() as browser,
        looking(browser, served, size, scheme) as anna,
        looking(browser, served, size, scheme, persona="edith") as edith,
    ):
        await live(served, anna, edith, camera)

    assert scenes == ["followed", "pushed", "rated", "longer", "offered", "group"]
