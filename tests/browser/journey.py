"""One article from submission to ratings, on the page; the tests and the pictures share it."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from bot.playground.page.playground import Playground
from tests.browser.browser import Visitor

TITLE = "The lighthouse at Cape Orrel"
Camera = Callable[[str, Page], Awaitable[None]]  # a scene's name, and who is in it


async def live(served: Playground, anna: Visitor, edith: Visitor, camera: Camera) -> None:
    """Follow a tag, add an article, get its card, rate it, read more, share it and rate it there.

    Args:
        served: the playground.
        anna: a new page of a reader.
        edith: a new page of an editor.
        camera: called at each scene that may become a picture.
    """
    await anna.open("Xulosa")
    await anna.start()
    await anna.write("/subscribe Harrowmere")
    await anna.shows("#Harrowmere")
    await camera("followed", anna.page)

    await edith.open("Xulosa")
    await edith.start()
    await edith.write(f"/add {served.news.url('en-lighthouse')}")
    await edith.shows(TITLE)

    await _rate_and_read_on(anna, camera)
    await _share(anna, camera)
    await _rate_in_the_group(anna, camera)


async def _rate_and_read_on(anna: Visitor, camera: Camera) -> None:
    card = anna.cards.filter(has_text=TITLE).last
    await expect(card).to_contain_text("You follow #Harrowmere")
    await expect(card).to_contain_text("☆ not rated yet")
    await camera("pushed", anna.page)
    await anna.tap(card, "5 ★")
    await anna.toast("5")
    await expect(card).to_contain_text("★ 5.0 · 1 vote")
    await camera("rated", anna.page)

    text = card.locator(".text")
    short = await text.inner_text()
    await anna.tap(card, "Longer")
    await expect(text).not_to_have_text(short, use_inner_text=True)
    assert len(await text.inner_text()) > len(short)
    await camera("longer", anna.page)


async def _share(anna: Visitor, camera: Camera) -> None:
    await anna.tap(anna.cards.filter(has_text=TITLE).last, "Share")
    await anna.page.locator("dialog").get_by_role("button", name="Book club").click()
    await anna.page.locator(".popup [role=option]").filter(has_text=TITLE).wait_for()
    await camera("offered", anna.page)
    await anna.input.press("Enter")
    await anna.shows(TITLE)


async def _rate_in_the_group(anna: Visitor, camera: Camera) -> None:
    await anna.become("Bekzod")
    await anna.open("Book club")
    shared = anna.cards.filter(has_text=TITLE).last
    await expect(shared).to_contain_text("via @xulosa_bot")
    await anna.tap(shared, "4 ★")
    await expect(shared).to_contain_text("★ 4.5 · 2 votes")
    await camera("group", anna.page)
