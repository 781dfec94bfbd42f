"""What the page can do beside the journey, in one browser and one playground."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from bot.playground.page.playground import Playground
from tests.browser.browser import DESKTOP, PHONE, Visitor, chromium, looking, playground

SERIOUS = {"serious", "critical"}


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def served() -> AsyncIterator[Playground]:
    async with playground() as server:
        yield server


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


async def faults(visitor: Visitor) -> list[str]:
    """Return what axe finds serious, with where it is."""
    found = await Axe().run(visitor.page)
    return [
        f"{each['id']}: {[node['html'][:120] for node in each['nodes'][:3]]}"
        for each in found.response["violations"]
        if each["impact"] in SERIOUS
    ]


async def test_axe_finds_nothing_serious_whatever_is_open(
    served: Playground, browser: Browser
) -> None:
    for size, scheme, language in ((PHONE, "light", "uz"), (DESKTOP, "dark", "ru")):
        async with looking(browser, served, size, scheme, language=language) as anna:
            assert await faults(anna) == []
            await anna.open("Xulosa")
            if await anna.page.locator(".wide").is_visible():
                await anna.page.locator(".wide").click()
            await anna.say("/latest")
            await anna.page.locator(".text a").last.click()
            await anna.cards.last.wait_for()
            assert await faults(anna) == []
            await anna.tap(anna.cards.last, "Share")
            assert await faults(anna) == []
            await anna.page.keyboard.press("Escape")
            await anna.input.fill("/s")
            await anna.page.locator(".popup").wait_for()
            assert await faults(anna) == []
            await anna.input.press("Escape")
            if not await anna.page.locator(".panel").is_visible():
                await anna.page.locator(".chat [data-key=panel]").click()
            for tab in ("guide", "tools", "inspector"):
                await anna.page.locator(f"[data-key=tab-{tab}]").click()
                if tab == "inspector":
                    await anna.page.locator(".call button").first.click()
                assert await faults(anna) == []


async def test_commands_are_completed_with_the_keyboard_alone(
    served: Playground, browser: Browser
) -> None:
    async with looking(browser, served, DESKTOP) as anna:
        await anna.open("Xulosa")
        await anna.start()
        await anna.input.press_sequentially("/sub")
        await expect(anna.page.locator(".popup [role=option]")).to_have_count(2)
        await anna.input.press("Tab")
        await expect(anna.input).to_have_value("/subscribe ")
        await anna.input.press_sequentially("bridges")
        await anna.input.press("Enter")

        await anna.shows("#bridges")


async def test_a_group_is_told_apart_by_topics_and_answers_where_it_is_asked(
    served: Playground, browser: Browser
) -> None:
    async with looking(browser, served, DESKTOP, persona="galina") as galina:
        await galina.open("Harrowmere neighbours")
        await galina.page.get_by_role("tab", name="News").click()
        await galina.say("/latest@xulosa_bot")
        answers = galina.page.locator(".author", has_text="Xulosa")
        await answers.first.wait_for()
        await galina.page.get_by_role("tab", name="Flea market").click()
        await galina.shows("A bicycle")

        await expect(answers).to_have_count(0)


async def test_messages_are_answered_changed_forwarded_and_deleted(
    served: Playground, browser: Browser
) -> None:
    async with looking(browser, served, DESKTOP) as anna:
        await anna.open("Book club")
        await anna.say("Who brings <b>tea</b>?")
        await anna.shows("Who brings <b>tea</b>?")
        await _choose(anna, "Who brings", "Reply")
        await anna.say("I do")
        await expect(anna.page.locator(".message").last.locator(".reply")).to_contain_text("tea")
        await anna.input.press("ArrowUp")
        await anna.input.fill("I bring coffee")
        await anna.input.press("Enter")
        await anna.shows("I bring coffee")
        await _choose(anna, "I bring coffee", "Delete")
        await expect(anna.page.locator(".message", has_text="coffee")).to_have_count(0)
        await _choose(anna, "Who brings", "Forward")
        await anna.page.locator("dialog").get_by_role("button", name="neighbours").click()

        await anna.shows("Forwarded from Anna")


async def _choose(visitor: Visitor, words: str, entry: str) -> None:
    message = visitor.page.locator(".message").filter(has_text=words).last
    await message.hover()
    await message.get_by_role("button", name="More").click()
    await visitor.page.get_by_role("menuitem", name=entry).click()


async def test_a_file_goes_with_what_is_written_as_its_caption(
    served: Playground, browser: Browser, tmp_path: Path
) -> None:
    article = tmp_path / "news.txt"
    article.write_text("A new well in the valley\n\n" + "The valley has a new well. " * 12)
    async with looking(browser, served, DESKTOP, persona="edith") as edith:
        await edith.open("Xulosa")
        await edith.start()
        await edith.page.locator("input[type=file]").set_input_files(article)
        await edith.input.fill("/add")
        await edith.input.press("Enter")

        await edith.page.locator(".file", has_text="news.txt").wait_for()
        await edith.cards.filter(has_text="A new well in the valley").wait_for()


async def test_a_blocked_bot_is_let_in_again_and_the_wire_is_cut_and_joined(
    served: Playground, browser: Browser
) -> None:
    async with looking(browser, served, DESKTOP) as anna:
        await anna.open("Xulosa")
        await anna.start()
        await anna.page.locator("[data-key=tab-tools]").click()
        await anna.page.get_by_role("button", name="Block the bot").click()
        await anna.page.get_by_role("button", name="Unblock and restart").click()
        await anna.input.wait_for()
        await anna.page.get_by_role("button", name="Cut the bot off").click()
        await expect(anna.page.locator(".strip")).to_contain_text("cut off")
        await anna.say("/tags")
        await anna.page.get_by_role("button", name="Connect the bot again").click()

        await anna.shows("#музей")


async def test_a_whole_article_is_read_as_a_rich_message(
    served: Playground, browser: Browser
) -> None:
    async with looking(browser, served, DESKTOP) as anna:
        await anna.open("Xulosa")
        await anna.start()
        await anna.say("/summary 12")
        await anna.tap(anna.cards.last, "Full text")

        await expect(anna.page.locator(".rich h2")).to_contain_text("Harrowmere")
        await anna.page.locator(".more").click()
        await expect(anna.page.locator(".rich.is-long")).to_have_count(0)
