"""Zero-width joiners: a card keeps them, and a search ignores them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_and_site import address, bot_beside_a_site, hand_in, settled, titles_in
from tests.support.conversations import ask, said_after, summary_of
from tests.support.web_site import Site, page

FAMILY = "👨\u200d👩\u200d👧"
TITLE = f"کتاب\u200cهای تازه فروخته شده\u200cاند {FAMILY}"
BODY = [
    "کتاب\u200cهای تازه این کتاب\u200cخانه روز دوشنبه در شهر فروخته شده\u200cاند.",
    "مردم شهر می\u200cگویند که از خریدن این کتاب\u200cها بسیار خوشحال هستند.",
    f"The rainbow flag 🏳️\u200d🌈 was raised by 👩🏽\u200d🚒 and her family {FAMILY} on Monday.",
]
TEXT = "\n".join([TITLE, *BODY, "#کتاب\u200cها"])
HTML = (
    f"<html><title>{TITLE}</title><article>{''.join(f'<p>{line}</p>' for line in BODY)}</article>"
)


@pytest.fixture
async def site(bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[Site]:
    async with bot_beside_a_site(bot_api, tmp_path) as running:
        yield running


@pytest.mark.parametrize("kind", ["pasted", "link", "file"])
async def test_a_card_shows_words_and_emoji_as_they_are_written(
    site: Site, bot_api: BotApiServer, editor: Person, kind: str
) -> None:
    site.on("/news", page(HTML))

    if kind == "file":
        sent = editor.send_file("news.txt", TEXT.encode(), caption="/add")
        card = await settled(bot_api, editor, await said_after(bot_api, editor.private, sent))
    else:
        card = await hand_in(
            bot_api, editor, f"/add {TEXT if kind == 'pasted' else address(site, '/news')}"
        )

    assert card.text.startswith(f"{TITLE}\n")
    assert summary_of(card) == BODY


async def test_a_story_without_its_joiners_is_the_same_and_is_found(
    site: Site, bot_api: BotApiServer, editor: Person, tmp_path: Path
) -> None:
    card = await hand_in(bot_api, editor, f"/add {TEXT}")

    await hand_in(bot_api, editor, f"/add {TEXT.replace(chr(0x200C), '')}")
    followed = await ask(bot_api, editor, "/subscribe کتابها")
    hits = [await ask(bot_api, editor, f"/search {word}") for word in ("شدهاند", "شده\u200cاند")]

    assert "#کتاب\u200cها" in card.text
    assert "#کتاب\u200cها" in followed.text
    assert await titles_in(bot_api, tmp_path) == [TITLE]
    assert all(TITLE in each.text for each in hits)
