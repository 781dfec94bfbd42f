"""The words of the code: no metaphor of earlier names, and one meaning for a file's name."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.prose.names import defined_names, words_of

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "storage")
MIGRATIONS = "storage/migrations/versions/"  # migrations keep the names of their time


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words, or words in a row, that no name may contain: a standard term replaced each.
BANNED_WORDS = _words("""
    together one_trip telling tellings offers reshape look_again seen_updates saved_articles
    wire intake lane lanes arrive stage stages crew steady patience patient
    desk meet acquainted go_on settle speak require_sight join_tags
    pacer pace trail too_fast chat_asleep unsure timing not_now for_the_digest toasts redraws
    harmlessly patiently kin bounds taglinks unpack pasted
    furniture junk cue cues dangling taste words_too
    standing told card_face shown_card shown_cards screen say come_back_later
    asker tell_all exchange operate cast ring guard courier
    links_a at_once unoffered to_answer put_off answer_later address_key
    newsroom newsstand stand owed owing hooked trouble
""")
# Former names of classes; the same words in lower case are in use.
BANNED_CLASSES = _words("""
    Answers CardFace Counts Fetched Head Held Ingestion Items Place Redraws Served Speech Stories
    Story Target Toasts
""")
# Modules; the plain words are in use elsewhere.
BANNED_MODULES = _words("""
    again arrival calls hosts listening mentions headlines opening outcome plain reading recent
    saved structured tapped walls written
""")
# The names that several files may have: each package says which of them it is.
SHARED_FILE_NAMES = {
    "__init__.py": "every package",
    "account.py": "handlers, actions",
    "articles.py": "storage, cli",
    "cards.py": "handlers, actions, storage",
    "chats.py": "actions, storage, the Bot API server's methods and state",
    "digest.py": "domain, presentation",
    "digests.py": "storage, delivery",
    "dispatch.py": "handlers, the Bot API server",
    "document.py": "readers, summaries",
    "editing.py": "handlers, the Bot API server's methods",
    "errors.py": "domain, delivery, the Bot API server",
    "fanout.py": "storage, delivery",
    "feeds.py": "handlers, actions, presentation, cli, storage",
    "files.py": "readers, the Bot API server's methods",
    "filters.py": "actions, presentation, storage",
    "housekeeping.py": "storage, workers",
    "html.py": "i18n, the Bot API server",
    "leases.py": "domain, storage",
    "links.py": "presentation, the Bot API server",
    "managed_chats.py": "actions, storage",
    "notices.py": "storage, delivery",
    "opml.py": "ingestion, presentation",
    "playground.py": "cli, the page",
    "private.py": "handlers, presentation",
    "ratings.py": "handlers, storage",
    "routes.py": "handlers, the page",
    "schedule.py": "handlers, actions, domain, presentation, ingestion",
    "sender.py": "handlers, delivery",
    "server.py": "web, the Bot API server",
    "settings.py": "handlers, presentation",
    "submissions.py": "handlers, storage",
    "summaries.py": "handlers, storage",
    "summarize.py": "actions, cli",
    "webhook.py": "transport, web",
}


def code() -> list[Path]:
    """Return the files of the product, without the migrations."""
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    return [file for file in files if MIGRATIONS not in file.as_posix()]


def files_of_tests() -> list[Path]:
    """Return the files of the tests."""
    return sorted((ROOT / "tests").rglob("*.py"))


def names_in(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of each name that a module defines, columns and tables too."""
    yield from defined_names(source)
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Name(id="Column" | "Table" | "Index"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name


def banned_words_in(name: str) -> list[str]:
    """Return the banned words of a name that are not excepted there."""
    spelled = f"_{'_'.join(words_of(name))}_"
    return [word for word in BANNED_WORDS if f"_{word}_" in spelled]


def test_no_name_has_a_banned_word() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}: {name}"
        for file in [*code(), *files_of_tests()]
        for line, name in [*names_in(file.read_text()), *_names_of_path(file)]
        if (banned_words_in(name) or name in BANNED_CLASSES) and not name.startswith("test_")
    ]

    assert found == []


def test_no_module_has_a_banned_name() -> None:
    assert [file for file in [*code(), *files_of_tests()] if file.stem in BANNED_MODULES] == []


def test_only_listed_file_names_occur_more_than_once() -> None:
    counts = Counter(file.name for file in code())

    repeated = {name for name, count in counts.items() if count > 1}

    assert repeated - SHARED_FILE_NAMES.keys() == set()


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("class FeedStage: ...", "FeedStage"),
        ("class Newsroom: ...", "Newsroom"),
        ("def go_on_later(): ...", "go_on_later"),
        ("def f(the_desk): ...", "the_desk"),
        ("self.kin = 1", "kin"),
        ("import storage as wire", "wire"),
        ('Column("told_of", Text)', "told_of"),
    ],
)
def test_a_banned_word_is_found_in_every_sort_of_name(source: str, name: str) -> None:
    assert name in [each for _, each in names_in(source)]
    assert banned_words_in(name) != []


@pytest.mark.parametrize("name", ["staged", "going_on", "kindness", "FeedStatus"])
def test_a_banned_word_is_not_found_in_a_part_of_a_word(name: str) -> None:
    assert banned_words_in(name) == []


def _names_of_path(file: Path) -> list[tuple[int, str]]:
    return [(1, part.removesuffix(".py")) for part in file.relative_to(ROOT).parts]
