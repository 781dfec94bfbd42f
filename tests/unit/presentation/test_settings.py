"""Screens of the settings: current choices are marked, and each screen leads back."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.chat import Chat
from bot.domain.filter import FILTER_KINDS, FILTERS_MAX, WORDS_MAX, Filter, FilterKind
from bot.domain.ids import ChatId, TagKey
from bot.domain.schedule import QuietHours, Schedule
from bot.domain.tag import KEY_MAX, Tag
from bot.i18n.html import visible_text
from bot.i18n.translator import LANGUAGES, Translator, get_translator
from bot.presentation.buttons import SETTINGS_PAGES, FilterButton
from bot.presentation.filters import filters_message, words_question
from bot.presentation.help import all_commands_message, help_message
from bot.presentation.links import parse_filter_payload, parse_own_link
from bot.presentation.outgoing_message import OutgoingMessage
from bot.presentation.schedule import off_message, quiet_hours_message, schedule_message
from bot.presentation.settings import (
    card_settings_message,
    choose_chat_message,
    home_message,
    language_message,
    managed_chats_message,
    privacy_message,
    topics_message,
)
from bot.presentation.truncate import utf16_length
from tests.support.button_labels import labels_of

EN = get_translator("en")
MESSAGE_MAX = 4_096  # UTF-16 units, in sendMessage
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
ANN = Chat(id=ChatId(7), kind="private", title="Ann", language="en", length=5)
CHANNEL = Chat(id=ChatId(-1001), kind="channel", title="News", language="uz")
ROADS = Tag(key=TagKey("roads"), name="roads", number=1)
SEA = Tag(key=TagKey("sea"), name="sea", number=2)


def delivery(schedule: Schedule, **changes: bool) -> OutgoingMessage:
    settings = {"is_silent": False, **changes}
    return schedule_message(
        schedule, next_digest_at=None, tags=(), now=NOW, translator=EN, **settings
    )


def filters_page(
    page: int = 0,
    translator: Translator = EN,
    *,
    count: int = 21,
    words: str = "trams",
    can_add: bool = True,
) -> OutgoingMessage:
    filters = [
        Filter(kind="require", words=f"{number}", written=words, tag_key=TagKey("t" * KEY_MAX))
        for number in range(count)
    ]
    return filters_message(filters, page, translator, can_add=can_add)


def every_page(translator: Translator) -> list[OutgoingMessage]:
    return [
        topics_message([ROADS, SEA], [ROADS], (1, True), translator),
        schedule_message(
            Schedule(mode="weekly"),
            next_digest_at=NOW,
            tags=[(ROADS, "daily")],
            now=NOW,
            is_silent=True,
            translator=translator,
        ),
        filters_page(0, translator, words="W" * WORDS_MAX),
        filters_page(1, translator),
        filters_page(0, translator, count=0),
        language_message(CHANNEL, translator),
        card_settings_message(CHANNEL, translator),
        privacy_message(translator),
        managed_chats_message([CHANNEL], translator),
        all_commands_message(translator, is_editor=True),
    ]


def test_the_first_screen_leads_to_every_other_screen() -> None:
    message = home_message(ANN, 2, EN, bot_username="xulosa_bot")

    shown = {button.data for row in message.rows for button in row}
    assert shown == {f"sc:{name}:0" for name in SETTINGS_PAGES if name not in ("home", "links")}
    assert message.html == (
        "<b>Settings</b>\nTopics: 2\nDelivery: at once\nLanguage: English\n"
        "Summary: 5 sentences\nNew articles: with sound"
    )


def test_a_group_has_neither_privacy_nor_other_chats() -> None:
    message = home_message(CHANNEL, 0, EN, bot_username="xulosa_bot")

    assert labels_of(message.rows) == [
        ["Topics", "Delivery"],
        ["Filters", "Language"],
        ["Card"],
        ["Set up in private chat"],
        ["All commands"],
    ]
    assert message.rows[-2][0].url == f"https://t.me/xulosa_bot?start=c_{CHANNEL.id}_home"


def test_a_managed_chat_leads_back_to_the_list_of_its_owner() -> None:
    message = home_message(CHANNEL, 0, EN, bot_username="xulosa_bot", owner_id=ANN.id)

    assert labels_of(message.rows) == [
        ["Topics", "Delivery"],
        ["Filters", "Language"],
        ["Card"],
        ["‹ Back"],
    ]
    assert message.rows[-1][0].data == "@7:sc:chats:0"
    assert "Language: Oʻzbekcha" in message.html


def test_topics_mark_the_followed_tags_and_turn_pages() -> None:
    message = topics_message([ROADS, SEA], [ROADS], (1, True), EN)

    assert labels_of(message.rows) == [["✓ roads", "sea"], ["◀ Previous", "More ▶"], ["‹ Back"]]
    assert [button.data for button in message.rows[0]] == ["t:1:0", "t:2:1"]
    assert [button.data for button in message.rows[1]] == ["sc:topics:0", "sc:topics:2"]
    assert message.html.endswith("#roads")


def test_a_managed_chat_without_topics_gets_no_command_to_type() -> None:
    message = topics_message([SEA], [], (0, False), EN, is_managed=True)

    assert "/" not in message.html


def test_filters_turn_pages_and_offer_to_add_more() -> None:
    first, second = filters_page(0), filters_page(1)

    assert labels_of(first.rows)[-3:] == [["More ▶"], ["Mute a word", "Require a word"], ["‹ Back"]]
    assert labels_of(second.rows) == [
        ["Remove “trams”"],
        ["◀ Previous"],
        ["Mute a word", "Require a word"],
        ["‹ Back"],
    ]
    assert [row[0].data for row in (first.rows[-3], second.rows[1])] == [
        "sc:filters:1",
        "sc:filters:0",
    ]


def test_a_removed_filter_leaves_its_page_or_the_last_one_open() -> None:
    second = filters_page(1, count=22)
    emptied = filters_page(1, count=20)

    assert [FilterButton.decode(row[0].data or "").page for row in second.rows[:2]] == [1, 1]
    assert emptied == filters_page(0, count=20)
    assert filters_message([], 1, EN) == filters_message([], 0, EN)


def test_filters_are_added_by_taps_in_private_until_it_is_full() -> None:
    assert labels_of(filters_page(count=0, can_add=False).rows) == [["‹ Back"]]
    assert labels_of(filters_page(4, count=FILTERS_MAX).rows)[-2:] == [["◀ Previous"], ["‹ Back"]]


def test_filters_are_added_by_commands_where_there_are_no_buttons() -> None:
    assert "/filter" in filters_page(count=0, can_add=False).html
    assert "/filter" not in filters_page(count=0).html


@given(st.integers(-(2**52), 2**52).filter(bool), st.sampled_from(FILTER_KINDS))
def test_a_question_for_words_names_chat_and_kind(number: int, kind: FilterKind) -> None:
    chat = Chat(id=ChatId(number), kind="channel", title="News <&>")

    message = words_question(chat, kind, EN, bot_username="xulosa_bot")

    payload = parse_own_link(re.findall('href="([^"]+)"', message.html)[0], "xulosa_bot")
    assert parse_filter_payload(payload or "") == (number, kind)
    assert message.reply_placeholder


def test_delivery_marks_mode_time_and_day_in_short_rows() -> None:
    message = delivery(Schedule(mode="weekly", digest_minute=18 * 60, digest_weekday=4))

    marked = [label for row in labels_of(message.rows) for label in row if label.endswith("✓")]
    assert marked == ["Weekly digest ✓", "18:00 ✓", "Fri ✓"]
    assert max(map(len, message.rows)) == 4
    assert labels_of(message.rows)[-2:] == [["Send silently"], ["‹ Back"]]


def test_delivery_of_a_managed_chat_has_no_command_to_type() -> None:
    quiet = QuietHours(22 * 60, 7 * 60)

    assert "/digest" in delivery(Schedule()).html
    assert "/digest" not in delivery(Schedule(), is_managed=True).html
    assert "/digest" not in quiet_hours_message(Schedule(quiet=quiet), EN, is_managed=True).html


def test_quiet_hours_mark_the_current_ones() -> None:
    message = quiet_hours_message(Schedule(quiet=QuietHours(22 * 60, 7 * 60)), EN)

    assert "22:00-07:00 ✓" in [label for row in labels_of(message.rows) for label in row]


def test_digest_off_offers_to_pause_or_to_send_at_once() -> None:
    (row,) = off_message(EN).rows

    assert [(button.text, button.data) for button in row] == [
        ("Pause", "h:mode:paused"),
        ("At once", "h:mode:now"),
    ]


def test_the_language_of_the_chat_is_marked_not_of_the_reader() -> None:
    rows = labels_of(language_message(CHANNEL, EN).rows)

    marked = [label for row in rows for label in row if "✓" in label]

    assert marked == ["Oʻzbekcha ✓"]


@pytest.mark.parametrize(
    ("chat", "switches"),
    [(ANN, ["Plain text", "Compact"]), (CHANNEL, ["Plain text", "Compact", "Buttons ✓"])],
)
def test_card_settings_mark_length_and_switches(chat: Chat, switches: list[str]) -> None:
    message = card_settings_message(chat, EN)

    assert f"{chat.length} ✓" in labels_of(message.rows)[0]
    assert labels_of(message.rows)[1] == switches


def test_connected_chats_are_buttons_that_name_them() -> None:
    message = managed_chats_message([CHANNEL], EN)

    assert labels_of(message.rows) == [["News"], ["Add a chat"], ["‹ Back"]]
    assert message.rows[0][0].data == "@-1001:sc:home:0"


def test_many_connected_chats_are_on_pages_that_exist() -> None:
    chats = [replace(CHANNEL, title=f"News {number}") for number in range(21)]

    first, second = [managed_chats_message(chats, EN, page) for page in (0, 1)]

    assert labels_of(first.rows)[19:] == [["News 19"], ["More ▶"], ["Add a chat"], ["‹ Back"]]
    assert labels_of(second.rows)[:2] == [["News 20"], ["◀ Previous"]]
    assert [row[0].data for row in (first.rows[20], second.rows[1])] == ["sc:chats:1", "sc:chats:0"]
    assert managed_chats_message(chats[:20], EN, 1) == managed_chats_message(chats[:20], EN)


def test_a_chat_is_chosen_among_channels_or_groups() -> None:
    requests = choose_chat_message(EN).chat_requests

    assert [(each.number, each.is_channel) for each in requests] == [(1, True), (2, False)]


def test_help_shows_the_menu_and_leads_to_all_commands() -> None:
    message = help_message(EN, is_editor=False)

    assert "/digest" not in message.html
    assert message.rows[0][0].data == "sc:commands:0"
    assert "/digest" in all_commands_message(EN, is_editor=False).html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_leads_back_with_labels_that_fit(language: str) -> None:
    translator = get_translator(language)

    for message in every_page(translator):
        assert message.rows[-1][0].data == "sc:home:0"
        assert utf16_length(visible_text(message.html)) <= MESSAGE_MAX
        for row in message.rows:
            limit = 12 if len(row) > 3 else 36 // len(row)
            assert all(utf16_length(button.text) <= limit for button in row), row
