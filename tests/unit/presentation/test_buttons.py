"""Payloads of buttons: they survive encoding, fit the limit, and are checked when read back."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.article import SHARE_KEY, SHARE_KEY_LENGTH
from bot.domain.errors import NotFound
from bot.domain.filter import FILTER_KINDS
from bot.domain.ids import ROW_ID_MAX, ArticleId
from bot.domain.schedule import MODES
from bot.i18n.translator import LANGUAGES
from bot.presentation import buttons, start_buttons
from bot.presentation.buttons import Payload
from bot.presentation.outgoing_message import CALLBACK_MAX, Button
from handlers.routes import routes

NUMBERS = st.integers(1, ROW_ID_MAX)
KEYS = st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=62)
SHARE_KEYS = st.just("") | st.from_regex(SHARE_KEY, fullmatch=True)
ANY_LANGUAGE = st.sampled_from(["", *LANGUAGES])


def _joined(numbers: list[int]) -> str:
    return ",".join(map(str, numbers))


NUMBER_LISTS = st.lists(NUMBERS, min_size=1, max_size=3).map(_joined)
PAYLOADS = st.one_of(
    st.builds(
        buttons.RateButton,
        NUMBERS,
        st.integers(1, 10),
        NUMBERS,
        ANY_LANGUAGE,
        st.integers(1, 5),
        key=SHARE_KEYS,
    ),
    st.builds(
        buttons.LengthButton, NUMBERS, st.integers(1, 10), NUMBERS, ANY_LANGUAGE, key=SHARE_KEYS
    ),
    st.builds(
        buttons.MoreButton, NUMBERS, st.integers(1, 10), NUMBERS, ANY_LANGUAGE, key=SHARE_KEYS
    ),
    st.builds(buttons.SaveButton, NUMBERS, key=SHARE_KEYS),
    st.builds(buttons.UnsaveButton, NUMBERS, key=SHARE_KEYS),
    st.builds(buttons.WhyButton, NUMBERS, key=SHARE_KEYS),
    st.builds(buttons.FullButton, NUMBERS, key=SHARE_KEYS),
    st.builds(buttons.OpenButton, NUMBERS),
    st.builds(buttons.FollowButton, NUMBERS),
    st.builds(buttons.FollowKeyButton, KEYS),
    st.builds(buttons.UnfollowButton, NUMBERS),
    st.builds(start_buttons.ToggleTagButton, NUMBERS, st.integers(0, 1)),
    st.builds(
        start_buttons.UndoFollowButton, st.lists(NUMBERS, min_size=1, max_size=3).map(_joined)
    ),
    st.builds(start_buttons.MenuButton, st.sampled_from(start_buttons.MENU_PAGES)),
    st.builds(start_buttons.StartLanguageButton, st.sampled_from(list(LANGUAGES))),
    st.builds(
        buttons.ListButton,
        st.sampled_from(buttons.LIST_KINDS),
        st.integers(0, 10**6),
        NUMBERS.map(str),
    ),
    st.builds(buttons.LanguageButton, st.sampled_from([*LANGUAGES])),
    st.builds(
        buttons.SettingButton, st.sampled_from(["length", "silent", "plain"]), st.integers(0, 10)
    ),
    st.builds(
        buttons.SettingsPageButton, st.sampled_from(buttons.SETTINGS_PAGES), st.integers(0, 10**6)
    ),
    st.builds(buttons.PrivacyButton, st.sampled_from(buttons.PRIVACY_ACTIONS)),
    st.builds(buttons.ConnectButton),
    st.builds(buttons.MissedButton, st.integers(0, 2)),
    st.builds(start_buttons.PauseButton, st.sampled_from(MODES)),
    st.builds(buttons.DeleteButton, NUMBERS),
    st.builds(buttons.BroadcastButton, NUMBERS, st.integers(0, 1)),
    st.builds(
        buttons.FeedButton,
        st.sampled_from(buttons.FEED_ACTIONS),
        NUMBERS,
        st.integers(0, 10**6),
    ),
    st.builds(buttons.FeedsButton, st.integers(0, 10**6)),
    st.builds(buttons.FeedsFileButton),
    st.builds(buttons.ForgetButton, NUMBERS),
    st.builds(buttons.CancelButton, NUMBERS),
    st.builds(buttons.AddFilterButton, st.sampled_from(FILTER_KINDS)),
    st.builds(buttons.FilterButton, st.just("0123456789ab"), page=st.integers(0, 10**6)),
)


@given(PAYLOADS)
def test_every_button_survives_the_trip_and_fits(payload: Payload) -> None:
    data = payload.encode()

    assert type(payload).decode(data) == payload
    assert 1 <= len(data.encode()) <= CALLBACK_MAX


@given(PAYLOADS, st.text(max_size=70))
def test_junk_is_a_stale_button_and_nothing_else(payload: Payload, malformed: str) -> None:
    """[80-junk]"""
    kind = type(payload)
    for data in (
        malformed,
        f"{kind.verb}:{malformed}",
        f"{payload.encode()}:{malformed}",
        f"r:{malformed}:3:0::5",
    ):
        with suppress(NotFound):  # any other error fails the test
            kind.decode(data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_rating_button_fits_in_any_language(language: str) -> None:
    key = "f" * SHARE_KEY_LENGTH
    longest = buttons.RateButton(ArticleId(ROW_ID_MAX), 10, ROW_ID_MAX, language, 5, key=key)

    assert len(longest.encode()) <= CALLBACK_MAX
    assert buttons.RateButton.decode(longest.encode()) == longest


@pytest.mark.parametrize(
    "forged",
    [
        "r:5:3:0::0",
        "r:5:3:0::6",
        "r:-1:3:0::5",
        "r:5:99:0::5",
        "r:5:3:0:xx:5",
        "r:²:3:0::5",
        "r",
        f"r:{2**63}:3:0::5",
        "r:5:3:0:en",
        "r:5:0123:3:0::5",
        "R:5:3:0::5",
    ],
)
def test_a_forged_rating_is_a_stale_button(forged: str) -> None:
    with pytest.raises(NotFound, match=r"button\.stale"):
        buttons.RateButton.decode(forged)


def test_each_kind_of_button_has_its_own_verb_and_a_route() -> None:
    values = [*vars(buttons).values(), *vars(start_buttons).values()]
    kinds = {each for each in values if isinstance(each, type) and issubclass(each, Payload)}
    verbs = [kind.verb for kind in kinds if hasattr(kind, "verb")]

    assert len(verbs) == len(set(verbs))
    assert set(verbs) <= {route.trigger for route in routes()}


def test_a_button_does_exactly_one_thing() -> None:
    with pytest.raises(ValueError, match="one thing"):
        Button(text="both", data="x", url="https://example.org")
    with pytest.raises(ValueError, match="one thing"):
        Button(text="none")


def test_a_button_carries_at_most_64_bytes_not_characters() -> None:
    Button(text="fits", data="ў" * 32)
    with pytest.raises(ValueError, match="64 bytes"):
        Button(text="does not", data="ў" * 33)
