"""/add: links, pasted texts and files become cards; an unreadable one gets a kind answer."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_and_site import (
    ACKNOWLEDGED,
    address,
    bot_beside_a_site,
    hand_in,
    html_of,
    sample_text,
    settled,
    stored,
    titles_in,
)
from tests.support.conversations import SAMPLES, STARS, ask, labels, said_after
from tests.support.web_site import Site, Visit, page

BRIDGE = SAMPLES["en-bridge"].title


@pytest.fixture
async def site(bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[Site]:
    """A site that the running bot may read."""
    async with bot_beside_a_site(bot_api, tmp_path) as running:
        yield running


async def test_a_link_is_acknowledged_at_once_and_becomes_the_card(
    site: Site, bot_api: BotApiServer, editor: Person
) -> None:
    may_answer = asyncio.Event()

    async def late(visit: Visit) -> None:
        await may_answer.wait()
        await visit.send(page(html_of(keywords="harbour, bridges")))

    site.on("/late", late)

    answer = await ask(bot_api, editor, f"/add {address(site, '/late')}")
    acknowledged = answer.text
    await site.visited(1)
    may_answer.set()
    card = await settled(bot_api, editor, answer)

    assert acknowledged == ACKNOWLEDGED
    assert card.text.startswith(f"{BRIDGE}\n")
    assert "#harbour #bridges" in card.text
    assert "☆ not rated yet" in card.text
    assert labels(card)[0] == STARS
    await editor.press(card, "⋯").answered()
    await bot_api.until(lambda: card.button("Source").url == address(site, "/late"))
    assert len(editor.private.from_bot()) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (page("", "404 Not Found"), "That page does not exist. Check the address."),
        (page("", "403 Forbidden"), "The site does not let me read that page."),
        (page("%PDF-1.7", content_type="application/pdf"), "not to a page with text."),
        (page(b"\x89PNG\r\n\x1a\n", content_type="text/html"), "not to a page with text."),
        (page("<html><body><nav>Menu</nav></body></html>"), "I found no article on that page."),
        (page(""), "The site answered with an empty page."),
    ],
    ids=["gone", "forbidden", "pdf", "a picture that claims to be a page", "no text", "empty"],
)
async def test_a_link_without_an_article_is_refused_with_the_reason(
    site: Site, bot_api: BotApiServer, editor: Person, tmp_path: Path, answer: bytes, said: str
) -> None:
    """[56-told, 60-told, 61-told]"""
    site.on("/page", answer)

    refusal = await hand_in(bot_api, editor, f"/add {address(site, '/page')}")

    assert said in refusal.text
    assert not refusal.buttons
    assert await titles_in(bot_api, tmp_path) == []


async def test_a_site_that_fails_once_is_read_again(
    site: Site, bot_api: BotApiServer, editor: Person
) -> None:
    async def stumbling(visit: Visit) -> None:
        is_first = len(site.visits) == 1
        await visit.send(page("", "500 Oops") if is_first else page(html_of()))

    site.on("/page", stumbling)

    card = await hand_in(bot_api, editor, f"/add {address(site, '/page')}")

    assert card.text.startswith(BRIDGE)
    assert len(site.visits) == 2


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:1/inside",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://0x7f000001/",
        "ftp://127.0.0.1/file",
    ],
)
async def test_a_private_address_is_refused_and_not_opened(
    site: Site, bot_api: BotApiServer, editor: Person, link: str
) -> None:
    """[1-told, 4-told, 6-told, 12-told, 26-told]"""
    refusal = await hand_in(bot_api, editor, f"/add {link}")

    assert refusal.text.startswith(("I open public web pages only", "That is not a link"))
    assert site.visits == []


async def test_a_link_may_be_the_target_of_a_word(
    site: Site, bot_api: BotApiServer, editor: Person
) -> None:
    site.on("/hidden", page(html_of()))
    link = address(site, "/hidden")

    sent = editor.send(f'/add <a href="{link}">the story</a>', is_html=True)
    card = await settled(bot_api, editor, await said_after(bot_api, editor.private, sent))

    assert card.text.startswith(BRIDGE)


async def test_hashtags_beside_a_link_become_tags_of_its_article(
    site: Site, bot_api: BotApiServer, editor: Person
) -> None:
    site.on("/page", page(html_of(keywords="harbour")))

    card = await hand_in(
        bot_api, editor, f"/add {address(site, '/page')} #Россия #Farg'ona_viloyati"
    )

    assert "#Россия #Fargʻona_viloyati #harbour\n" in card.text


async def test_add_reads_the_first_five_links_and_counts_the_others(
    site: Site, bot_api: BotApiServer, editor: Person, tmp_path: Path
) -> None:
    """[34-many-links]"""
    for number in range(50):
        text = html_of().replace("Harrowmere", f"Town{number}")
        site.on(f"/{number}", page(text))

    links = "\n".join(address(site, f"/{number}") for number in range(50))
    editor.send(f"/add {links}")
    await bot_api.until(lambda: len(editor.private.from_bot()) == 6)
    *cards, note = editor.private.from_bot()
    for card in cards:
        await settled(bot_api, editor, card)

    assert note.text.startswith("I take 5 links at a time, so 45 are left.")
    assert {visit.path for visit in site.visits} == {f"/{number}" for number in range(5)}
    assert len(await titles_in(bot_api, tmp_path)) == 5


async def test_the_same_article_again_shows_the_card_of_the_stored_one(
    site: Site, bot_api: BotApiServer, editor: Person, tmp_path: Path
) -> None:
    """[35-one-article]"""
    site.on("/page", page(html_of()))
    first = await hand_in(bot_api, editor, f"/add {address(site, '/page')}")
    editor.press(first, "5 ★")
    await bot_api.until(lambda: "★ 5.0 · 1 vote" in first.text)

    again = await hand_in(bot_api, editor, f"/add {address(site, '/page')}?utm_source=feed")
    as_text = await hand_in(bot_api, editor, "/add " + sample_text(last="#bridges"))

    assert "★ 5.0 · 1 vote" in again.text
    assert "★ 5.0 · 1 vote" in as_text.text
    assert await titles_in(bot_api, tmp_path) == [BRIDGE]


async def test_a_pasted_text_gives_title_section_body_and_tags(
    site: Site, bot_api: BotApiServer, editor: Person, tmp_path: Path
) -> None:
    boilerplate = (
        "Tags\n\nharbour O'zbekiston\n\nRate Count\n\n0\n\nRating\n\n3\n\nRate this article"
    )

    card = await hand_in(bot_api, editor, "/add " + sample_text(last=boilerplate))

    async with stored(bot_api, tmp_path) as store:
        (headline,), _ = await store.article_lists.newest(None, 0, 2)
        article = await store.articles.get(headline.id)
    assert (article.title, article.section) == (BRIDGE, SAMPLES["en-bridge"].section)
    assert article.body == SAMPLES["en-bridge"].body
    assert [tag.name for tag in article.tags] == ["harbour", "O'zbekiston"]
    assert article.tally.votes == 0
    assert "#harbour #Oʻzbekiston\n☆ not rated yet" in card.text


async def test_a_rating_in_a_pasted_text_counts(
    site: Site, bot_api: BotApiServer, editor: Person
) -> None:
    card = await hand_in(
        bot_api, editor, "/add " + sample_text(last="Rate Count\n\n12\n\nRating\n\n4.25")
    )

    assert "★ 4.3 · 12 votes" in card.text


async def test_a_text_as_long_as_a_message_is_stored_whole(
    site: Site, bot_api: BotApiServer, editor: Person, tmp_path: Path
) -> None:
    sentence = "The ferry left the harbour at {} and nobody on the quay waved to it. "
    lines = "".join(sentence.format(number) for number in range(70))
    text = f"/add A title that stands alone\n{lines}"[:4_096].strip()

    card = await hand_in(bot_api, editor, text)

    async with stored(bot_api, tmp_path) as store:
        (headline,), _ = await store.article_lists.newest(None, 0, 2)
        article = await store.articles.get(headline.id)
    assert len(text) > 4_050
    assert f"/add {article.title}\n{article.body}" == text
    assert card.text.startswith("A title that stands alone\n")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("/add", "What should I add? Send /add with a link or a text"),
        ("/add Only a title", "There is a title but no text."),
        ("/add #tags #only", "I found no text in that."),
        ("/add https://t.me/somebody/12", "I do not open Telegram links."),
    ],
)
async def test_add_without_an_article_names_the_missing_part(
    site: Site, bot_api: BotApiServer, editor: Person, tmp_path: Path, sent: str, said: str
) -> None:
    answer = await hand_in(bot_api, editor, sent)

    assert answer.text.startswith(said)
    assert await titles_in(bot_api, tmp_path) == []


async def test_add_in_reply_takes_the_replied_to_message(
    site: Site, bot_api: BotApiServer, editor: Person, tmp_path: Path
) -> None:
    site.on("/page", page(html_of("en-library", title="A library")))
    ann = bot_api.person("Ann")
    group = bot_api.group("Services", owner=ann, members=[editor], announce=False)
    link = ann.send(f"Look: {address(site, '/page')} #reading", group)
    text = ann.send(sample_text("en-bridge"), group)
    file = ann.send_file("uz.txt", sample_text("uz-bozor").encode(), caption="#bozor", chat=group)

    for replied, tag in ((link, ""), (text, "#added "), (file, "")):
        answer = await ask(bot_api, editor, f"/add {tag}".strip(), group, reply_to=replied)
        await settled(bot_api, editor, answer)

    assert await titles_in(bot_api, tmp_path) == [
        SAMPLES["uz-bozor"].title,
        BRIDGE,
        "A library",
    ]
    library, bridge, market = (shown.text for shown in group.from_bot())
    assert "\n#reading\n☆" in library
    assert "\n#added\n☆" in bridge
    assert "\n#bozor\n☆" in market


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-16"])
async def test_a_text_file_in_any_usual_encoding_becomes_an_article(
    site: Site, bot_api: BotApiServer, editor: Person, encoding: str
) -> None:
    data = sample_text("ru-ferry").encode(encoding, "replace")

    sent = editor.send_file("ferry.txt", data, caption="/add #паром волга")
    card = await settled(bot_api, editor, await said_after(bot_api, editor.private, sent))

    assert card.text.startswith(SAMPLES["ru-ferry"].title)
    assert "\n#паром #волга\n☆" in card.text


async def test_a_page_file_becomes_an_article_without_its_menus(
    site: Site, bot_api: BotApiServer, editor: Person
) -> None:
    data = html_of("ru-museum", keywords="музей").replace("<html", "<html data-x").encode("cp1251")

    sent = editor.send_file("museum.html", data, caption="/add")
    card = await settled(bot_api, editor, await said_after(bot_api, editor.private, sent))

    assert card.text.startswith(SAMPLES["ru-museum"].title)
    assert "#музей" in card.text
    assert "Home" not in card.text


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(200), "I read .txt, .html, .pdf, .docx and"),
        ("book.txt", b"PK\x03\x04" + bytes(200), "That file is damaged"),
        ("story.txt", b"", "I found no text in that."),
        ("title.txt", b"Only a title", "There is a title but no text."),
        ("menu.html", b"<html><body><nav>Menu</nav></body></html>", "I found no article"),
    ],
)
async def test_a_file_without_an_article_is_refused_with_the_reason(
    site: Site, bot_api: BotApiServer, editor: Person, name: str, data: bytes, said: str
) -> None:
    sent = editor.send_file(name, data, caption="/add")

    refusal = await settled(bot_api, editor, await said_after(bot_api, editor.private, sent))

    assert refusal.text.startswith(said)


async def test_a_file_over_the_download_limit_is_refused_unfetched(
    site: Site, bot_api: BotApiServer, editor: Person
) -> None:
    sent = editor.send_file("novel.txt", b"Once", caption="/add", size=21 * 2**20)

    refusal = await said_after(bot_api, editor.private, sent)

    assert refusal.text.startswith("That file is larger than 20 MB")
    assert bot_api.calls("getFile") == []
