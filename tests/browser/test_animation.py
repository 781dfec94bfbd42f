"""The animation of `make pictures` is a WebP file that a browser plays."""

import base64

import pytest
from playwright.async_api import Browser

from bot.playground.page.playground import Playground
from tests.browser.animation import animated, as_webp
from tests.browser.browser import PHONE, looking

pytestmark = pytest.mark.asyncio(loop_scope="module")

_READ = """async (encoded) => {
  const data = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  const decoder = new ImageDecoder({ type: "image/webp", data });
  await decoder.tracks.ready;
  const { frameCount, repetitionCount } = decoder.tracks.selectedTrack;
  const { image } = await decoder.decode({ frameIndex: frameCount - 1 });
  const isEndless = repetitionCount === Infinity;
  return [frameCount, image.displayWidth, image.displayHeight, image.duration, isEndless];
}"""


async def test_a_browser_plays_every_frame_of_an_animation(browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": 200, "height": 100})
    frames = []
    for color in ("red", "green", "blue"):
        await page.set_content(f"<body style='background: {color}'>{color}")
        frames.append(await as_webp(page, await page.screenshot()))
    await page.close()

    made = animated(frames, (200, 100), milliseconds=700)

    async with Playground() as served, looking(browser, served, PHONE) as visitor:
        read = await visitor.page.evaluate(_READ, base64.b64encode(made).decode())
        assert read == [3, 200, 100, 700_000, True]
