"""/broadcast: a preview, one tap, and one message to every reachable chat."""

from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.conversations import ask, labels
from tests.support.waiting import until_drained

HELLO = "We move tomorrow & return at 9"


def heard(person: Person, text: str = HELLO) -> int:
    """Count the messages of the bot that have exactly `text` and no buttons."""
    return sum(one.text == text and not one.buttons for one in person.private.from_bot())


async def test_a_broadcast_is_shown_first_and_sent_after_one_tap(
    bot: BotApiServer, editor: Person, ann: Person, bob: Person, tmp_path: Path
) -> None:
    group = bot.supergroup("Town", owner=bob, members=[ann], announce=False)
    channel = bot.channel("News", owner=bob)
    for person, chat in ((ann, None), (bob, None), (bob, group)):
        await ask(bot, person, "/help", chat)
    bob.send("/help", channel)
    await bot.until(lambda: channel.last.text.startswith("What I can do"), show=channel)
    bob.block()
    await bot.idle()

    preview = await ask(bot, editor, f"/broadcast {HELLO}")
    shown = preview.text, labels(preview)
    await bot.idle()
    before = heard(ann)
    answer = await editor.press(preview, "Send to everyone").answered()
    await bot.until(lambda: heard(ann) and heard(editor), show=ann.private)
    await bot.until(lambda: group.last.text == channel.last.text == HELLO, show=group)
    await until_drained(bot, tmp_path)

    assert shown == (HELLO, [["Send to everyone", "Cancel"]])
    assert before == 0
    assert answer.text == "Sending to everyone…"
    assert preview.text == "Sending to everyone…"
    assert (heard(ann), heard(editor), heard(bob)) == (1, 1, 0)
    assert bob.private.id not in {call["chat_id"] for call in bot.calls("sendMessage", ok=False)}


async def test_a_broadcast_tapped_twice_is_sent_once(
    bot: BotApiServer, editor: Person, ann: Person, tmp_path: Path
) -> None:
    await ask(bot, ann, "/help")
    preview = await ask(bot, editor, f"/broadcast {HELLO}")

    taps = [editor.press(preview, "Send to everyone") for _ in range(2)]
    said = [(await tap.answered()).text for tap in taps]
    await bot.until(lambda: heard(ann), show=ann.private)
    await until_drained(bot, tmp_path)

    assert said == ["Sending to everyone…", "Already sent."]
    assert heard(ann) == 1


async def test_a_canceled_broadcast_is_not_sent_even_by_a_late_tap(
    bot: BotApiServer, editor: Person, ann: Person, tmp_path: Path
) -> None:
    await ask(bot, ann, "/help")
    preview = await ask(bot, editor, f"/broadcast {HELLO}")
    send = preview.button("Send").data

    canceled = await editor.press(preview, "Cancel").answered()
    late = await editor.press(preview, data=send).answered()
    await until_drained(bot, tmp_path)

    assert canceled.text == "Nothing changed."
    assert preview.text == "Nothing changed."
    assert late.text.startswith("That broadcast no longer exists.")
    assert heard(ann) == 0


async def test_a_cancel_after_the_sending_says_that_it_is_too_late(
    bot: BotApiServer, editor: Person, ann: Person
) -> None:
    await ask(bot, ann, "/help")
    preview = await ask(bot, editor, f"/broadcast {HELLO}")
    cancel = preview.button("Cancel").data

    await editor.press(preview, "Send").answered()
    late = await editor.press(preview, data=cancel).answered()
    await bot.until(lambda: heard(ann), show=ann.private)

    assert late.text == "Already sent."


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (
            '/broadcast <b>Bold</b>, <i>thin</i> and <a href="https://example.com/">a link</a>',
            '<b>Bold</b>, <i>thin</i> and <a href="https://example.com/">a link</a>',
        ),
        ("<b>/broadcast all bold</b>", "<b>all bold</b>"),
        (
            "/broadcast@xulosa_test_bot\n<code>a &lt; b</code>\n\nend",
            "<code>a &lt; b</code>\n\nend",
        ),
    ],
)
async def test_a_broadcast_keeps_its_formatting(
    bot: BotApiServer, editor: Person, ann: Person, written: str, shown: str
) -> None:
    await ask(bot, ann, "/help")
    sent = editor.send(written, is_html=True)
    await bot.until(lambda: editor.private.last is not sent, show=editor.private)
    preview = editor.private.last

    previewed = preview.html
    await editor.press(preview, "Send").answered()
    await bot.until(lambda: ann.private.last.html == shown, show=ann.private)

    assert previewed == shown


async def test_a_broadcast_may_fill_a_message(
    bot: BotApiServer, editor: Person, ann: Person
) -> None:
    text = ("&<> " * 1_100)[: 4_096 - len("/broadcast ")].strip()
    await ask(bot, ann, "/help")

    preview = await ask(bot, editor, f"/broadcast {text}")
    await editor.press(preview, "Send").answered()
    await bot.until(lambda: heard(ann, text), show=ann.private)


async def test_broadcast_takes_its_text_from_the_replied_to_message(
    bot: BotApiServer, editor: Person
) -> None:
    draft = editor.send("<b>Draft</b> of mine", is_html=True)

    preview = await ask(bot, editor, "/broadcast", reply_to=draft)
    await bot.until(lambda: editor.private.last.buttons, show=editor.private)
    preview = editor.private.last

    assert preview.html == "<b>Draft</b> of mine"


async def test_an_empty_broadcast_names_the_missing_part(bot: BotApiServer, editor: Person) -> None:
    answer = await ask(bot, editor, "/broadcast")

    assert answer.text == "Write the message to everyone after /broadcast."
    assert not answer.buttons
