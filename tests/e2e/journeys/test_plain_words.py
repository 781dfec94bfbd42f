"""A private chat without commands: words, texts, pictures and links, each with its own answer."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_and_site import address, bot_beside_a_site, hand_in, html_of, settled
from tests.support.conversations import SAMPLES, ArticlePublisher, ask, labels, said_after
from tests.support.waiting import until_drained
from tests.support.web_site import Site, page

BRIDGE = SAMPLES["en-bridge"].title
HINT = "Send me a link, a text or a file"


@pytest.fixture
async def site(bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[Site]:
    """A site that the running bot may read."""
    async with bot_beside_a_site(bot_api, tmp_path) as running_site:
        yield running_site


async def test_plain_words_follow_a_tag_or_search(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await publisher.publish("en-bridge", tags=("bridges",))

    offer = await ask(bot, ann, "Bridges")
    found = await ask(bot, ann, "harrowmere repair")
    nothing = await ask(bot, ann, "zebra <b>")
    nothing_again = await ask(bot, ann, "okapi")
    command = await ask(bot, ann, "/nonsense 1")
    await ann.press(offer, "Follow bridges").answered()
    await bot.until(lambda: "☆ not rated yet" in ann.private.last.text, show=ann.private)
    known = await ask(bot, ann, "#bridges")

    assert offer.edits[0].formatted.text.startswith("Follow #bridges?")
    assert found.text.startswith("harrowmere repair\n\n1. Harrowmere reopens")
    assert nothing.text.startswith(f"Nothing found for “zebra <b>”.\n\n{HINT}")
    assert nothing_again.text == "Nothing found for “okapi”."
    assert command.text.startswith("I do not know the command /nonsense.")
    assert known.text.startswith("Newest articles · #bridges\n\n1. ")


async def test_stop_pauses_after_a_tap_and_start_resumes(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, tmp_path: Path
) -> None:
    await ask(bot, ann, "/subscribe bridges")
    await ask(bot, ann, "/digest weekly")
    offer = await ask(bot, ann, "Stop!")
    asked = offer.text
    await ann.press(offer, "Pause").answered()
    await bot.until(lambda: labels(offer) == [["Resume"]], show=ann.private)
    await publisher.publish("en-bridge")
    await until_drained(bot, tmp_path)

    while_paused = ann.private.last
    again = await ask(bot, ann, "стоп")
    await ann.press(offer, "Resume").answered()
    await bot.until(lambda: offer.text.startswith("Resumed. New articles come on Mondays at 09:00"))
    await ann.press(await ask(bot, ann, "pause"), "Pause").answered()
    thanks = await ask(bot, ann, "thank you")
    for _ in range(4):
        ann.send("thanks")
    resumed = await ask(bot, ann, "/start")

    assert asked.startswith("Pause new articles?")
    assert while_paused is offer
    assert labels(again) == [["Resume"]]
    assert resumed.text.startswith("Resumed. New articles come on Mondays at 09:00")
    assert thanks.text.startswith("You are welcome!")


def text_of(name: str) -> str:
    """Return a sample as a text that a person pastes."""
    sample = SAMPLES[name]
    return f"{sample.title}\n\n{sample.body}"


async def test_a_long_text_or_a_forwarded_post_is_summarized(
    bot: BotApiServer, ann: Person, bob: Person, tmp_path: Path
) -> None:
    channel = bot.channel("Posts", owner=bob, has_bot=False)
    post = channel.post("A short story\nThe bridge is open again. It took two years. All cheered.")

    card = await hand_in(bot, ann, text_of("en-bridge"))
    forwarded = await settled(bot, ann, await said_after(bot, ann.private, ann.forward(post)))
    await until_drained(bot, tmp_path)
    listed = await ask(bot, ann, "/latest")

    assert card.text.startswith(BRIDGE)
    assert labels(card)[0] == ["1 ★", "2 ★", "3 ★", "4 ★", "5 ★"]
    assert forwarded.text.startswith("A short story")
    assert "Nothing here yet." in listed.text


def sent(bot: BotApiServer, person: Person, number: int, **content: Any) -> None:
    """Let a person send a message of a kind that `Person` cannot send."""
    message = {"message_id": 900 + number, "date": 1_700_000_000, "chat": person.private.as_json()}
    bot.inject({"message": {**message, "from": person.user.json, **content}})


FILE = {"file_id": "f", "file_unique_id": "u"}
SIZED = {**FILE, "width": 10, "height": 10}
STICKER = {**SIZED, "type": "regular", "is_animated": False, "is_video": False}
POLL = {
    "id": "1",
    "question": "Why?",
    "options": [],
    "total_voter_count": 0,
    **dict.fromkeys(("is_closed", "allows_multiple_answers", "allows_revoting"), False),
    **dict.fromkeys(("is_anonymous", "members_only"), True),
    "type": "regular",
}
PLACE = {"latitude": 1.0, "longitude": 2.0}


async def test_media_get_a_kind_line_once_for_an_album(
    bot: BotApiServer, ann: Person, tmp_path: Path
) -> None:
    media: list[dict[str, Any]] = [
        *({"photo": [SIZED], "media_group_id": "album"} for _ in range(3)),
        {"photo": [SIZED], "caption": "look"},
        {"sticker": STICKER},
        {"voice": {**FILE, "duration": 1}},
        {"video": {**SIZED, "duration": 1}},
        {"contact": {"phone_number": "1", "first_name": "Bob"}},
        {"venue": {"location": PLACE, "title": "Here", "address": "There"}, "location": PLACE},
        {"poll": POLL},
        {"dice": {"emoji": "🎲", "value": 3}},
        {"pinned_message": {"message_id": 1, "date": 0, "chat": ann.private.as_json()}},
    ]

    for number, content in enumerate(media):
        sent(bot, ann, number, **content)

    await bot.until(lambda: len(ann.private.from_bot()) >= 8, show=ann.private)
    await until_drained(bot, tmp_path)
    answers = [each.text for each in ann.private.from_bot()]
    assert answers[0].startswith(f"A fine picture, but I cannot read pictures.\n\n{HINT}")
    assert [each.split(".")[0].split("!")[0] for each in answers[1:]] == [
        "A nice sticker",
        "I cannot listen, I only read",
        "I cannot watch videos, I only read",
        "I have no use for contacts, and I do not keep this one",
        "I have no use for locations, and I do not keep this one",
        "I cannot vote, I only read",
        "I cannot read that",
    ]
    assert not any(HINT in each for each in answers[1:])


async def test_each_kind_of_link_gets_its_own_true_answer(
    site: Site, bot_api: BotApiServer, editor: Person, ann: Person, bob: Person
) -> None:
    site.on("/page", page(html_of()))
    site.on("/own", page(html_of("en-library")))
    await hand_in(bot_api, editor, f"/add {address(site, '/page')}")
    own = await hand_in(bot_api, ann, address(site, "/own"))

    stored = await ask(bot_api, ann, f"Read {address(site, '/page')}?utm_source=tg please")
    own_again = await ask(bot_api, ann, address(site, "/own"))
    of_bob = await hand_in(bot_api, bob, address(site, "/own"))
    opened = await ask(bot_api, ann, "https://t.me/xulosa_test_bot?start=a_1")
    video = await hand_in(bot_api, ann, "https://www.youtube.com/watch?v=dQw4w9WgXcQ")
    telegram = await hand_in(bot_api, ann, "https://t.me/news/12")
    quoting = await hand_in(bot_api, ann, f"{text_of('ru-ferry')} {address(site, '/page')}")

    assert stored.text.startswith(f"Stored already as no. 1\n\n{BRIDGE}")
    assert own_again.text == f"Stored already as no. 2\n\n{own.text}"
    assert of_bob.text == own.text
    assert opened.text.startswith(BRIDGE)
    assert video.text.startswith("That is a video, and I cannot watch.")
    assert telegram.text.startswith("I do not open Telegram links. Forward me the post itself")
    assert quoting.text.startswith(SAMPLES["ru-ferry"].title)
    await ann.press(stored, "5 ★").answered()
    await bot_api.until(lambda: "★ 5.0 · 1 vote" in stored.text, show=ann.private)
