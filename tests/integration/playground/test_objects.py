"""Objects inside parameters: each field has its type, at any depth."""

from typing import Any

import aiogram.types
import pytest

from bot.playground.api_server.schema.objects import KNOWN

BUTTON = {"text": "a", "callback_data": "a"}
ARTICLE = {
    "type": "article",
    "id": "1",
    "title": "a",
    "input_message_content": {"message_text": "a"},
}


def keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{**BUTTON, **button}]]}


@pytest.fixture
def ann(bot_api):
    return bot_api.person("Ann", is_started=True)


@pytest.mark.parametrize(
    ("params", "words"),
    [
        (
            {"link_preview_options": {"url": 5}},
            'can\'t parse link preview options: Field "url" must be of type String',
        ),
        ({"link_preview_options": {"url": "not a url"}}, "WEBPAGE_URL_INVALID"),
        (
            {"link_preview_options": {"is_disabled": "yes"}},
            'can\'t parse link preview options: Field "is_disabled" must be of type Boolean',
        ),
        (
            {"entities": [{"type": "text_mention", "offset": 0, "length": 1, "user": 5}]},
            'can\'t parse entities: Field "[0].user" must be of type Object',
        ),
        (
            {"entities": [{"type": "bold", "offset": True, "length": 1}]},
            'can\'t parse entities: Field "[0].offset" must be of type Integer',
        ),
        (
            {"reply_parameters": {"message_id": "x"}},
            'can\'t parse reply parameters: Field "message_id" must be of type Integer',
        ),
        (
            {"reply_parameters": {"message_id": 1, "chat_id": [1]}},
            'can\'t parse reply parameters: Field "chat_id" must be of type Integer or String',
        ),
        (
            {"reply_markup": keyboard(text=5)},
            'can\'t parse reply markup: Field "inline_keyboard[0][0].text" must be of type String',
        ),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "a", "web_app": {}}]]}},
            "can't parse reply markup: Can't find field \"url\" in inline_keyboard[0][0].web_app",
        ),
        (
            {"reply_markup": {"keyboard": [["a", 5]]}},
            'can\'t parse reply markup: Field "keyboard[0][1]" must be of type String or Object',
        ),
    ],
)
async def test_a_field_of_another_type_is_refused(bot, ann, params, words):
    refusal = await bot.refusal("sendMessage", chat_id=ann.id, text="a", **params)

    assert refusal == f"Bad Request: {words}"
    assert ann.private.messages == []


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"link_preview_options": {"bogus": 1}}, "link_preview_options.bogus"),
        (
            {"reply_parameters": {"message_id": 1, "bogus": 1}},
            "reply_parameters.bogus",
        ),
        ({"reply_markup": keyboard(bogus=1)}, "reply_markup.inline_keyboard[0][0].bogus"),
    ],
)
async def test_an_unknown_field_is_ignored_and_noted(bot_api, bot, ann, params, field):
    ann.send("first")

    await bot.get("sendMessage", chat_id=ann.id, text="a", **params)

    assert bot_api.rule_breaks == [f"sendMessage: unknown field {field!r}"]


async def test_an_inline_result_is_checked_to_its_last_field(bot_api, bot, ann):
    inline_query = ann.ask("a")
    wrong = {**ARTICLE, "reply_markup": keyboard(url=5)}
    odd = {**ARTICLE, "bogus": 1}

    refusal = await bot.refusal(
        "answerInlineQuery", inline_query_id=inline_query.id, results=[wrong]
    )
    await bot.get("answerInlineQuery", inline_query_id=inline_query.id, results=[odd])

    assert 'Field "[0].reply_markup.inline_keyboard[0][0].url" must be of type String' in refusal
    assert bot_api.rule_breaks == ["answerInlineQuery: unknown field 'results[0].bogus'"]


LEGACY = {
    "force_reply",
    "hide_url",
    "request_user",
    "disable_web_page_preview",
}  # kept by libraries


def described(name: str, kind: str | None) -> set[str]:
    """Return the names of an object's fields in another library."""
    if kind is None:
        return set(getattr(aiogram.types, name).model_fields)
    union = "RichText" if name == "RichTextPiece" else name
    (model,) = (
        model
        for model in map(aiogram.types.__dict__.get, aiogram.types.__all__)
        if getattr(model, "__name__", "").startswith(union) and _type_of(model) == kind
    )
    assert model is not None
    return set(model.model_fields)


def _type_of(model: Any) -> str | None:
    default = getattr(getattr(model, "model_fields", {}).get("type"), "default", None)
    return None if default is None else str(getattr(default, "value", default))


@pytest.mark.parametrize(("name", "kind"), KNOWN, ids=str)
def test_our_objects_have_the_fields_of_the_bot_api(name, kind):
    assert set(KNOWN[name, kind]) - LEGACY == described(name, kind) - LEGACY
