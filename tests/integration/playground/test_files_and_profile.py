"""Files in both directions, and the bot's commands and descriptions."""

from typing import Any

import aiohttp
import pytest

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + (640).to_bytes(4, "big") + (480).to_bytes(4, "big")


@pytest.fixture
def ann(bot_api):
    return bot_api.person("Ann", is_started=True)


async def upload(
    bot_api: Any, bot: Any, method: str, field: str, data: bytes, **params: Any
) -> Any:
    form = aiohttp.FormData({name: str(value) for name, value in params.items()})
    form.add_field(field, data, filename="file.bin", content_type="application/octet-stream")
    url = f"{bot_api.url}/bot{bot_api.token}/{method}"
    async with bot.session.post(url, data=form) as response:
        return await response.json()


async def test_a_file_from_a_person_can_be_downloaded(bot_api, bot, ann):
    ann.send_file("news.txt", "Янгилик".encode(), caption="/add", mime_type="text/plain")
    message = bot_api.updates[-1]["message"]

    found = await bot.get("getFile", file_id=message["document"]["file_id"])
    async with bot.session.get(
        f"{bot_api.url}/file/bot{bot_api.token}/{found['file_path']}"
    ) as response:
        data = await response.read()

    assert data.decode() == "Янгилик"
    assert message["caption_entities"] == [{"type": "bot_command", "offset": 0, "length": 4}]
    assert message["document"]["file_size"] == found["file_size"] == len(data)


async def test_a_file_over_twenty_megabytes_cannot_be_downloaded(bot, ann):
    big = ann.send_file("big.txt", b"x", size=20 * 1024 * 1024 + 1)
    small = ann.send_file("small.txt", b"x", size=20 * 1024 * 1024)

    refusal = await bot.refusal("getFile", file_id=big.document["file_id"])

    assert refusal == "Bad Request: file is too big"
    assert await bot.get("getFile", file_id=small.document["file_id"])


async def test_a_file_that_is_not_there_is_not_found(bot_api, bot):
    async with bot.session.get(f"{bot_api.url}/file/bot{bot_api.token}/documents/x") as response:
        assert response.status == 404
    assert "wrong file_id" in await bot.refusal("getFile", file_id="x")


@pytest.mark.parametrize("attached", [True, False])
async def test_a_document_is_uploaded_once_and_sent_again_by_its_id(bot_api, bot, ann, attached):
    params = {"document": "attach://it"} if attached else {}
    field = "it" if attached else "document"
    answer = await upload(
        bot_api, bot, "sendDocument", field, b"{}", chat_id=ann.id, caption="<b>x</b>",
        parse_mode="HTML", **params,
    )  # fmt: skip

    document = answer["result"]["document"]
    again = await bot.get("sendDocument", chat_id=ann.id, document=document["file_id"])

    assert answer["result"]["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    assert again["document"] == document
    assert bot_api.rule_breaks == []


async def test_a_picture_must_be_an_image(bot_api, bot, ann):
    good = await upload(bot_api, bot, "sendPhoto", "photo", PNG, chat_id=ann.id)
    bad = await upload(bot_api, bot, "sendPhoto", "photo", b"text", chat_id=ann.id)

    assert good["result"]["photo"][0]["width"] == 640
    assert bad["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_a_caption_can_be_edited(bot_api, bot, ann):
    sent = await upload(bot_api, bot, "sendDocument", "document", b"a", chat_id=ann.id, caption="a")
    where = {"chat_id": ann.id, "message_id": sent["result"]["message_id"]}

    await bot.get("editMessageCaption", **where, caption="b")

    assert ann.private.last.text == "b"
    assert "there is no text" in await bot.refusal("editMessageText", **where, text="c")


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendDocument", {"document": "https://a.uz/x.txt"}, "not supported by this server"),
        ("sendDocument", {"document": "attach://x"}, "isn't attached"),
        ("sendDocument", {}, "there is no document in the request"),
        ("sendDocument", {"document": "x"}, "wrong file_id"),
    ],
)
async def test_a_wrong_document_is_refused(bot, ann, method, params, words):
    assert words in await bot.refusal(method, chat_id=ann.id, **params)


async def test_commands_are_kept_by_scope_and_language(bot, ann):
    commands = [{"command": "help", "description": "Help"}]
    chat = {"type": "chat", "chat_id": ann.id}
    await bot.get("setMyCommands", commands=commands, language_code="uz")
    await bot.get("setMyCommands", commands=commands, scope=chat)

    assert await bot.get("getMyCommands") == []
    assert await bot.get("getMyCommands", language_code="uz") == commands
    assert await bot.get("getMyCommands", scope=chat) == commands
    await bot.get("deleteMyCommands", scope=chat)
    assert await bot.get("getMyCommands", scope=chat) == []


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"commands": [{"command": "Help", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "help", "description": ""}]}, "DESCRIPTION_INVALID"),
        ({"commands": [], "language_code": "uz-Latn"}, "LANG_CODE_INVALID"),
        ({"commands": [], "scope": {"type": "chat"}}, 'Can\'t find field "chat_id"'),
        ({"commands": [], "scope": {"type": "moon"}}, "Unsupported type specified"),
    ],
)
async def test_a_wrong_menu_is_refused(bot, params, words):
    assert words in await bot.refusal("setMyCommands", **params)


async def test_descriptions_are_kept_by_language_with_a_limit(bot):
    await bot.get("setMyDescription", description="Any")
    await bot.get("setMyDescription", description="Oʻzbekcha", language_code="uz")

    assert (await bot.get("getMyDescription", language_code="uz"))["description"] == "Oʻzbekcha"
    assert (await bot.get("getMyDescription", language_code="ru"))["description"] == "Any"
    assert await bot.refusal("setMyShortDescription", short_description="a" * 121)
