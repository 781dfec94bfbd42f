"""Actions of personas on the page: which are refused, and what the others change."""

import aiohttp
import pytest

from bot.playground.page.playground import Playground
from tests.integration.playground.page_client import Json, Page, opened


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("send", {}),
        ("send", {"chat": "1", "text": "x"}),
        ("send", {"chat": 2**70, "text": "x"}),
        ("send", {"chat": 5_100_000_001, "text": ""}),
        ("send", {"chat": 5_100_000_001, "text": "x" * 20_000}),
        ("send", {"chat": 5_100_000_001, "text": "x", "as": "edith"}),
        ("press", {"chat": 5_100_000_001, "message": 1, "data": "x" * 65}),
        ("start", {"payload": "a b"}),
        ("set-language", {"language": "de"}),
        ("advance", {"seconds": -1}),
        ("advance", {"seconds": 10**9}),
        ("go-offline", {"is_offline": "yes"}),
    ],
)
async def test_a_malformed_action_is_refused_and_changes_nothing(
    served: Playground, session: aiohttp.ClientSession, verb: str, body: Json
) -> None:
    page = Page(served.url, session, "anna")
    before = served.updates

    await page.do(verb, 400, **body)

    assert served.updates == before


@pytest.mark.parametrize(
    ("verb", "more"),
    [
        ("send", {"text": "x", "topic": 99}),
        ("send", {"text": " \n "}),
        ("send", {"text": "x", "reply_to": 99}),
        ("press", {"message": 99, "data": "x"}),
        ("edit", {"message": 99, "text": "x"}),
        ("let-in", {"is_in": False}),
        ("migrate", {}),
        ("choose", {"offer": "1", "result": "1"}),
    ],
)
async def test_a_forbidden_action_of_a_persona_is_refused(
    served: Playground, session: aiohttp.ClientSession, verb: str, more: Json
) -> None:
    anna = Page(served.url, session, "anna")

    await anna.do(verb, 409, chat=served.personas.group.id, **more)


async def test_only_a_reader_without_a_language_gets_that_of_the_page(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    for name in ("anna", "galina"):
        page = Page(served.url, session, name)
        await page.do("set-language", language="uz-Cyrl")
        await page.do("start", payload="")

    codes = [update["message"]["from"]["language_code"] for update in served.updates[-2:]]
    assert codes == ["uz-Cyrl", "ru"]


async def test_a_persona_cannot_write_to_a_chat_of_others(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    anna = Page(served.url, session, "anna")
    ediths = served.personas.by_name["edith"].person.id

    await anna.do("send", 409, chat=ediths, text="I am not Edith")
    await anna.do("send", 409, chat=served.personas.channel.id, text="Breaking news")


async def test_a_persona_changes_only_messages_of_their_own(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    chat = served.personas.group.id
    anna, bekzod = (Page(served.url, session, name) for name in ("anna", "bekzod"))
    sent = (await anna.do("send", chat=chat, text="Mine"))["message"]

    await bekzod.do("edit", 409, chat=chat, message=sent, text="Yours")
    await bekzod.do("delete", 409, chat=chat, message=sent)
    await anna.do("edit", chat=chat, message=sent, text="Still mine")

    assert served.personas.group.log[sent].text == "Still mine"


async def test_only_the_author_of_a_channel_post_can_edit_it(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    channel = served.personas.channel
    async with (
        opened(served, session, "galina") as galina,
        opened(served, session, "edith") as edith,
    ):
        sent = (await galina.do("send", chat=channel.id, text="Nwes"))["message"]
        key = f"message:{channel.id}:{sent}"
        await galina.until(key)
        await edith.until(key)

        assert (galina.copy[key]["can_edit"], edith.copy[key]["can_edit"]) == (True, False)
        await edith.do("edit", 409, chat=channel.id, message=sent, text="Mine")
        await galina.do("edit", chat=channel.id, message=sent, text="News")

    assert channel.log[sent].text == "News"


async def test_an_administrator_turns_a_group_into_a_supergroup(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    galina = Page(served.url, session, "galina")

    new = (await galina.do("migrate", chat=served.personas.group.id))["chat"]

    assert served.world.chats[new].type == "supergroup"
    await galina.do("send", chat=new, text="Here now")
    await galina.do("send", 409, chat=served.personas.group.id, text="There no more")
    await galina.do("migrate", 409, chat=served.personas.group.id)


async def test_an_offline_bot_gets_no_answers_until_it_is_online(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    anna = Page(served.url, session, "anna")
    ask = f"{served.url}/bot{served.token}/getMe"

    await anna.do("go-offline", is_offline=True)
    with pytest.raises(aiohttp.ClientError):
        await session.post(ask)
    await anna.do("go-offline", is_offline=False)

    assert (await session.post(ask)).status == 200


async def test_the_clock_is_moved_for_everybody(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    before = served.clock.now()

    await Page(served.url, session, "anna").do("advance", seconds=86_400)

    assert 86_399 < served.clock.now() - before < 86_500
