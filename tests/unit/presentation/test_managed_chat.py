"""Buttons that change another chat: the chat survives the trip, fits, and is checked."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.chat import Chat
from bot.domain.errors import NotFound
from bot.domain.ids import ROW_ID_MAX, ChatId
from bot.domain.schedule import zones
from bot.i18n.html import Html
from bot.presentation.buttons import (
    AddFilterButton,
    FilterButton,
    LanguageButton,
    ScheduleButton,
    SchedulePageButton,
    SettingButton,
    SettingsPageButton,
)
from bot.presentation.managed_chat import message_about, split_target, with_target
from bot.presentation.outgoing_message import CALLBACK_MAX, Button, OutgoingMessage
from bot.presentation.start_buttons import ToggleTagButton

CHAT_IDS = st.integers(-(2**52), 2**52).filter(bool).map(ChatId)  # at most 52 bits, says Telegram
SETTINGS = st.one_of(
    st.builds(SettingsPageButton, st.just("delivery"), st.integers(0, 10**6)),
    st.builds(ToggleTagButton, st.integers(1, ROW_ID_MAX), st.integers(0, 1)),
    st.builds(SettingButton, st.just("compact"), st.integers(0, 1)),
    st.builds(LanguageButton, st.just("uz-Cyrl")),
    st.builds(ScheduleButton, st.just("zone"), st.sampled_from(zones())),
    st.builds(SchedulePageButton, st.just("Antarctica"), st.integers(0, 9)),
    st.builds(FilterButton, st.just("0123456789ab"), page=st.integers(0, 10**6)),
    st.builds(AddFilterButton, st.just("require")),
)
CHANNEL = Chat(id=ChatId(-1001), kind="channel", title="News <&>")


@given(CHAT_IDS, SETTINGS)
def test_a_button_about_another_chat_survives_and_fits(
    chat_id: ChatId, payload: SettingsPageButton
) -> None:
    data = with_target(payload.encode(), chat_id)

    assert len(data.encode()) <= CALLBACK_MAX
    assert split_target(data) == (chat_id, payload.encode())


@given(st.text(max_size=70))
def test_junk_after_the_mark_is_a_stale_button_and_nothing_else(data: str) -> None:
    with suppress(NotFound):  # any other error fails the test
        split_target(f"@{data}")


@pytest.mark.parametrize(
    "forged", ["@", "@:c", "@5", "@5:", "@0:c:length:3", "@٣:c", "@--5:c", "@5x:c", "@" + "9" * 17]
)
def test_a_forged_target_is_a_stale_button(forged: str) -> None:
    with pytest.raises(NotFound, match=r"button\.stale"):
        split_target(forged)


def test_a_button_without_a_target_is_about_its_own_chat() -> None:
    assert split_target("c:length:3") == (None, "c:length:3")


def test_a_message_about_a_chat_names_it_in_text_and_buttons() -> None:
    row = (
        Button(text="set", data="c:length:3"),
        Button(text="back", data="@7:sc:chats:0"),
        Button(text="page", url="https://example.org"),
    )

    message = message_about(CHANNEL, OutgoingMessage(html=Html("Settings"), rows=(row,)))

    assert message.html == "<b>News &lt;&amp;&gt;</b>\n\nSettings"
    assert [each.data for each in message.rows[0]] == ["@-1001:c:length:3", "@7:sc:chats:0", None]
