"""A new reader gets the first card after at most five taps, in every language of the bot."""

import re

import pytest
from playwright.async_api import Browser, expect

from bot.domain.ids import TagKey
from bot.domain.tag import Tag, tag_key
from bot.i18n.translator import LANGUAGES, get_translator
from bot.playground.page.playground import Playground
from tests.browser.browser import looking
from tests.browser.first_minute import (
    NARROW_PHONE,
    count_taps,
    cut_labels,
    follow_first,
    greeted,
    taps_and_keys,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

TAPS_MAX = 5
A_MONTH = re.compile(r"\D{4}")  # a browser without the language writes a number: M11 26


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_first_pushed_card_takes_five_taps_and_no_word(
    language: str, browser: Browser, served: Playground
) -> None:
    edith = served.personas.by_name["edith"].person
    translator = get_translator(language)
    async with looking(browser, served, NARROW_PHONE, language=language) as anna:
        await count_taps(anna)
        greeting = await greeted(anna)
        await expect(greeting).to_contain_text(translator.text("start.more"))
        await expect(anna.page.locator(".day").first).to_contain_text(A_MONTH)
        tag = await follow_first(anna, greeting)
        assert await cut_labels(anna.cards.last) == []
        await anna.tap(anna.cards.last, "⋯")
        await expect(anna.cards.last).to_contain_text(translator.text("card.shorter"))
        assert await cut_labels(anna.cards.last) == []
        hashtag = Tag(key=TagKey(tag_key(tag)), name=tag, number=1).hashtag
        edith.send(f"/add {served.news.url('en-lighthouse')} {hashtag}")

        pushed = anna.cards.filter(has_text="Orrel").last
        why = translator.text("card.why", tag=hashtag)
        await expect(pushed).to_contain_text(why)
        taps, typed = await taps_and_keys(anna)
        assert taps <= TAPS_MAX
        assert typed == 0
