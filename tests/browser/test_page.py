"""Features of the page beyond the main walk through it, in one browser and one playground."""

import pytest
from playwright.async_api import Browser, expect

from bot.i18n.translator import get_translator
from bot.playground.page.playground import Playground
from tests.browser.browser import DESKTOP, PHONE, faults, looking

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_axe_finds_nothing_serious_in_any_view(served: Playground, browser: Browser) -> None:
    for size, scheme, language in ((PHONE, "light", "uz"), (DESKTOP, "dark", "ru")):
        async with looking(browser, served, size, scheme, language=language) as anna:
            assert await faults(anna) == []
            await anna.open("Xulosa")
            if await anna.page.locator(".wide").is_visible():
                await anna.page.locator(".wide").click()
            await anna.write("/settings")
            await anna.shows(get_translator("uz").text("settings.button.chats"))
            assert await faults(anna) == []
            await anna.write("/latest")
            await anna.page.locator(".text a").last.click()
            await anna.cards.last.wait_for()
            assert await faults(anna) == []
            await anna.tap(anna.cards.last, get_translator("uz").text("card.share"))
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
        await anna.input.press_sequentially("/se")
        await expect(anna.page.locator(".popup [role=option]")).to_have_count(2)
        await anna.input.press("Tab")
        await expect(anna.input).to_have_value("/search ")
        await anna.input.press_sequentially("bridge")
        await anna.input.press("Enter")

        await anna.shows("Harrowmere reopens its old iron bridge")


async def test_an_answer_is_shown_only_in_the_topic_of_its_command(
    served: Playground, browser: Browser
) -> None:
    async with looking(browser, served, DESKTOP, persona="galina") as galina:
        await galina.open("Harrowmere neighbours")
        await galina.page.get_by_role("tab", name="News").click()
        await galina.write("/latest@xulosa_bot")
        answers = galina.page.locator(".author", has_text="Xulosa")
        await answers.first.wait_for()
        await galina.page.get_by_role("tab", name="Flea market").click()
        await galina.shows("A bicycle")

        await expect(answers).to_have_count(0)


async def test_a_bot_is_unblocked_and_a_bot_cut_off_is_reconnected(
    served: Playground, browser: Browser
) -> None:
    async with looking(browser, served, DESKTOP) as anna:
        await anna.open("Xulosa")
        await anna.start()
        await anna.page.locator("[data-key=tab-tools]").click()
        await anna.page.get_by_role("button", name="Block the bot").click()
        await anna.page.get_by_role("button", name="Unblock and restart").click()
        await anna.input.wait_for()
        await anna.page.get_by_role("button", name="Take the bot offline").click()
        await expect(anna.page.locator(".strip")).to_contain_text("offline")
        await anna.write("/tags")
        await anna.page.get_by_role("button", name="Bring the bot online").click()

        await anna.shows("#Harrowmere")


async def test_a_group_made_a_supergroup_keeps_people_and_messages(
    browser: Browser,
) -> None:
    async with (
        Playground() as served,
        looking(browser, served, DESKTOP, persona="galina") as galina,
        looking(browser, served, PHONE) as anna,
    ):
        for visitor in (galina, anna):
            await visitor.open("Book club")
        await anna.input.fill("Half a word")
        await galina.page.locator("[data-key=tab-tools]").click()
        await galina.page.get_by_role("button", name="Make it a supergroup").click()

        for visitor in (galina, anna):
            await visitor.shows("I will bring the tea")
            await visitor.page.locator(".service", has_text="became a supergroup").wait_for()
            await expect(visitor.page.locator(".chat > .bar h2")).to_have_text("Book club")
            rows = visitor.page.locator(".chat-row", has_text="Book club")
            await expect(rows).to_have_count(1)
        await expect(anna.input).to_have_value("Half a word")
        await anna.write("Here now")
        await galina.shows("Here now")
        new = served.personas.group.migrated_to
        assert new is not None
        assert new.last.text == "Here now"


async def test_an_address_with_an_unknown_persona_opens_the_page(browser: Browser) -> None:
    async with Playground() as served:
        page = await browser.new_page()
        await page.goto(f"{served.url}/?as=nobody")

        await expect(page.get_by_role("radio", name="Anna")).to_have_attribute(
            "aria-checked", "true"
        )
        await page.close()


async def test_arrows_choose_a_persona_who_keeps_the_open_chat(
    browser: Browser,
) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as visitor:
        await visitor.open("City paper")
        await visitor.page.get_by_role("radio", name="Anna").press("ArrowRight")
        await expect(visitor.page.get_by_role("radio", name="Bekzod")).to_be_focused()
        await visitor.page.get_by_role("radio", name="Bekzod").press("ArrowLeft")

        await expect(visitor.page.locator(".chat > .bar h2")).to_have_text("City paper")
        await expect(visitor.page.locator(".readonly")).to_be_visible()


async def test_a_chosen_language_is_used_everywhere_after_a_reload(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, (340, 700)) as anna:
        await anna.page.get_by_role("combobox", name="Page language").select_option("ru")
        await anna.page.get_by_role("radio", name="Anna").get_by_text("читатель").wait_for()
        await anna.page.reload()
        await anna.open("Book club")
        down = anna.page.locator(".down")
        await expect(down).to_have_attribute("aria-label", "К последнему сообщению")
        picker = anna.page.locator("input[type=file]")
        await expect(picker).to_have_attribute("aria-label", "Прикрепить файл")

        await anna.page.locator(".chat [data-key=panel]").click()
        close = await anna.page.locator(".panel [aria-label=Закрыть]").bounding_box()
        inspector = await anna.page.locator("[data-key=tab-inspector]").bounding_box()
        assert close is not None
        assert inspector is not None
        assert inspector["x"] + inspector["width"] <= close["x"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The clock is ahead by 1 day 1 hour."),
        ("ru", "Часы спешат на 1 день 1 час."),
        ("uz", "Soat 1 kun 1 soat oldinda."),
        ("uz-cyrl-UZ", "Соат 1 кун 1 соат олдинда."),
    ],
)
async def test_the_clock_is_ahead_by_days_and_hours_in_words(
    browser: Browser, language: str, said: str
) -> None:
    async with (
        Playground() as served,
        looking(browser, served, DESKTOP, language=language) as anna,
    ):
        await anna.page.locator("[data-key=tab-tools]").click()
        for tool in ("day", "hour"):
            await anna.page.locator(f"[data-key='tools.{tool}']").click()

        await expect(anna.page.locator(".panel .body")).to_contain_text(said)
