"""The first minute of a reader: from a fresh page to the card of a followed tag, by taps alone."""

from playwright.async_api import Locator

from tests.browser.browser import Visitor

NARROW_PHONE = (360, 800)  # pixels
_COUNT = """() => {
  window.taps = 0;
  window.typed = 0;
  addEventListener("click", () => window.taps++, true);
  addEventListener("keydown", () => window.typed++, true);
}"""

_IS_CUT = "(key) => key.scrollWidth > key.clientWidth || key.scrollHeight > 44"  # pixels


async def count_taps(visitor: Visitor) -> None:
    """Count the taps and keys on the page from now on."""
    await visitor.page.evaluate(_COUNT)


async def taps_and_keys(visitor: Visitor) -> tuple[int, int]:
    """Return the numbers of taps and keys since `count_taps`."""
    counted: list[int] = await visitor.page.evaluate("[window.taps, window.typed]")
    return counted[0], counted[1]


async def greeted(visitor: Visitor) -> Locator:
    """Open the chat with the bot and press Start; return the greeting."""
    await visitor.open("Xulosa")
    await visitor.start()
    return visitor.page.locator(".message.is-theirs").first


async def cut_labels(card: Locator) -> list[str]:
    """Return the labels of a card's buttons that need a second line, or more width."""
    return [
        await key.inner_text()
        for key in await card.locator(".key").all()
        if await key.evaluate(_IS_CUT)
    ]


async def follow_first(visitor: Visitor, greeting: Locator) -> str:
    """Tap the first tag of the greeting, and wait for its newest card; return the tag's name."""
    first = greeting.locator(".key").first
    name = await first.inner_text()
    await first.click()
    await visitor.cards.last.wait_for()
    return name
