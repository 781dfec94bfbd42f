"""Words that ask to stop or say thanks, in every language of the bot."""

import pytest

from bot.domain.small_talk import small_talk


@pytest.mark.parametrize(
    "text",
    ["Stop!", "unsubscribe", "СТОП", "Хватит.", "не присылай", "Тўхта", "toʻxtat", "Yetarli"],
)
def test_a_request_to_stop_is_understood(text: str) -> None:
    assert small_talk(text) == "stop"


@pytest.mark.parametrize(
    "text", ["Thanks!!", "thank you very much", "Спасибо большое", "рахмат", "Катта раҳмат"]
)
def test_thanks_are_understood(text: str) -> None:
    assert small_talk(text) == "thanks"


@pytest.mark.parametrize(
    "text", ["", "👍", "stop bridges", "bus stop", "thanks to the builders of the bridge"]
)
def test_other_words_are_no_small_talk(text: str) -> None:
    assert small_talk(text) is None
