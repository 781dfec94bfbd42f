"""The playground's web page: its actions, its updates, and its checks of the caller."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from bot.playground.api_server.formatting.entities import Formatted
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.playground.api_server.state.messages import Content
from bot.playground.page.playground import Playground

Json = dict[str, Any]


class Page:
    """An open page without a browser: it keeps a copy of the items and sends actions."""

    def __init__(self, url: str, session: aiohttp.ClientSession, persona: str) -> None:
        self._url = url
        self._session = session
        self.persona = persona
        self.copy: dict[str, Any] = {}
        self.rang = asyncio.Event()

    async def do(self, verb: str, status: int = 200, **body: object) -> Json:
        """Send an action, and expect a status."""
        url = f"{self._url}/page/do/{verb}?as={self.persona}"
        async with self._session.post(url, json=body) as response:
            answer: Json = await response.json()
            assert response.status == status, answer
            return answer

    async def follow(self) -> None:
        """Keep the copy up to date, as the page does."""
        url = f"{self._url}/page/events?as={self.persona}"
        async with self._session.get(url) as response:
            async for line in response.content:
                if line.startswith(b"data: "):
                    event = json.loads(line[6:])
                    for key in event["drop"]:
                        del self.copy[key]
                    self.copy.update(event["put"])
                    self.rang.set()

    async def until(self, *keys: str) -> None:
        """Wait until the copy has these items."""
        await self.until_true(lambda: self.copy.keys() >= set(keys))

    async def until_true(self, condition: Callable[[], object]) -> None:
        """Wait until the condition holds."""
        async with asyncio.timeout(HANG_SECONDS):
            while not condition():
                self.rang.clear()
                await self.rang.wait()


@pytest.fixture
async def served() -> AsyncIterator[Playground]:
    async with Playground() as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(read_bufsize=2**22) as client:
        yield client


@asynccontextmanager
async def opened(
    served: Playground, session: aiohttp.ClientSession, persona: str
) -> AsyncIterator[Page]:
    """Open a page as a persona."""
    page = Page(served.url, session, persona)
    following = asyncio.create_task(page.follow())
    try:
        await page.until("me")
        yield page
    finally:
        following.cancel()


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


@pytest.mark.parametrize(
    ("data", "kind", "disposition"),
    [
        (b"<script>alert(1)</script>", "application/octet-stream", "attachment"),
        (b"<svg onload='alert(1)'/>", "application/octet-stream", "attachment"),
        (b"GIF89a<script>alert(1)</script>", "image/gif", None),
        (b"\x89PNG\r\n\x1a\n", "image/png", None),
    ],
)
async def test_a_file_is_served_with_the_type_of_its_bytes(
    served: Playground,
    session: aiohttp.ClientSession,
    data: bytes,
    kind: str,
    disposition: str | None,
) -> None:
    anna = served.personas.by_name["anna"].person
    where = {"as": "anna", "chat": str(anna.id), "name": "evil.html", "caption": "/add"}
    url, said = f"{served.url}/page/do/send-file", {"Content-Type": "text/html"}

    async with session.post(url, params=where, data=data, headers=said) as response:
        assert response.status == 200, await response.text()
    document = anna.private.last.document
    assert document is not None
    async with session.get(f"{served.url}/page/files/{document['file_id']}") as response:
        body, headers = await response.read(), response.headers

    assert (body, headers["Content-Type"]) == (data, kind)
    assert headers.get("Content-Disposition") == disposition
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "["])
async def test_an_unknown_host_name_is_refused(
    served: Playground, session: aiohttp.ClientSession, host: str
) -> None:
    for path in ("/", "/page/events?as=anna", f"/bot{served.token}/getMe"):
        async with session.get(served.url + path, headers={"Host": host}) as response:
            assert response.status in {400, 421}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Content-Type": "text/plain"},
    ],
)
async def test_another_sites_page_cannot_act(
    served: Playground, session: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    url, before = f"{served.url}/page/do/start?as=anna", served.updates

    async with session.post(
        url, data=b"{}", headers={"Content-Type": "application/json", **headers}
    ) as response:
        assert response.status in {403, 415}

    assert served.updates == before


@pytest.mark.parametrize(
    "path",
    [
        *("/page/assets/../routes.py", "/page/assets/%2e%2e/routes.py", "/page/assets/"),
        *("/page/files/1", "/page/texts/xx", "/news/../page", "/news/x.svg", "/page/do/explode"),
    ],
)
async def test_an_unknown_path_is_not_found(
    served: Playground, session: aiohttp.ClientSession, path: str
) -> None:
    async with session.get(f"{served.url}{path}") as response:
        assert response.status in {404, 405}


async def test_a_body_without_end_is_cut_off(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    url = f"{served.url}/page/do/start?as=anna"

    async with session.post(
        url, data=b"[" * 200_000, headers={"Content-Type": "application/json"}
    ) as response:
        assert response.status == 413


async def test_the_page_loads_nothing_from_other_sites(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{served.url}/") as response:
        policy = response.headers["Content-Security-Policy"]
        assert "http" not in await response.text()

    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_a_sample_article_is_a_page_with_a_picture(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    async with session.get(served.news.url("ru-storks")) as response:
        assert "чёрные аисты" in await response.text()
    async with session.get(served.news.picture_url("ru-storks")) as response:
        assert response.headers["Content-Type"].startswith("image/svg+xml")
        assert (await response.text()).startswith("<svg")
