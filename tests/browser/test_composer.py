"""The composer sends each message once, to the chat that it was written for, and loses none.

The tests play the bot, so that they decide when its answers come.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Route, expect

from bot.playground.api_server.people import Person
from bot.playground.page.playground import Playground
from tests.browser.browser import DESKTOP, Visitor, ask, faults, looking

pytestmark = pytest.mark.asyncio(loop_scope="module")


def started(served: Playground) -> Person:
    """Return Anna after she has started the bot."""
    reader = served.personas.by_name["anna"].person
    reader.start()
    return reader


async def answer(
    visitor: Visitor,
    served: Playground,
    query: str,
    *titles: str,
    thumbnail_url: str = "",
    **more: object,
) -> None:
    """Wait until the bot gets the inline query, and answer with articles of these titles."""
    await served.until(
        lambda: any(each.query == query for each in served.world.inline_queries.values())
    )
    inline_query = next(
        each for each in served.world.inline_queries.values() if each.query == query
    )
    results = [
        {
            "type": "article",
            "id": title,
            "title": title,
            "thumbnail_url": thumbnail_url,
            "input_message_content": {"message_text": f"An article: {title}"},
        }
        for title in titles
    ]
    await ask(
        visitor,
        served,
        "answerInlineQuery",
        inline_query_id=inline_query.id,
        results=results,
        **more,
    )


async def test_enter_waits_for_the_results_of_the_last_query(
    browser: Browser,
) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        started(served)
        await anna.open("Xulosa")
        await anna.input.fill("@xulosa_bot bridges")
        await answer(anna, served, "bridges", "Old bridges")
        await anna.page.locator(".popup [role=option]").wait_for()

        await anna.write("@xulosa_bot storks")
        await answer(anna, served, "storks", "White storks", "Black storks")

        await anna.shows("An article: White storks")
        await expect(anna.page.locator(".message.is-mine")).to_have_count(2)  # and /start
        await expect(anna.input).to_have_value("")


async def test_escape_leaves_the_results_and_enter_sends_the_words(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        started(served)
        await anna.open("Xulosa")
        await anna.write("@xulosa_bot storks")
        await anna.input.press("Escape")
        await anna.input.press("Enter")
        await answer(anna, served, "storks", "White storks")

        await anna.shows("@xulosa_bot storks")
        await expect(anna.page.locator(".popup")).to_be_hidden()


async def test_a_draft_belongs_to_the_persona_that_wrote_it(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as visitor:
        await visitor.open("Book club")
        await visitor.input.fill("Anna's words")
        await visitor.become("Bekzod")
        await visitor.open("Book club")
        await expect(visitor.input).to_have_value("")
        await visitor.input.press("ArrowUp")
        await expect(visitor.input).to_have_value("Zoʻr! Men ham boraman.")
        await visitor.become("Anna")

        await expect(visitor.input).to_have_value("Anna's words")
        await expect(visitor.page.locator(".context")).to_have_count(0)


async def test_a_slow_message_is_sent_once_and_keeps_the_next_draft(
    browser: Browser,
) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        await anna.open("Book club")
        async with _held(anna, "send") as released:
            await anna.write("First")
            await anna.input.press("Enter")
            await anna.input.fill("Second")
            await anna.input.press("Enter")
            await anna.open("Harrowmere neighbours")
            await anna.input.fill("Not sent yet")
            released.set()
            await served.until(lambda: served.personas.group.last.text == "Second")

        await expect(anna.input).to_have_value("Not sent yet")
        said = [message.text for message in served.personas.group.messages]
        assert said[-2:] == ["First", "Second"]
        assert said.count("First") == 1


async def test_an_unsent_message_returns_to_the_composer(browser: Browser) -> None:
    async with (
        Playground() as served,
        looking(browser, served, DESKTOP, expected="409") as anna,
    ):
        await anna.open("Book club")
        await anna.page.locator(".message .tools [aria-label=Reply]").first.press("Enter")
        await anna.input.fill("I come")
        for message in served.personas.group.messages:
            message.is_deleted = True
        await anna.input.press("Enter")

        await anna.toast("That does not work here.")
        await expect(anna.input).to_have_value("I come")
        await expect(anna.page.locator(".context")).to_be_visible()


@asynccontextmanager
async def _held(visitor: Visitor, verb: str) -> AsyncIterator[asyncio.Event]:
    """Delay the server's answers to a verb until the event is set."""
    released = asyncio.Event()

    async def hold(route: Route) -> None:
        await released.wait()
        await route.continue_()

    await visitor.page.route(f"**/page/do/{verb}?*", hold)
    yield released


async def test_an_edit_that_is_left_gives_the_draft_back(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        await anna.open("Book club")
        await anna.input.press("ArrowUp")
        await expect(anna.input).to_have_value("I will bring the tea and a telescope.")
        await anna.input.press("Escape")
        await expect(anna.input).to_have_value("")
        await anna.input.press("ArrowUp")
        await anna.open("Harrowmere neighbours")
        await anna.open("Book club")

        await expect(anna.input).to_have_value("")


async def test_an_edited_message_runs_no_command_or_inline_query(
    browser: Browser,
) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        await anna.open("Book club")
        before = len(served.personas.group.messages)
        for words in ("@xulosa_bot storks", "/tea"):
            await anna.input.press("ArrowUp")
            await anna.write(words)
            await anna.shows(words)

        assert len(served.personas.group.messages) == before
        assert not served.world.inline_queries


async def test_screen_readers_hear_of_empty_results_and_the_button(
    browser: Browser,
) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        started(served)
        await anna.open("Xulosa")
        await anna.input.fill("@xulosa_bot unicorns")
        await answer(anna, served, "unicorns")
        await anna.page.locator(".popup .note").wait_for()
        assert await faults(anna) == []

        await anna.input.fill("@xulosa_bot storks")
        button = {"text": "Settings", "start_parameter": "settings"}
        await answer(anna, served, "storks", "White storks", button=button)
        await anna.page.locator(".popup .shortcut").wait_for()
        assert await faults(anna) == []


async def test_a_file_that_cannot_be_sent_is_refused_with_the_reason(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        await anna.open("Book club")
        for name, size, reason in (
            ("nothing.txt", 0, "nothing.txt is empty"),
            ("film.txt", 20 * 1024**2 + 1, "film.txt is too large: a bot takes files of up to 20"),
        ):
            await anna.page.locator("textarea").evaluate(
                """(field, [name, size]) => {
                    const data = new DataTransfer();
                    data.items.add(new File([new Uint8Array(size)], name));
                    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
                }""",
                [name, size],
            )
            await anna.toast(reason)
            await expect(anna.page.locator(".context")).to_have_count(0)


async def test_new_commands_are_offered_beside_a_draft(
    browser: Browser,
) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        started(served)
        await anna.open("Xulosa")
        await anna.input.fill("A thought")
        commands = [{"command": "latest", "description": "What is new"}]
        await ask(anna, served, "setMyCommands", commands=commands)
        started(served)
        await anna.page.get_by_role("button", name="Commands").click()
        await anna.page.get_by_role("option", name="/latest").click()

        await anna.shows("/latest")
        await expect(anna.input).to_have_value("A thought")


async def test_a_sent_message_is_shown_also_in_a_hashtag_search(
    browser: Browser,
) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        await anna.open("Book club")
        await anna.write("#tea is here")
        await anna.page.locator("button.inline", has_text="#tea").click()
        await anna.write("Who wants some?")

        await anna.shows("Who wants some?")
        await expect(anna.page.locator(".strip")).to_be_hidden()


async def test_a_reply_keyboard_and_a_forced_reply_do_what_they_say(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        reader = started(served)
        await anna.open("Xulosa")
        keyboard = {
            "keyboard": [["Tea"], [{"text": "My number", "request_contact": True}]],
            "one_time_keyboard": True,
            "input_field_placeholder": "Tea or coffee?",
        }
        await ask(anna, served, "sendMessage", chat_id=reader.id, text="?", reply_markup=keyboard)
        await expect(anna.input).to_have_attribute("placeholder", "Tea or coffee?")
        await anna.page.get_by_role("button", name="My number").click()
        await anna.toast("This page cannot do what that button does.")
        await anna.page.get_by_role("button", name="Tea").click()
        await expect(anna.page.locator(".answers")).to_have_count(0)

        forced = {"force_reply": True, "input_field_placeholder": "With sugar?"}
        await ask(anna, served, "sendMessage", chat_id=reader.id, text="How?", reply_markup=forced)
        await expect(anna.input).to_have_attribute("placeholder", "With sugar?")
        await anna.write("Without")
        await anna.shows("Without")
        answered = reader.private.last.reply_to
        assert answered is not None
        assert answered.text == "How?"
        await expect(anna.page.locator(".context")).to_have_count(0)


async def test_a_button_that_requests_a_chat_opens_the_picker(browser: Browser) -> None:
    async with (
        Playground() as served,
        looking(browser, served, DESKTOP, persona="galina") as galina,
    ):
        reader = served.personas.by_name["galina"].person
        reader.start()
        await galina.open("Xulosa")
        button = {
            "text": "Choose a channel",
            "request_chat": {"request_id": 1, "chat_is_channel": True},
        }
        keyboard = {"keyboard": [[button]], "one_time_keyboard": True}
        await ask(galina, served, "sendMessage", chat_id=reader.id, text="?", reply_markup=keyboard)

        await galina.page.get_by_role("button", name="Choose a channel").click()
        offered = await galina.page.locator("dialog .picks button").all_inner_texts()
        await galina.page.locator("dialog .picks button").click()

        shared = galina.page.locator(".service").filter(has_text="City paper")
        await shared.wait_for()
        assert [each.split("\n")[-1] for each in offered] == ["City paper"]
        await expect(galina.page.locator(".answers")).to_have_count(0)


async def test_results_show_pictures_from_their_own_server_only(
    browser: Browser,
) -> None:
    async with (
        Playground() as served,
        looking(browser, served, DESKTOP, expected="404") as anna,
    ):
        started(served)
        await anna.open("Xulosa")
        for query, url, count in (
            ("storks", served.news.picture_url("ru-storks"), 1),
            ("gone", served.news.picture_url("nobody-knows"), 0),
            ("abroad", "https://example.org/picture.png", 0),
        ):
            await anna.input.fill(f"@xulosa_bot {query}")
            await answer(anna, served, query, query, thumbnail_url=url)
            await anna.page.get_by_role("option", name=query).wait_for()
            await expect(anna.page.locator(".popup .face")).to_have_count(1)
            await expect(anna.page.locator(".popup img")).to_have_count(count)
