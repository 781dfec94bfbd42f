"""/settings, /language, /status, /privacy, /export and /forget."""

import asyncio
import json

import pytest

from bot.domain.ids import ChatId
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.conversations import ArticlePublisher, ask, labels, said_after, summary_of, tap

LISTS = ("latest", "top", "search", "tags", "saved", "subscriptions")
OTHERS = ("help", "summary", "subscribe", "unsubscribe", "settings", "language", "status")
COMMANDS = (*LISTS, *OTHERS, "privacy", "forget")


async def test_settings_are_shown_and_changed_by_buttons(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    number = await publisher.publish()
    shown = await ask(bot, ann, "/settings")
    before = shown.text

    await tap(bot, ann, shown, "Card")
    said = await ann.press(shown, "5").answered()
    await bot.until(lambda: labels(shown)[0] == ["1", "2", "3", "5 ✓", "8"], show=ann.private)
    for label in ("Plain text", "‹ Back", "Delivery", "Send silently", "‹ Back"):
        await tap(bot, ann, shown, label)

    assert "Language: English\nSummary: 3 sentences\nNew articles: with sound" in before
    assert said.text == "Changed."
    assert "Summary: 5 sentences\nNew articles: silent" in shown.text
    assert len(summary_of(await ask(bot, ann, f"/start a_{number}"))) == 5


@pytest.mark.parametrize(("status", "wait"), [(502, None), (429, 1)])
async def test_a_tap_is_answered_and_drawn_after_telegram_refused_once(
    bot: BotApiServer, ann: Person, status: int, wait: int | None
) -> None:
    shown = await ask(bot, ann, "/settings")
    await tap(bot, ann, shown, "Card")
    bot.fail("editMessageText", status, retry_after=wait)
    bot.fail("answerCallbackQuery", status, retry_after=wait)

    said = await ann.press(shown, "5").answered()

    assert said.text == "Changed."
    await bot.until(lambda: "5 ✓" in labels(shown)[0], show=ann.private)


async def test_a_chat_set_to_send_silently_gets_stories_without_sound(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await ask(bot, ann, "/subscribe bridges")
    shown = await ask(bot, ann, "/digest")
    await ann.press(shown, "Send silently").answered()

    await publisher.publish()

    await bot.until(lambda: "You follow" in ann.private.last.text, show=ann.private)
    assert ann.private.last.is_silent
    assert not shown.is_silent


@pytest.mark.parametrize(
    ("code", "said", "votes"),
    [
        ("ru", "этот чат на русском", "☆ оценок пока нет"),
        ("uz", "oʻzbek tilida", "☆ hali"),
        ("uz-cyrl", "ўзбек тилида", "☆ ҳали"),
    ],
)
async def test_another_language_is_spoken_from_then_on(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, code: str, said: str, votes: str
) -> None:
    number = await publisher.publish()

    changed = await ask(bot, ann, f"/language {code.upper()}")

    assert said in changed.text
    assert votes in (await ask(bot, ann, f"/start a_{number}")).text


async def test_a_language_is_chosen_by_its_button(bot: BotApiServer, ann: Person) -> None:
    choice = await ask(bot, ann, "/language")
    choices = [label for row in labels(choice) for label in row]

    await tap(bot, ann, choice, "Русский")

    assert "English ✓" in choices
    assert [label for row in labels(choice) for label in row if "✓" in label] == ["Русский ✓"]
    assert labels(choice)[-1] == ["‹ Назад"]


async def test_an_unsupported_language_is_refused(bot: BotApiServer, ann: Person) -> None:
    for wanted in ("xx", "english please", "<b>", "../../etc"):
        answer = await ask(bot, ann, f"/language {wanted}")

        assert answer.text.startswith("Choose one of these languages: en, ru, uz, uz-Cyrl.")


@pytest.mark.parametrize("code", ["ru", "uz", "uz-cyrl"])
async def test_no_answer_falls_back_to_english(bot: BotApiServer, code: str) -> None:
    vera = bot.person("Vera", language_code=code)
    cid = bot.person("Cid", language_code="en")

    for command in COMMANDS:
        theirs, english = await ask(bot, vera, f"/{command}"), await ask(bot, cid, f"/{command}")

        assert theirs.text != english.text


async def test_status_shows_tags_deliveries_and_the_next_digest(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await ask(bot, ann, "/subscribe bridges roads")
    before = await ask(bot, ann, "/status")
    await publisher.publish()
    await bot.until(lambda: "You follow" in ann.private.last.text, show=ann.private)

    async with asyncio.timeout(HANG_SECONDS):
        while not await publisher.store.deliveries.last_sent_at(ChatId(ann.id)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    after = await ask(bot, ann, "/status")

    followed, waiting, digest, last = before.text.split("\n")
    assert followed == "Tags followed: 2"
    assert waiting == "Waiting to be sent: 0"
    assert digest == "Next digest: none planned"
    assert last.endswith("none yet")
    assert not after.text.endswith("none yet")


async def test_privacy_lists_the_stored_data_and_leads_to_it(
    bot: BotApiServer, ann: Person
) -> None:
    shown = await ask(bot, ann, "/settings")
    await tap(bot, ann, shown, "Privacy")
    explained = shown.text
    await ann.press(shown, "Export my data").answered()
    exported = await said_after(bot, ann.private, shown)
    await tap(bot, ann, shown, "Forget me")

    assert "/export" in explained
    assert "/forget" in explained
    assert exported.document is not None
    assert labels(shown) == [["Delete everything", "Cancel"]]


async def test_every_page_of_the_settings_leads_back(bot: BotApiServer, ann: Person) -> None:
    shown = await ask(bot, ann, "/settings")
    home = labels(shown)

    for label in [label for row in home for label in row]:
        await tap(bot, ann, shown, label)
        assert labels(shown)[-1] == ["‹ Back"]
        await tap(bot, ann, shown, "‹ Back")

    assert labels(shown) == home


async def test_export_sends_all_stored_data_as_a_file(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await use(bot, publisher, ann)

    exported = await ask(bot, ann, "/export")

    assert exported.document is not None
    kept = json.loads(bot.world.files.get(exported.document["file_id"]).data)
    assert kept["user_id"] == ann.id
    assert [each["name"] for each in kept["subscriptions"]] == ["bridges"]
    assert [each["stars"] for each in kept["ratings"]] == [5]
    assert [each["title"] for each in kept["saved"]] == [kept["ratings"][0]["title"]]
    assert kept["settings"][0]["language"] == "en"


async def use(bot: BotApiServer, publisher: ArticlePublisher, reader: Person) -> None:
    """Follow a tag, rate an article and save it."""
    await ask(bot, reader, "/subscribe bridges")
    card = await ask(bot, reader, f"/start a_{await publisher.publish(tags=('else',))}")
    await reader.press(card, "5 ★").answered()
    await reader.press(card, "Save").answered()


async def test_forget_asks_once_and_then_deletes_all_personal_data(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, bob: Person
) -> None:
    await use(bot, publisher, ann)
    await use(bot, publisher, bob)
    await ask(bot, ann, "/language ru")
    question = await ask(bot, ann, "/forget")

    await ann.press(question, "Удалить").answered()

    await bot.until(lambda: not question.buttons, show=ann.private)
    tally = (await publisher.store.articles.get(publisher.FIRST)).tally
    assert (tally.votes, tally.hundredths) == (1, 500)
    assert await publisher.store.chats.find(ChatId(ann.id)) is None
    assert (await ask(bot, ann, "/subscriptions")).text.startswith("This chat follows no tags yet.")
    assert (await ask(bot, ann, "/saved")).text.endswith("Nothing here yet.")
    assert (await ask(bot, bob, "/subscriptions")).text.endswith("#bridges")


async def test_a_canceled_forget_deletes_nothing(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await use(bot, publisher, ann)
    question = await ask(bot, ann, "/forget")

    await ann.press(question, "Cancel").answered()

    await bot.until(lambda: question.text == "Nothing changed.", show=ann.private)
    assert (await ask(bot, ann, "/subscriptions")).text.endswith("#bridges")


async def test_a_button_from_before_forget_works_as_for_a_new_reader(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    offer = await ask(bot, ann, "/start t_bridges")
    question = await ask(bot, ann, "/forget")
    await ann.press(question, "Delete everything").answered()
    await bot.until(lambda: not question.buttons, show=ann.private)

    await ann.press(offer, "Follow").answered()
    await publisher.publish()

    pushed = await said_after(bot, ann.private, question)
    assert pushed.text.endswith("You follow #bridges")


async def test_an_old_card_keeps_its_language_after_forget(
    bot: BotApiServer, publisher: ArticlePublisher
) -> None:
    vera = bot.person("Vera", language_code="ru")
    card = await ask(bot, vera, f"/start a_{await publisher.publish()}")
    question = await ask(bot, vera, "/forget")
    await vera.press(question, "Удалить").answered()
    await bot.until(lambda: not question.buttons, show=vera.private)

    await vera.press(card, "4 ★").answered()

    await bot.until(lambda: "★ 4,0" in card.text, show=vera.private)
    assert "★ 4,0 · 1 голос" in card.text
