"""The bot shows personal data in the private chat; in a group a button leads there."""

from collections.abc import Callable

import aiohttp
import pytest

from bot.domain.ids import ChatId, UserId
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.chats import Chat, Topic
from bot.playground.api_server.state.messages import Message
from bot.presentation.buttons import ForgetButton, ListButton
from handlers.routes import routes
from tests.support.conversations import ArticlePublisher, ask, labels, said_after
from tests.support.running_bot import TOKEN

SHOWN = {  # in the private chat
    "saved": "Saved articles",
    "status": "Tags followed: 1",
    "privacy": "What I store",
    "export": "Everything I store about you.",
    "forget": "Delete everything I store about you",
}
LINE = "I show that in our private chat only."
PLACES: dict[str, Callable[[BotApiServer, Person], Chat | Topic]] = {
    "group": lambda bot_api, ann: bot_api.group("Friends", owner=ann, announce=False),
    "supergroup": lambda bot_api, ann: bot_api.supergroup("Friends", owner=ann, announce=False),
    "topic": lambda bot_api, ann: bot_api.supergroup(
        "Forum", owner=ann, is_forum=True, announce=False
    ).topic("Roads"),
    "channel": lambda bot_api, ann: bot_api.channel("Posts", owner=ann),
}


async def ask_at(bot_api: BotApiServer, person: Person, words: str, where: Chat | Topic) -> Message:
    """Send a message to the bot in a chat or a topic; return its answer."""
    if isinstance(where, Topic):
        return await ask(bot_api, person, words, topic=where)
    return await ask(bot_api, person, words, where)


async def said_before(
    bot_api: BotApiServer, chat: Chat, text: str, label: str, data: str
) -> Message:
    """Add a message with a button, as an earlier version of the bot sent it."""
    markup = {"inline_keyboard": [[{"text": label, "callback_data": data}]]}
    said = {"chat_id": chat.id, "text": text, "reply_markup": markup}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{bot_api.url}/bot{TOKEN}/sendMessage", json=said) as answer,
    ):
        assert answer.status == 200
    return chat.last


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("command", SHOWN)
async def test_a_command_leads_to_the_private_chat(
    bot: BotApiServer, ann: Person, place: str, command: str
) -> None:
    await ask(bot, ann, "/subscribe bridges")
    where = PLACES[place](bot, ann)

    answer = await ask_at(bot, ann, f"/{command}", where)
    forged = await ask_at(bot, ann, f"/start {command}", where)
    shown = await said_after(bot, ann.private, ann.open(answer.buttons[0][0].url or ""))

    assert answer.text == forged.text == LINE
    assert labels(answer) == [["Open the private chat"]]
    assert SHOWN[command] in shown.text
    assert "/start" not in shown.text


async def test_an_anonymous_administrator_is_led_to_the_private_chat(
    bot: BotApiServer, ann: Person
) -> None:
    group = bot.supergroup("Friends", owner=ann, announce=False)

    answer = await ask(bot, ann, "/forget", group, anonymous=True)

    assert answer.text == LINE


@pytest.mark.parametrize("is_owner", [True, False])
async def test_an_old_list_of_saved_articles_in_a_group_is_hidden(
    bot: BotApiServer, ann: Person, bob: Person, is_owner: bool
) -> None:
    group = bot.group("Friends", owner=ann, members=[bob], announce=False)
    old = ListButton("saved", 1, str(ann.id))
    listed = await said_before(bot, group, "Saved articles", "More ›", old.encode())

    answer = await (ann if is_owner else bob).press(listed, "More").answered()

    assert answer.text == LINE
    await bot.until(lambda: listed.text == LINE, show=group)
    assert (listed.buttons[0][0].url or "").endswith("?start=saved")


async def test_an_old_forget_question_in_a_group_deletes_nothing(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    group = bot.group("Friends", owner=ann, announce=False)
    await ask(bot, ann, "/subscribe bridges")
    question = await said_before(
        bot, group, "Delete everything?", "Delete", ForgetButton(UserId(ann.id)).encode()
    )

    answer = await ann.press(question, "Delete").answered()

    assert answer.text == LINE
    await bot.until(lambda: question.text == LINE, show=group)
    assert await publisher.store.chats.find(ChatId(ann.id)) is not None


async def test_a_forged_tap_lists_no_data_of_another_person(bot: BotApiServer, bob: Person) -> None:
    listed = await ask(bot, bob, "/latest")

    refusal = await bob.press(listed, data="p:saved:0:77").answered()

    assert refusal.text == "That button is not for you."


def test_every_private_command_has_a_test() -> None:
    guarded = {
        route.trigger[1:]
        for route in routes()
        if route.trigger.startswith("/") and hasattr(route.handler, "__wrapped__")
    }

    assert guarded == set(SHOWN)
