"""Anybody may submit a link; a stop of the bot in the middle loses no submission."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.ids import ArticleId
from bot.playground.api_server.groups import Group
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.messages import Message
from tests.support.bot_and_site import (
    ACKNOWLEDGED,
    address,
    bot_beside_a_site,
    hand_in,
    html_of,
    settled,
    stored,
    titles_in,
)
from tests.support.conversations import SAMPLES, ask, said_after
from tests.support.running_bot import running, settings_for
from tests.support.waiting import until_drained
from tests.support.web_site import Site, Visit, opened, page, silence

BRIDGE = SAMPLES["en-bridge"].title


@pytest.fixture
async def site(bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[Site]:
    """A site that the running bot may read."""
    async with bot_beside_a_site(bot_api, tmp_path) as running_site:
        yield running_site


async def test_a_private_link_stays_private_until_an_editor_adds_it(
    site: Site, bot_api: BotApiServer, editor: Person, ann: Person, bob: Person, tmp_path: Path
) -> None:
    site.on("/page", page(html_of(keywords="bridges")))
    link = address(site, "/page")
    await ask(bot_api, bob, "/subscribe bridges")

    card = await hand_in(bot_api, ann, f"Have you seen {link} ? #rubbish")
    await until_drained(bot_api, tmp_path)
    listed, found = (
        await ask(bot_api, bob, "/latest"),
        await ask(bot_api, bob, "/search Harrowmere"),
    )
    inline_answer = await bob.inline("Harrowmere")
    answer_count = len(bob.private.from_bot())
    added = await hand_in(bot_api, editor, f"/add {link}")
    await bot_api.until(lambda: "You follow #bridges" in bob.private.last.text, show=bob.private)

    assert card.text.startswith(BRIDGE)
    assert "\n#bridges\n☆" in card.text
    assert BRIDGE not in listed.text
    assert BRIDGE not in found.text
    assert inline_answer.results == ()
    assert answer_count == 3  # the answers to /subscribe and the two lists; the bot pushed nothing
    assert added.text.startswith(card.text.replace("1 min", "1 min · no. 2"))  # editors see numbers
    assert await titles_in(bot_api, tmp_path) == [BRIDGE]
    await until_drained(bot_api, tmp_path)
    assert len(bob.private.from_bot()) == 4


async def test_a_submitted_link_is_shown_to_nobody_else(
    site: Site, bot_api: BotApiServer, editor: Person, ann: Person, bob: Person
) -> None:
    site.on("/page", page(html_of()))
    await hand_in(bot_api, ann, address(site, "/page"))
    asked = ("/summary 1", "/start a_1")

    seen_by_ann = [(await ask(bot_api, ann, words)).text for words in asked]
    seen_by_bob = [(await ask(bot_api, bob, words)).text for words in asked]
    seen_by_editor = [(await ask(bot_api, editor, words)).text for words in asked]
    results_of_ann = await ann.inline("a_1")
    results_of_bob = await bob.inline("a_1")

    assert all(text.startswith(BRIDGE) for text in seen_by_ann)
    assert seen_by_bob == seen_by_editor == ["That article is no longer here."] * 2
    assert len(results_of_ann.results) == 1
    assert results_of_bob.results == ()


async def test_a_forged_tap_does_not_reveal_a_link_of_another_person(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person, tmp_path: Path
) -> None:
    """[80-of-somebody-else]"""
    site.on("/page", page(html_of()))
    await hand_in(bot_api, ann, address(site, "/page"))
    own = await ask(bot_api, bob, "/help")

    for data in ("o:1", "x:1", "l:1:5:0:"):
        tap = bob.press(own, data=data)
        assert (await tap.answered()).text == "That article is no longer here."

    await until_drained(bot_api, tmp_path)
    assert bob.private.last is own
    assert BRIDGE not in own.text


async def test_a_slow_site_keeps_no_other_link_waiting(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person
) -> None:
    site.on("/slow", silence)
    site.on("/page", page(html_of()))
    slow = [await ask(bot_api, ann, f"{address(site, '/slow')}?{number}") for number in range(3)]
    await site.visited(3)

    card = await hand_in(bot_api, bob, address(site, "/page"))

    assert card.text.startswith(BRIDGE)
    assert [answer.text for answer in slow] == [ACKNOWLEDGED] * 3


async def test_a_link_from_a_reader_does_not_change_the_tags(
    site: Site, bot_api: BotApiServer, editor: Person, ann: Person
) -> None:
    site.on("/page", page(html_of(keywords="bridges")))
    site.on("/copy", page(html_of(keywords="nonsense")))
    await hand_in(bot_api, editor, f"/add {address(site, '/page')}")

    card = await hand_in(bot_api, ann, f"{address(site, '/page')} #rubbish")
    copied = await hand_in(bot_api, ann, address(site, "/copy"))

    assert "\n#bridges\n☆" in card.text
    assert "\n#bridges\n☆" in copied.text


async def test_a_link_being_read_at_a_restart_is_answered_once(
    bot_api: BotApiServer, editor: Person, tmp_path: Path
) -> None:
    may_answer = asyncio.Event()

    async def slow(visit: Visit) -> None:
        await may_answer.wait()
        await visit.send(page(html_of()))

    async with opened() as site:
        site.on("/page", slow)
        settings = settings_for(bot_api, tmp_path, bot_fetch_allow=f"127.0.0.1:{site.port}")
        async with running(settings, bot_api):
            answer = await ask(bot_api, editor, f"/add {address(site, '/page')}")
            await site.visited(1)
        may_answer.set()
        async with running(settings, bot_api):
            await settled(bot_api, editor, answer)
            await until_drained(bot_api, tmp_path)

    assert answer.text.startswith(BRIDGE)
    assert editor.private.from_bot() == [answer]
    assert len(answer.edits) == 2  # the card, and the number of chats that get it


async def test_a_redelivered_update_adds_nothing(
    site: Site, bot_api: BotApiServer, editor: Person, tmp_path: Path
) -> None:
    site.on("/page", page(html_of()))
    await hand_in(bot_api, editor, f"/add {address(site, '/page')}")
    (update,) = (one for one in bot_api.updates if "message" in one)

    bot_api.redeliver(update)
    await until_drained(bot_api, tmp_path)

    assert len(editor.private.from_bot()) == 1
    assert await titles_in(bot_api, tmp_path) == [BRIDGE]


async def test_faults_of_telegram_delay_an_answer_and_lose_none(
    site: Site, bot_api: BotApiServer, editor: Person
) -> None:
    site.on("/page", page(html_of()))
    bot_api.fail("sendMessage", 502)
    bot_api.fail("editMessageText", 500)
    bot_api.fail("getFile", 500)

    card = await hand_in(bot_api, editor, f"/add {address(site, '/page')}")

    assert card.text.startswith(BRIDGE)
    assert editor.private.from_bot() == [card]


async def test_a_link_is_answered_after_its_acknowledgment_failed(
    site: Site, bot_api: BotApiServer, editor: Person, tmp_path: Path
) -> None:
    site.on("/page", page(html_of()))
    away = bot_api.fail("sendMessage", 502, times=4)  # the bot tries a reply four times

    editor.send(f"/add {address(site, '/page')}")
    await bot_api.until(editor.private.from_bot, show=editor.private)
    await until_drained(bot_api, tmp_path)

    (card,) = editor.private.from_bot()
    assert away.hits == 4
    assert card.text.startswith(BRIDGE)


async def test_a_forged_tap_cannot_rate_or_save_a_private_link(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person, tmp_path: Path
) -> None:
    site.on("/page", page(html_of()))
    await hand_in(bot_api, ann, address(site, "/page"))
    own = await ask(bot_api, bob, "/help")

    for data in ("r:1:3:0::4", "s:1", "r:1:0123456789:3:0::4", "s:1:0123456789"):
        tap = bob.press(own, data=data)
        assert (await tap.answered()).text == "That article is no longer here."

    saved = await ask(bot_api, bob, "/saved")
    await until_drained(bot_api, tmp_path)
    assert BRIDGE not in own.text + saved.text
    async with stored(bot_api, tmp_path) as store:
        assert (await store.articles.get(ArticleId(1))).tally.votes == 0


async def test_a_forged_tap_puts_no_private_article_on_a_shared_card(
    site: Site, bot_api: BotApiServer, editor: Person, ann: Person, bob: Person, tmp_path: Path
) -> None:
    site.on("/page", page(html_of("en-library")))
    site.on("/secret", page(html_of()))
    await hand_in(bot_api, editor, f"/add {address(site, '/page')}")
    await hand_in(bot_api, ann, address(site, "/secret"))
    outside = bot_api.group("Outside", owner=bob, has_bot=False)
    shared = bob.choose((await bob.inline("", outside)).results[0], outside)
    shown = shared.text

    for data in ("l:2:5:0:en", "r:2:3:0:en:4", "s:2", "l:2:0123456789:5:0:en"):
        tap = bob.press(shared, data=data)
        assert (await tap.answered()).text == "That article is no longer here."

    await until_drained(bot_api, tmp_path)
    assert shared.text == shown


async def test_a_viewer_of_a_shared_private_card_may_use_its_buttons(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person
) -> None:
    site.on("/page", page(html_of()))
    mine = await hand_in(bot_api, ann, address(site, "/page"))
    outside = bot_api.group("Outside", owner=ann, members=[bob], has_bot=False)
    offer = await ann.inline(mine.button("Share").inline_query or "", outside)
    shared = ann.choose(offer.results[0], outside)

    saved = await bob.press(shared, "Save").answered()
    await bob.press(shared, "4 ★").answered()
    await bot_api.until(lambda: shared.text.endswith("★ 4.0 · 1 vote"), show=outside)
    opened = bob.open(shared.button("Open").url or "")

    assert (await said_after(bot_api, bob.private, opened)).text == shared.text
    assert saved.text.startswith("Saved.")


async def shown_in_a_group(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person
) -> tuple[Group, Message]:
    """Let Ann submit a page and show its card in a group with Bob; return group and card."""
    site.on("/page", page(html_of()))
    await hand_in(bot_api, ann, address(site, "/page"))
    group = bot_api.group("Friends", owner=ann, members=[bob], announce=False)
    return group, await ask(bot_api, ann, "/summary 1", group)


async def test_a_card_shown_in_another_chat_is_for_everybody_there(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person
) -> None:
    group, card = await shown_in_a_group(site, bot_api, ann, bob)

    given = await bob.press(card, "2 ★").answered()
    await bot_api.until(lambda: "★ 2.0 · 1 vote" in card.text, show=group)
    await bob.press(card, "Longer").answered()
    (own,) = group.ephemeral_for(bob.user)
    await bob.press(own, data=(own.button("Save").data or "").replace("s:", "x:")).answered()
    assert [each.content.kind for each in group.ephemeral_for(bob.user)] == ["text", "rich"]

    assert given.text.startswith("You gave 2 stars")


async def test_a_deleted_group_card_may_still_be_rated(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person
) -> None:
    _, card = await shown_in_a_group(site, bot_api, ann, bob)
    ann.delete(card)

    given = await bob.press(card, data="r:1:3:0::5").answered()

    assert given.text.startswith("You gave 5 stars")


async def test_a_link_of_an_anonymous_admin_is_hidden_in_other_groups(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person
) -> None:
    site.on("/page", page(html_of()))
    hers, his = (
        bot_api.supergroup("Hers", owner=ann, announce=False),
        bot_api.supergroup("His", owner=bob, announce=False),
    )
    answer = await ask(bot_api, ann, f"/summary {address(site, '/page')}", hers, anonymous=True)
    await bot_api.until(lambda: answer.text.startswith(BRIDGE), show=hers)

    seen = await ask(bot_api, ann, "/summary 1", hers, anonymous=True)
    refused = await ask(bot_api, bob, "/summary 1", his, anonymous=True)

    assert seen.text.startswith(BRIDGE)
    assert refused.text == "That article is no longer here."


async def test_a_member_who_saved_a_group_card_may_open_and_share_it(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person
) -> None:
    site.on("/page", page(html_of()))
    group = bot_api.group("Friends", owner=ann, members=[bob], announce=False)
    card = await ask(bot_api, ann, f"/summary {address(site, '/page')}", group)
    await bot_api.until(lambda: card.text.startswith(BRIDGE), show=group)

    await bob.press(card, "Save").answered()
    opened = await said_after(bot_api, bob.private, await _pressed(bot_api, bob, "1"))
    named = await ask(bot_api, bob, "/start a_1")
    shared = await bob.inline(card.button("Share").inline_query or "")

    assert opened.text == named.text == card.text
    assert len(shared.results) == 1


async def _pressed(bot_api: BotApiServer, person: Person, label: str) -> Message:
    """Ask for the saved articles, press a button of that list, and return the list."""
    listed = await ask(bot_api, person, "/saved")
    await person.press(listed, label).answered()
    return listed
