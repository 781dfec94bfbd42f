"""Every language has all texts of the English catalogue, in a form that Telegram can show."""

import re
from typing import get_args

import pytest

from bot.actions import filters, schedule
from bot.actions.browse import PERIODS
from bot.domain.feed import FeedError
from bot.domain.filter import FILTER_KINDS
from bot.domain.schedule import MODES
from bot.domain.tag import KEY_MAX, NAME_MAX
from bot.i18n.translator import LANGUAGES, get_translator
from bot.ingestion.media_types import KINDS
from bot.presentation.buttons import PRIVACY_ACTIONS, SETTINGS_PAGES
from bot.presentation.commands import EDITORS, PEOPLE
from bot.presentation.media import MEDIA_KINDS
from bot.presentation.schedule import DAYS
from tests.support.catalogs import catalogue, every_form, path_of, placeholders, plurals, texts
from tests.support.text_keys import EVERYWHERE, keys_said_in, label_keys_in, strings_in

FORMS = {"en": 2, "ru": 3, "uz": 1, "uz-Cyrl": 1}
TRANSLATIONS = sorted(LANGUAGES.keys() - {"en"})
COMPUTED = {
    *(f"command.{name}" for name in PEOPLE + EDITORS),
    *(f"list.top.{period}" for period in PERIODS),
    *(f"digest.mode.{mode}" for mode in MODES),
    *(f"digest.day.{day}" for day in DAYS),
    *(f"digest.button.{name}" for name in (*MODES, "quiet", "cap", "zones")),
    *(f"filter.{kind}" for kind in FILTER_KINDS),
    *(f"filter.{part}.{kind}" for part in ("ask", "button") for kind in FILTER_KINDS),
    *(f"settings.button.{name}" for name in SETTINGS_PAGES if name != "home"),
    *(f"settings.card.{name}" for name in ("plain", "compact", "buttons")),
    *(f"settings.{action}" for action in PRIVACY_ACTIONS),
    *(f"media.{kind}" for kind in MEDIA_KINDS),
    *(f"page.kind.{kind}" for kind in KINDS if kind != "pdf"),
    *(f"feed.error.{error}" for error in get_args(FeedError)),
}
TOAST_MAX = 200  # characters of an answer to a tap
DESCRIPTION_MAX = 256  # characters of a command's description
LABEL_MAX = 24  # characters; longer ones are cut on a phone where two buttons share a row
CARD_LABELS = {
    "card.shorter": "Shorter",
    "card.longer": "Longer",
    "card.full": "Full text",
    "card.save": "Save",
    "card.share": "Share",
    "card.saved": "Saved ✓",
    "card.source": "Source",
    "card.why_button": "Why",
    "card.open": "Open",
}
LABELS = [
    *CARD_LABELS,
    *("list.before", "list.after", "settings.make_sound", "settings.make_silent"),
    *("delete.yes", "broadcast.yes", "forget.yes", "cancel", "missed.send", "missed.skip"),
    *("missed.digest", "start.more", "start.latest", "follow.undo", "pause.yes", "pause.resume"),
    "private.open",
    *("settings.back", "settings.export", "settings.forget"),
    *("chats.add", "chats.channel", "chats.group", "digest.no_quiet", "digest.no_cap"),
    *(f"digest.button.{name}" for name in (*MODES, "quiet", "cap", "zones")),
    *(f"filter.button.{kind}" for kind in FILTER_KINDS),
    *("settings.in_private", "settings.links_switch"),
    *(f"settings.button.{name}" for name in SETTINGS_PAGES if name != "home"),
    *(f"settings.card.{name}" for name in ("plain", "compact", "buttons")),
    *("feeds.pause", "feeds.retry", "feeds.remove", "feeds.file"),
]
CALLBACK_ANSWERS = [
    *("rating.saved", "saved.put", "saved.dropped", "follow.toast", "follow.left_toast"),
    *("missed.sending", "missed.skipped", "settings.changed", "error.ours"),
    *("saved.already", "why.tag", "why.asked", "why.asked_here", "tap.coming", "tap.repeated"),
    *("feed.gone", "feeds.removed_toast", "private.only"),
    "follow.chat_toast",
    *("button.stale", "button.not_yours", "article.gone", "editors.only", "admins.only"),
    "admins.unknown",
    *("broadcast.sending", "broadcast.sent_before", "broadcast.gone", "language.unknown"),
    *("follow.too_many", "tag.gone", "tag.too_long", "tag.not_a_tag"),
]
LONGEST = {
    "tag": "#" + "t" * NAME_MAX,
    "written": "w" * KEY_MAX,
    "languages": ", ".join(LANGUAGES),
    "count": 1_000_000,
    "number": 1_000_000,
    "maximum": 1_000_000,
}

in_every_language = pytest.mark.parametrize("language", LANGUAGES)
in_every_translation = pytest.mark.parametrize("language", TRANSLATIONS)


def commands_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w<:/])/[a-z]+", text))


def is_balanced(text: str) -> bool:
    """Whether the text has only <b> and <i>, each closed, and no other markup."""
    within = re.compile(r"<(b|i)>[^<>]*</\1>")
    while within.search(text):
        text = within.sub("", text)
    return "<" not in text and ">" not in text and "&" not in text


@in_every_translation
def test_a_language_has_exactly_the_texts_of_english(language):
    assert texts(language).keys() == texts("en").keys()
    assert plurals(language) == plurals("en")


@in_every_language
def test_no_text_is_empty_or_left_for_later(language):
    assert [key for key, form in every_form(language) if not form.strip()] == []
    assert [message.id for message in catalogue(language) if message.id and message.fuzzy] == []


@in_every_language
def test_no_key_stands_in_a_catalogue_twice(language):
    written = path_of(language).read_text(encoding="utf-8")

    keys = re.findall(r'^msgid "(.+)"$', written, re.MULTILINE)

    assert sorted(keys) == sorted(set(keys))


@in_every_language
def test_a_plural_text_has_every_form_of_its_language(language):
    counts = {key: len(texts(language)[key]) for key in plurals(language)}

    assert catalogue(language).num_plurals == FORMS[language]
    assert set(counts.values()) == {FORMS[language]}


@in_every_language
def test_every_form_has_the_placeholders_of_the_english_text(language):
    odd = [
        (key, form)
        for key, form in every_form(language)
        if placeholders(form) != placeholders(texts("en")[key][-1])
    ]

    assert odd == []


@in_every_translation
def test_every_form_names_the_commands_of_the_english_text(language):
    odd = [
        (key, form)
        for key, form in every_form(language)
        if commands_in(form) != commands_in(texts("en")[key][-1])
    ]

    assert odd == []


@in_every_language
def test_markup_is_balanced(language):
    assert [(key, form) for key, form in every_form(language) if not is_balanced(form)] == []


@in_every_translation
def test_nothing_is_left_in_english(language):
    english = texts("en")
    same = {key for key, form in every_form(language) if form in english[key]}

    assert same == {"command.language"}


def test_the_buttons_of_an_english_card_hold_the_promised_words():
    labels = {key: get_translator("en").text(key) for key in CARD_LABELS}

    assert labels == CARD_LABELS


@in_every_translation
def test_card_labels_are_in_one_language(language):
    own = {get_translator(language).text(key) for key in CARD_LABELS}

    assert not [label for label in own for word in CARD_LABELS.values() if word in label]


@in_every_language
@pytest.mark.parametrize("key", LABELS)
def test_a_label_fits_its_button(language, key):
    assert 1 <= len(get_translator(language).text(key)) <= LABEL_MAX


def test_every_label_of_the_code_is_measured():
    said = label_keys_in("bot/presentation", "handlers", "bot/delivery")

    assert len(said) > len(CARD_LABELS)
    assert [key for key in said if not any(label.startswith(key) for label in LABELS)] == []


@in_every_language
@pytest.mark.parametrize("key", CALLBACK_ANSWERS)
def test_an_answer_to_a_tap_always_fits_and_has_no_markup(language, key):
    said = [form.format(**LONGEST) for form in texts(language)[key]]

    assert all(1 <= len(each) <= TOAST_MAX for each in said), said
    assert not any("<" in each for each in said)


@in_every_language
@pytest.mark.parametrize("command", PEOPLE + EDITORS)
def test_a_command_description_fits_the_menu_and_is_lowercase(language, command):
    description = get_translator(language).text(f"command.{command}")

    assert 1 <= len(description) <= DESCRIPTION_MAX
    assert description[0].islower() or command == "language"


def test_commands_and_descriptions_are_the_same_set():
    described = {key for key in texts("en") if key.startswith("command.")}

    assert described == {f"command.{name}" for name in PEOPLE + EDITORS}


def test_every_text_key_of_the_code_exists():
    assert keys_said_in(*EVERYWHERE) - texts("en").keys() == set()


def test_every_dotted_string_of_the_screens_is_a_text_key():
    families = {key.partition(".")[0] for key in texts("en") if "." in key}
    dotted = {
        each
        for each in strings_in("handlers", "bot/presentation", "bot/actions", "bot/delivery")
        if re.fullmatch(r"[a-z]+(\.[a-z_]+)+", each) and each.partition(".")[0] in families
    }

    assert dotted - texts("en").keys() == set()


def test_every_text_is_said_somewhere():
    assert texts("en").keys() - strings_in(*EVERYWHERE) - COMPUTED == set()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", {"без", "только", "выкл"}),
        ("uz", {"yashir", "faqat", "yoʻq"}),
        ("uz-Cyrl", {"яшир", "фақат", "йўқ"}),
    ],
)
def test_a_filters_examples_use_the_words_of_their_language(language, words):
    written = " ".join(texts(language)["filter.how"] + texts(language)["filter.none"])

    used = re.findall(r"/filter (?:#\w+ )?(\S+?)(?=[\s,]|$)", written)

    assert set(used) == words
    assert words <= {*filters.KIND_WORDS, *schedule.OFF_WORDS}


@in_every_translation
def test_no_kind_of_file_is_named_in_english(language):
    for kind in sorted({*KINDS} - {"pdf", "video", "audio"}):
        assert kind not in get_translator(language).text("page.not_a_page", kind=kind)
