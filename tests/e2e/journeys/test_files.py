"""Files from people: a process with limits reads them, whatever their names say."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_and_site import bot_beside_a_site, settled, titles_in
from tests.support.conversations import ask, said_after, summary_of
from tests.support.document_files import docx, epub, locked, packed, pdf_of
from tests.support.sample_pdf import BRIDGE, PDF
from tests.support.waiting import until_drained
from tests.support.web_site import Site

HARMFUL = pdf_of(
    [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
        packed(60_000_000),
    ]
)


@pytest.fixture
async def site(bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[Site]:
    async with bot_beside_a_site(bot_api, tmp_path) as running_site:
        yield running_site


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bridge.pdf", PDF),
        ("bridge.docx", docx(BRIDGE.title, *BRIDGE.body.split("\n"), keywords="bridges")),
        ("bridge.epub", epub(BRIDGE.body.split("\n"), title=BRIDGE.title, subjects=["bridges"])),
    ],
)
async def test_an_editors_file_becomes_a_listed_article(
    site: Site, bot_api: BotApiServer, editor: Person, tmp_path: Path, name: str, data: bytes
) -> None:
    sent = editor.send_file(name, data, caption="/add")

    card = await settled(bot_api, editor, await said_after(bot_api, editor.private, sent))

    assert card.text.startswith(BRIDGE.title)
    assert "#bridges" in card.text
    assert all(sentence in BRIDGE.body for sentence in summary_of(card))
    assert await titles_in(bot_api, tmp_path) == [BRIDGE.title]


async def test_a_readers_file_is_for_its_sender_only(
    site: Site, bot_api: BotApiServer, ann: Person, tmp_path: Path
) -> None:
    sent = ann.send_file("bridge.pdf", PDF)
    card = await settled(bot_api, ann, await said_after(bot_api, ann.private, sent))
    group = bot_api.group("Readers", owner=ann, announce=False)
    file = ann.send_file("bridge.pdf", PDF, chat=group)
    in_group = await settled(
        bot_api, ann, await ask(bot_api, ann, "/summary 1", group, reply_to=file)
    )
    captioned = ann.send_file("bridge.pdf", PDF, caption="/summary 5")
    longer = await settled(bot_api, ann, await said_after(bot_api, ann.private, captioned))

    assert card.text.startswith(BRIDGE.title)
    assert [len(summary_of(each)) for each in (card, in_group, longer)] == [3, 1, 5]
    assert await titles_in(bot_api, tmp_path) == []


async def test_a_file_in_a_group_is_not_answered(
    site: Site, bot_api: BotApiServer, ann: Person, tmp_path: Path
) -> None:
    group = bot_api.group("Readers", owner=ann, announce=False)

    ann.send_file("bridge.pdf", PDF, chat=group)
    await until_drained(bot_api, tmp_path)

    assert group.from_bot() == []
    assert bot_api.calls("getFile") == []


async def test_a_locked_pdf_is_refused_with_advice(
    site: Site, bot_api: BotApiServer, ann: Person
) -> None:
    sent = ann.send_file("bridge.pdf", locked(PDF, "secret"))

    refusal = await settled(bot_api, ann, await said_after(bot_api, ann.private, sent))

    assert refusal.text == "That PDF has a password. Send me one without."


async def test_a_harmful_pdf_is_ended_while_the_bot_answers_others(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person
) -> None:
    sent = ann.send_file("harm.pdf", HARMFUL)
    answer = await said_after(bot_api, ann.private, sent)

    help_ = await ask(bot_api, bob, "/help")
    was_reading = answer.text
    await settled(bot_api, ann, answer)

    assert help_.text.startswith("What I can do")
    assert was_reading == "Reading…"
    assert answer.text.startswith(("That file is too complex", "That file is damaged", "That PDF"))
