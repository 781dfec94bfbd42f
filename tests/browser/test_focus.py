"""The keyboard: after each action, the focus stays at a useful place."""

import pytest
from playwright.async_api import Browser, Locator, expect

from bot.playground.page.playground import Playground
from tests.browser.browser import DESKTOP, Visitor, looking

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def use(button: Locator) -> None:
    """Press a button with the keyboard."""
    await button.focus()
    await button.press("Enter")


async def test_tab_leaves_a_menu_and_deleting_moves_the_focus(
    browser: Browser,
) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        await anna.open("Book club")
        mine = anna.page.locator(".message", has_text="I will bring the tea")
        more = mine.get_by_role("button", name="More")
        await use(more)
        await expect(anna.page.locator(".menu")).to_be_visible()
        await anna.page.keyboard.press("Tab")
        await expect(anna.page.locator(".menu")).to_have_count(0)

        await use(more)
        await anna.page.get_by_role("menuitem", name="Delete").press("Enter")
        await expect(mine).to_have_count(0)
        beside = anna.page.locator(".message", has_text="Men ham boraman")
        await expect(beside.get_by_role("button", name="More")).to_be_focused()


async def test_show_all_keeps_the_focus_while_others_write(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        await anna.open("Book club")
        await anna.write("#tea is here")
        await use(anna.page.locator("button.inline", has_text="#tea"))
        await expect(anna.page.locator(".log")).to_be_focused()
        show_all = anna.page.locator(".strip button")
        await show_all.focus()
        served.personas.by_name["bekzod"].person.send("And #tea for me", served.personas.group)
        await anna.shows("for me")
        await expect(show_all).to_be_focused()

        await show_all.press("Enter")
        await expect(anna.page.locator(".log")).to_be_focused()


async def test_the_tools_keep_their_scroll_position_and_focus(
    browser: Browser,
) -> None:
    async with (
        Playground() as served,
        looking(browser, served, (1280, 420), persona="galina") as galina,
    ):
        await galina.open("Book club")
        await galina.page.locator("[data-key=tab-tools]").click()
        body = "document.querySelector('.panel .body')"  # the page may redraw it at any time
        await galina.page.evaluate(f"{body}.scrollTo(0, 100)")
        served.personas.by_name["bekzod"].person.send("Hello", served.personas.group)
        await galina.shows("Hello")
        assert await galina.page.evaluate(f"{body}.scrollTop") == 100

        for name in ("Remove the bot", "Add the bot"):
            await use(galina.page.get_by_role("button", name=name))
        await expect(galina.page.get_by_role("button", name="Remove the bot")).to_be_focused()
        await use(galina.page.get_by_role("button", name="Make it a supergroup"))
        await expect(galina.page.locator("[data-key=tab-tools]")).to_be_focused()
        await use(galina.page.locator(".panel").get_by_role("button", name="Close"))
        await expect(_panel_button(galina)).to_be_focused()


def _panel_button(visitor: Visitor) -> Locator:
    return visitor.page.locator(".chat [data-key=panel]")
