"""The page's guide, its inspector and the samples that a persona sends; the test plays the bot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Locator, Route, expect

from bot.playground.api_server.people import Person
from bot.playground.page.playground import Playground
from tests.browser.browser import DESKTOP, Visitor, ask, faults, looking
from tests.browser.first_minute import NARROW_PHONE, cut_labels

pytestmark = pytest.mark.asyncio(loop_scope="module")

STARS = {"inline_keyboard": [[{"text": "5 ★", "callback_data": "r"}]]}
LABELS = (["5 ★"], ["Сохранено ✓", "Поделиться", "Длиннее", "⋯"])
NARROW_KEYS = {
    "inline_keyboard": [[{"text": each, "callback_data": "r"} for each in row] for row in LABELS]
}
PLACEHOLDER_MIN = 200  # pixels of the field, so that no language's words are cut off
KEYBOARD_MIN = 320  # pixels below a short message, on a screen of 360


def step(visitor: Visitor, number: int) -> Locator:
    """Return a step of the guide."""
    return visitor.page.locator(f"[data-key=step-{number}]")


def done(visitor: Visitor, number: int) -> Locator:
    """Return a step of the guide if it is ticked off."""
    return visitor.page.locator(".is-done", has=step(visitor, number))


@asynccontextmanager
async def held(visitor: Visitor, action: str) -> AsyncIterator[None]:
    """Hold up the answers to an action of the page until the block ends."""
    is_over = asyncio.Event()

    async def fulfill_late(route: Route) -> None:
        response = await route.fetch()
        await is_over.wait()
        await route.fulfill(response=response)

    await visitor.page.route(f"**/page/do/{action}?*", fulfill_late)
    yield
    is_over.set()


async def rate(visitor: Visitor, served: Playground, anna: Person) -> None:
    """Tap a star of a card; its answer reaches the page after all changes."""
    async with held(visitor, "press"):
        await visitor.page.locator(".key", has_text="5 ★").click()
        await served.until(lambda: served.world.callback_queries)
        query = next(iter(served.world.callback_queries))
        await ask(visitor, served, "answerCallbackQuery", callback_query_id=query)
        await ask(visitor, served, "sendMessage", chat_id=anna.id, text="All is shown")
        await visitor.shows("All is shown")
        await expect(visitor.page.locator(".chat-row[aria-current] .badge")).to_have_count(0)


async def test_the_guide_works_backwards_from_a_fresh_page(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as visitor:
        anna, edith = (served.personas.by_name[name].person for name in ("anna", "edith"))
        await step(visitor, 5).click()
        await expect(visitor.input).to_have_value("/subscribe transport")
        await step(visitor, 4).click()
        await expect(visitor.input).to_have_value("@xulosa_bot bridge")

        await step(visitor, 3).click()
        await expect(visitor.input).to_have_value("/latest")
        await expect(visitor.input).to_be_focused()
        assert anna.private.is_started
        card = {"text": "A card", "reply_markup": STARS}
        await ask(visitor, served, "sendMessage", chat_id=anna.id, **card)
        await rate(visitor, served, anna)
        await expect(done(visitor, 3)).to_be_visible()

        await step(visitor, 2).click()
        await expect(visitor.input).to_have_value(f"/add {served.news.url('en-lighthouse')}")
        await visitor.input.press("Enter")
        await served.until(lambda: "/add" in edith.private.last.text)
        await ask(visitor, served, "sendMessage", chat_id=edith.id, **card)
        await expect(done(visitor, 2)).to_be_visible()

        await step(visitor, 1).click()
        await expect(visitor.input).to_have_value("/subscribe Harrowmere")
        await expect(done(visitor, 1)).to_have_count(0)
        await visitor.input.press("Enter")
        await served.until(lambda: "/subscribe" in anna.private.last.text)
        await ask(visitor, served, "sendMessage", chat_id=anna.id, text="<b>Followed</b>")
        await expect(done(visitor, 1)).to_be_visible()

        await step(visitor, 6).click()
        row = visitor.page.locator(".call", has_text="sendMessage").first
        await expect(row.locator(".said")).to_have_text("Xulosa: Followed")
        await visitor.page.locator("[data-key=tab-guide]").click()
        await expect(done(visitor, 6)).to_be_visible()


async def test_long_polls_are_hidden_until_they_are_asked_for(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as visitor:
        edith = served.personas.by_name["edith"].person
        edith.start()
        await ask(visitor, served, "getUpdates", timeout=0)
        await ask(visitor, served, "sendMessage", chat_id=edith.id, text="Hello")
        await visitor.page.locator("[data-key=tab-inspector]").click()
        names = visitor.page.locator(".call .name")
        await expect(names).to_have_text(["sendMessage"])

        await visitor.page.get_by_label("getUpdates").check()

        await expect(names).to_have_text(["sendMessage", "getUpdates"])
        await expect(visitor.page.locator(".call .said").first).to_have_text("Edith: Hello")
        search = await visitor.page.get_by_placeholder("Filter requests").bounding_box()
        assert search is not None
        assert search["width"] >= PLACEHOLDER_MIN


async def test_samples_are_sent_from_a_menu_and_shown(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as visitor:
        anna = served.personas.by_name["anna"].person
        anna.start()
        await visitor.open("Xulosa")
        for label in ("A sample photo", "A sample sticker", "A sample voice message"):
            await visitor.page.get_by_role("button", name="Attach a file").click()
            await visitor.page.get_by_role("menuitem", name=label).click()

        await expect(visitor.page.locator(".photo img")).to_have_js_property("naturalWidth", 800)
        await expect(visitor.page.locator("img.sticker")).to_have_js_property("naturalWidth", 512)
        await visitor.shows("Voice message, 1 s")
        sent = [update["message"] for update in served.updates[-3:]]
        assert [size["width"] for size in sent[0]["photo"]] == [320, 800]
        assert sent[1]["sticker"]["emoji"] == "⭐"
        assert sent[2]["voice"]["mime_type"] == "audio/ogg"


async def test_a_phone_explains_itself_and_covers_nothing(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, NARROW_PHONE) as visitor:
        anna = served.personas.by_name["anna"].person
        anna.start()
        await expect(visitor.page.locator(".about")).to_contain_text("press Start")
        await visitor.open("Xulosa")
        said = {"text": "سلام 1", "reply_markup": NARROW_KEYS}
        await ask(visitor, served, "sendMessage", chat_id=anna.id, **said)

        keyboard = await visitor.page.locator(".keyboard").bounding_box()
        assert keyboard is not None
        assert keyboard["width"] >= KEYBOARD_MIN
        assert await cut_labels(visitor.page.locator(".message.is-theirs")) == []
        key = visitor.page.locator(".key").first
        await key.click()
        await served.until(lambda: served.world.callback_queries)
        query = next(iter(served.world.callback_queries))
        answer = {"callback_query_id": query, "text": "Saved"}
        await ask(visitor, served, "answerCallbackQuery", **answer)
        toast = await visitor.page.locator(".toast").bounding_box()
        log = await visitor.page.locator(".log").bounding_box()
        line = await visitor.page.locator(".composer").bounding_box()
        assert toast is not None
        assert log is not None
        assert line is not None
        assert log["y"] + log["height"] <= toast["y"]
        assert toast["y"] + toast["height"] <= line["y"]
        for target in await visitor.page.locator(".chat :is(.key, .icon-button):visible").all():
            box = await target.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44
        text = visitor.page.locator(".message.is-theirs .text")
        await expect(text).to_have_css("unicode-bidi", "plaintext")
        assert await faults(visitor) == []

        await visitor.page.locator(".message.is-theirs .bubble").click(position={"x": 4, "y": 4})
        await expect(visitor.page.get_by_role("menuitem", name="Reply")).to_be_focused()


async def test_messages_are_reached_by_arrows_not_by_tab(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as visitor:
        await visitor.open("Book club")
        await visitor.page.locator(".log").focus()
        await visitor.page.keyboard.press("Tab")
        await expect(visitor.page.get_by_role("button", name="Attach a file")).to_be_focused()

        await visitor.page.locator(".log").focus()
        await visitor.page.keyboard.press("ArrowUp")
        await expect(visitor.page.locator(".message").last).to_be_focused()
        await visitor.page.keyboard.press("Enter")

        await expect(visitor.page.get_by_role("menuitem", name="Reply")).to_be_focused()
