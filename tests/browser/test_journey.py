"""One article's whole life, seen on a phone and on a desktop, light and dark."""

import pytest
from playwright.async_api import expect

from tests.browser.browser import DESKTOP, PHONE, Visitor, chromium, looking, playground

TITLE = "The lighthouse at Cape Orrel"


@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone", "desktop"]
)
async def test_an_article_is_added_pushed_rated_read_on_and_shared(
    size: tuple[int, int], scheme: str
) -> None:
    async with (
        playground() as served,
        chromium() as browser,
        looking(browser, served, size, scheme) as anna,
        looking(browser, served, size, scheme, persona="edith") as edith,
    ):
        await anna.open("Xulosa")
        await anna.start()
        await anna.say("/subscribe Harrowmere")
        await anna.shows("#Harrowmere")

        await edith.open("Xulosa")
        await edith.start()
        await edith.say(f"/add {served.news.url('en-lighthouse')}")
        await edith.shows(TITLE)

        await _rate_and_read_on(anna)
        await _share(anna)
        await _rate_in_the_group(anna)


async def _rate_and_read_on(anna: Visitor) -> None:
    card = anna.cards.filter(has_text=TITLE).last
    await expect(card).to_contain_text("You follow #Harrowmere")
    await expect(card).to_contain_text("★ 3.0 · 0 votes")
    await anna.tap(card, "5 ★")
    await anna.toast("5")
    await expect(card).to_contain_text("★ 5.0 · 1 vote")

    before = len(await card.inner_text())
    await anna.tap(card, "Longer")
    await expect(card).to_contain_text("prisms")
    assert len(await card.inner_text()) > before


async def _share(anna: Visitor) -> None:
    await anna.tap(anna.cards.filter(has_text=TITLE).last, "Share")
    await anna.page.locator("dialog").get_by_role("button", name="Book club").click()
    result = anna.page.get_by_role("option").filter(has_text=TITLE)
    await result.wait_for()
    await anna.input.press("Enter")
    await anna.shows(TITLE)


async def _rate_in_the_group(anna: Visitor) -> None:
    await anna.become("Bekzod")
    await anna.open("Book club")
    shared = anna.cards.filter(has_text=TITLE).last
    await expect(shared).to_contain_text("via @xulosa_bot")
    await anna.tap(shared, "4 ★")
    await expect(shared).to_contain_text("★ 4.5 · 2 votes")
