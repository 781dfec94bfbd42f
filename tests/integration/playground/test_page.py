"""The playground's web page: its actions, its updates, and its checks of the caller."""

import json

import aiohttp
import pytest

from bot.playground.api_server.formatting.entities import Formatted
from bot.playground.api_server.state.messages import Content
from bot.playground.page.playground import Playground
from tests.integration.playground.page_client import opened


async def test_two_open_pages_show_the_same_items(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    group = served.personas.group
    async with opened(served, session, "anna") as one, opened(served, session, "bekzod") as two:
        sent = await one.do("send", chat=group.id, text="Hello <b>there</b>")
        key = f"message:{group.id}:{sent['message']}"
        await one.until(key)
        await two.until(key)

        assert one.copy[key]["text"] == two.copy[key]["text"] == "Hello <b>there</b>"
        assert (one.copy[key]["is_mine"], two.copy[key]["is_mine"]) == (True, False)

        await one.do("delete", chat=group.id, message=sent["message"])
        await one.until_true(lambda: key not in one.copy)
        await two.until_true(lambda: key not in two.copy)


async def test_a_page_gets_only_items_that_its_persona_may_see(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    async with opened(served, session, "anna") as anna, opened(served, session, "edith") as edith:
        sent = await edith.do("start")
        own = served.personas.by_name["edith"].person.id
        await edith.until(f"message:{own}:{sent['message']}")

        assert not [key for key in anna.copy if key.startswith(f"message:{own}:")]
        assert f"chat:{own}" not in anna.copy


async def test_a_message_that_cannot_be_rendered_hides_no_other(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    group, anna = served.personas.group, served.personas.by_name["anna"].person
    async with opened(served, session, "anna") as page:
        broken = Content(formatted=Formatted("a"), link_preview_options={"url": 5})
        served.world.post(group, broken, sender=anna.user)
        sent = anna.send("Still here", group)

        await page.until(f"message:{group.id}:{sent.message_id}")


async def test_a_kicked_persona_no_longer_sees_the_chat(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    group = served.personas.group
    async with opened(served, session, "anna") as anna:
        assert f"chat:{group.id}" in anna.copy

        group.kick(served.personas.by_name["anna"].person)

        await anna.until_true(lambda: f"chat:{group.id}" not in anna.copy)
        assert not [key for key in anna.copy if key.startswith(f"message:{group.id}:")]
        await anna.do("send", 409, chat=group.id, text="Let me in")


async def test_reading_a_chat_clears_its_badge_on_each_page(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    group = served.personas.group
    async with (
        opened(served, session, "galina") as galina,
        opened(served, session, "anna") as one,
        opened(served, session, "anna") as other,
    ):
        before = other.copy[f"chat:{group.id}"]["unread"]["0"]
        sent = await galina.do("send", chat=group.id, text="News!")
        await other.until(f"message:{group.id}:{sent['message']}")
        assert other.copy[f"chat:{group.id}"]["unread"]["0"] == before + 1

        await one.do("read", chat=group.id)

        await other.until_true(lambda: not other.copy[f"chat:{group.id}"]["unread"]["0"])


async def test_the_inspector_marks_requests_that_break_the_rules(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    async with opened(served, session, "anna") as page:
        bot = f"{served.url}/bot{served.token}"
        await session.post(f"{bot}/getMe", json={"colour": "red"})
        await session.post(f"{bot}/sendMessage", json={"chat_id": 1, "text": "x"})
        await session.post(f"{bot}/paintWall", json={})
        await page.until("call:1", "call:2", "call:3")

        first, second, third = (page.copy[f"call:{number}"] for number in (1, 2, 3))
        assert (first["status"], first["breaks"]) == (200, ["getMe: unknown parameter 'colour'"])
        assert (second["status"], second["description"]) == (400, "Bad Request: chat not found")
        assert (third["status"], third["breaks"]) == (404, ["unknown method paintWall"])


async def test_the_inspector_shows_the_whole_body_of_a_refusal(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    served.fail("getMe", 429, retry_after=7)
    async with opened(served, session, "anna") as page:
        answered = await session.post(f"{served.url}/bot{served.token}/getMe")
        await page.until("call:1")

        assert json.loads(page.copy["call:1"]["answer"]) == await answered.json()


@pytest.mark.parametrize("method", ["getMe", "getUpdates"])
async def test_the_inspector_shows_requests_without_an_answer(
    served: Playground, session: aiohttp.ClientSession, method: str
) -> None:
    async with opened(served, session, "anna") as page:
        await page.do("go-offline", is_offline=True)
        with pytest.raises(aiohttp.ClientError):
            await session.post(f"{served.url}/bot{served.token}/{method}")
        await page.until_true(lambda: page.copy.get("call:1", {}).get("is_done"))

        call = page.copy["call:1"]
        assert (call["status"], call["description"]) == (0, "no answer: cut off")
