"""Messages on the page: menus, files, rich messages, spoilers, buttons and their answers."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.playground.api_server.formatting.entities import Formatted
from bot.playground.api_server.state.messages import CAPTION, RICH, Content, Message
from bot.playground.page.playground import Playground
from tests.browser.browser import DESKTOP, Visitor, ask, faults, looking
from tests.support.paths import ROOT

EVERYTHING = (
    "Everything: <b>bold</b> <i>italic</i> <u>under</u> <s>struck</s> <code>code</code> "
    '<a href="https://example.org/">a link</a> #hashtag /help &lt;script&gt; '
    "<tg-spoiler>secret</tg-spoiler>\n<blockquote>A short quote</blockquote>\n"
    f"<blockquote expandable>{'A long quote that is folded at first. ' * 12}</blockquote>"
)


STYLES = {
    "strong": "bold",
    "em": "italic",
    "u": "under",
    "s": "struck",
    "code": "code",
    "button.inline": "#hashtag",
}


COLORED = {
    "inline_keyboard": [
        [
            {"text": "Delete", "style": "danger", "callback_data": "1"},
            {"text": "Keep", "style": "success", "callback_data": "2"},
            {"text": "Ask", "style": "primary", "callback_data": "3"},
        ],
        [
            {"text": "Copy", "copy_text": {"text": "copied"}},
            {"text": "Open", "url": "https://example.org/"},
        ],
    ]
}


PICTURE = ROOT / "docs" / "pictures" / "phone-light.webp"


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_messages_are_answered_changed_forwarded_and_deleted(
    served: Playground, browser: Browser
) -> None:
    async with looking(browser, served, DESKTOP) as anna:
        await anna.open("Book club")
        await anna.write("Who brings <b>tea</b>?")
        await anna.shows("Who brings <b>tea</b>?")
        await _choose(anna, "Who brings", "Reply")
        await anna.write("I do")
        await expect(anna.page.locator(".message").last.locator(".reply")).to_contain_text("tea")
        await anna.input.press("ArrowUp")
        await anna.input.fill("I bring coffee")
        await anna.input.press("Enter")
        await anna.shows("I bring coffee")
        await _choose(anna, "I bring coffee", "Delete")
        await expect(anna.page.locator(".message", has_text="coffee")).to_have_count(0)
        await _choose(anna, "Who brings", "Forward")
        await anna.page.locator("dialog").get_by_role("button", name="neighbours").click()

        await anna.shows("Forwarded from Anna")


async def _choose(visitor: Visitor, words: str, entry: str) -> None:
    message = visitor.page.locator(".message").filter(has_text=words).last
    await message.hover()
    await message.get_by_role("button", name="More").click()
    await visitor.page.get_by_role("menuitem", name=entry).click()


async def test_a_file_goes_with_what_is_written_as_its_caption(
    served: Playground, browser: Browser, tmp_path: Path
) -> None:
    article = tmp_path / "news.txt"
    article.write_text("A new well in the valley\n\n" + "The valley has a new well. " * 12)
    async with looking(browser, served, DESKTOP, persona="edith") as edith:
        await edith.open("Xulosa")
        await edith.start()
        await edith.page.locator("input[type=file]").set_input_files(article)
        await edith.input.fill("/add")
        await edith.input.press("Enter")

        await edith.page.locator(".file", has_text="news.txt").wait_for()
        await edith.cards.filter(has_text="A new well in the valley").wait_for()


async def test_a_whole_article_is_read_as_a_rich_message(
    served: Playground, browser: Browser
) -> None:
    async with looking(browser, served, DESKTOP) as anna:
        await anna.open("Xulosa")
        await anna.start()
        await anna.write("/summary 12")
        await anna.tap(anna.cards.last, "⋯")
        await anna.tap(anna.cards.last, "Full text")

        await expect(anna.page.locator(".rich h2")).to_contain_text("Harrowmere")
        await anna.page.locator(".more").click()
        await expect(anna.page.locator(".rich.is-long")).to_have_count(0)


async def test_the_text_of_a_rich_message_is_copied_or_said_not_to_be(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        reader = served.personas.by_name["anna"].person
        await anna.open("Xulosa")
        reader.start()
        blocks = [
            {"type": "heading", "text": "Storks", "size": 1},
            {"type": "paragraph", "text": ["They are ", {"type": "bold", "text": "back"}, "."]},
        ]
        message = {"chat_id": reader.id, "rich_message": {"blocks": blocks}}
        await ask(anna, served, "sendRichMessage", **message)
        await anna.page.context.grant_permissions(["clipboard-read", "clipboard-write"])

        await _choose(anna, "They are back.", "Copy")
        await anna.toast("Copied")
        copy = await anna.page.evaluate("navigator.clipboard.readText()")
        assert copy == "Storks\nThey are back."

        await anna.page.evaluate("""() => {
            Object.defineProperty(navigator, "clipboard", { value: undefined });
            document.execCommand = () => false;
        }""")
        await _choose(anna, "They are back.", "Copy")
        await anna.toast("does not let this page copy")


async def test_spoilers_start_hidden_and_protection_bars_forwarding(
    browser: Browser,
) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        reader = served.personas.by_name["anna"].person
        await anna.open("Xulosa")
        reader.start()
        stored = served.world.files.store("a.png", PICTURE.read_bytes(), "image/png")
        media = {
            "photo": stored.as_photo(),
            "has_media_spoiler": True,
            "show_caption_above_media": True,
        }
        served.world.post(
            reader.private,
            Content(kind=CAPTION, formatted=Formatted("Who won?"), media=media),
            sender=served.world.bot,
            extra={"has_protected_content": True},
        )
        message = anna.page.locator(".message", has_text="Who won?")
        await expect(message.locator(".text + .photo.is-covered img")).to_be_visible()
        assert await faults(anna) == []
        await message.get_by_role("button", name="Hidden text").click()
        await expect(message.locator(".is-covered")).to_have_count(0)

        await message.hover()
        await message.get_by_role("button", name="More").click()
        await expect(anna.page.get_by_role("menuitem")).to_have_text(["Reply", "Delete"])


async def test_a_message_that_cannot_be_drawn_holds_up_no_other(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        reader = served.personas.by_name["anna"].person
        await anna.open("Xulosa")
        reader.start()
        for block in ({"type": "list"}, {"type": "table"}, {"type": "paragraph", "text": {}}):
            media = {"rich_message": {"blocks": [block]}}
            served.world.post(
                reader.private, Content(kind=RICH, media=media), sender=served.world.bot
            )
        await ask(anna, served, "sendMessage", chat_id=reader.id, text="Good morning")

        await anna.shows("Good morning")
        broken = anna.page.locator(".service", has_text="This message cannot be shown.")
        await expect(broken).to_have_count(2)


async def test_all_that_a_bot_can_say_is_shown_as_it_is_meant(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        reader = served.personas.by_name["anna"].person
        await anna.open("Xulosa")
        reader.start()
        markup = {"text": EVERYTHING, "parse_mode": "HTML", "reply_markup": COLORED}
        await ask(anna, served, "sendMessage", chat_id=reader.id, **markup)
        sent = reader.send_photo(PICTURE.read_bytes(), caption="A card on a phone")
        await ask(anna, served, "copyMessage", chat_id=reader.id, **copied(sent))
        await ask(anna, served, "sendChatAction", chat_id=reader.id, action="typing")

        await expect(anna.page.locator(".bar .sub.is-busy")).to_have_text("typing…")
        said = anna.page.locator(".message", has_text="Everything")
        for tag, words in STYLES.items():
            await expect(said.locator(tag).first).to_have_text(words)
        await expect(said.locator(".text a")).to_have_attribute("href", "https://example.org/")
        await expect(said.locator("script")).to_have_count(0)
        for style in ("danger", "success", "primary"):
            await expect(said.locator(f".key.is-{style}")).to_have_count(1)
        assert await faults(anna) == []
        await said.locator(".unfold").click()
        await expect(said.locator(".quote.is-folded")).to_have_count(0)
        await said.locator(".spoiler").click()
        await expect(said.locator(".spoiler.is-shown")).to_have_text("secret")
        picture = anna.page.locator(".message.is-theirs .photo img")
        await picture.scroll_into_view_if_needed()
        await expect(picture).to_have_js_property("naturalWidth", 390)


def copied(message: Message) -> dict[str, int]:
    """Return the arguments that copy a message."""
    return {"from_chat_id": message.chat.id, "message_id": message.message_id}


async def test_a_tap_shows_its_answer_as_a_toast_or_as_an_alert(browser: Browser) -> None:
    async with Playground() as served, looking(browser, served, DESKTOP) as anna:
        reader = served.personas.by_name["anna"].person
        await anna.open("Xulosa")
        reader.start()
        markup = {"text": "Sure?", "reply_markup": COLORED}
        await ask(anna, served, "sendMessage", chat_id=reader.id, **markup)

        await _tap_and_answer(anna, served, "Keep", is_alert=False)
        await expect(anna.page.locator(".toast")).to_have_text("Keep: done <b>")
        await _tap_and_answer(anna, served, "Delete", is_alert=True)
        await expect(anna.page.locator("dialog .says")).to_have_text("Delete: done <b>")
        await expect(anna.page.locator(".key.is-waiting")).to_have_count(0)


async def _tap_and_answer(
    visitor: Visitor, served: Playground, label: str, *, is_alert: bool
) -> None:
    taps = served.world.callback_queries
    before = len(taps)
    await visitor.page.locator(".key", has_text=label).click()
    await served.until(lambda: len(taps) > before)
    await expect(visitor.page.locator(".key.is-waiting")).to_have_count(1)
    said = {"text": f"{label}: done <b>", "show_alert": is_alert}
    await ask(visitor, served, "answerCallbackQuery", callback_query_id=list(taps)[-1], **said)
