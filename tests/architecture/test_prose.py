"""The prose linter: each rule finds its fault, and says nothing about good English."""

from pathlib import Path

import pytest

from tests.architecture.prose.__main__ import CHECKED, ROOT, findings_in, main
from tests.architecture.prose.names import words_of
from tests.architecture.prose.passages import Kind, Passage
from tests.architecture.prose.rules import (
    Rule,
    british_spelling,
    metaphor,
    negated_noun,
    noun_less_relative,
    too_long,
)
from tests.architecture.prose.sentences import Sentence, sentences
from tests.architecture.prose.spelling import american

FAULTS: list[tuple[Rule, str]] = [
    (noun_less_relative, "Make an attempt at what is no message."),
    (noun_less_relative, "What is no JSON object comes from a gateway."),
    (noun_less_relative, "Who is stopped leaves no thread."),
    (noun_less_relative, "Which of them comes first is kept."),
    (noun_less_relative, "Refuse who may not see it."),
    (noun_less_relative, "Make a list of who may see it."),
    (noun_less_relative, "Return those that the chat followed."),
    (noun_less_relative, "Tell whoever asked."),
    (noun_less_relative, "Refuse whatever another site sends."),
    (noun_less_relative, "Keep that what somebody sent."),
    (negated_noun, "A flood wait is no failure."),
    (negated_noun, "Words that are no command are searched for."),
    (too_long, "One two three four five six. " + "Word " * 31 + "."),
    (british_spelling, "An article that was summarised."),
    (british_spelling, "The behaviour of a cancelled task."),
    (british_spelling, "Rows are kept for ever."),
    (metaphor, "The desk has the store."),
    (metaphor, "All tellings of a story."),
]
GOOD: list[tuple[Rule, str]] = [
    (noun_less_relative, "Refuse a person who may not see the article."),
    (noun_less_relative, "Return what the page shows."),
    (noun_less_relative, "People who follow a tag, and who did not mute it, get the card."),
    (noun_less_relative, "What is a story?"),
    (noun_less_relative, "What to do about a flood wait."),
    (noun_less_relative, "Keep one address, whatever the page says."),
    (noun_less_relative, 'The button says "those that wait".'),
    (noun_less_relative, "The key `what is` is a text."),
    (negated_noun, "There is no message."),
    (negated_noun, "The article is no longer there."),
    (too_long, "Word " * 30 + "."),
    (too_long, "One `code span of several words` is one word. " * 5),
    (british_spelling, "Otherwise the analyses promise a precise exercise of our four hours."),
    (british_spelling, "`asyncio` raises `task.cancelled`."),
    (metaphor, "The queue of one chat together with its key."),
]


def advice(rule: Rule, text: str, kind: Kind = Kind.SENTENCES) -> list[str]:
    """Return what a rule says about the sentences of a text."""
    found = [rule(sentence) for sentence in sentences(Passage(1, (text,), kind))]
    return [each for each in found if each]


@pytest.mark.parametrize(("rule", "text"), FAULTS)
def test_a_rule_finds_its_fault(rule: Rule, text: str) -> None:
    assert len(advice(rule, text)) == 1


@pytest.mark.parametrize(("rule", "text"), GOOD)
def test_a_rule_says_nothing_about_good_english(rule: Rule, text: str) -> None:
    assert advice(rule, text) == []


def test_a_heading_may_begin_with_what() -> None:
    assert advice(noun_less_relative, "What would change our mind", Kind.LABEL) == []


@pytest.mark.parametrize(
    ("british", "spelling"),
    [
        ("summarise", "summarize"),
        ("normalisation", "normalization"),
        ("analysed", "analyzed"),
        ("neighbourhood", "neighborhood"),
        ("travelling", "traveling"),
        ("licences", "licenses"),
    ],
)
def test_a_british_word_gets_its_american_spelling(british: str, spelling: str) -> None:
    assert american(british) == spelling


@pytest.mark.parametrize(
    "word", ["summarize", "revise", "analysis", "analyses", "hours", "pour", "called", "filling"]
)
def test_an_american_word_keeps_its_spelling(word: str) -> None:
    assert american(word) is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("put_summarised", ["put", "summarised"]),
        ("HTTPServer2", ["http", "server", "2"]),
        ("_MOST_WORDS", ["most", "words"]),
        ("feedItem", ["feed", "item"]),
    ],
)
def test_a_name_is_split_into_its_words(name: str, words: list[str]) -> None:
    assert words_of(name) == words


def test_a_sentence_knows_its_line_and_its_text() -> None:
    passage = Passage(7, ("One `a.", "B` here. Two", "is e.g. Here. 3 is last.", ""))

    assert [(each.line, each.text) for each in sentences(passage)] == [
        (7, "One `a. B` here."),
        (8, "Two is e.g. Here."),
        (9, "3 is last."),
    ]


def test_a_sentence_counts_code_as_one_word() -> None:
    (sentence,) = sentences(Passage(1, ('Run `make check` and read "that is all" twice',)))

    assert isinstance(sentence, Sentence)
    assert sentence.words == 6


def test_a_module_is_checked_with_docstrings_comments_and_names(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        '"""Good.\n'
        "\n"
        "Tell whoever\n"
        'asked."""\n'
        "colour = 1  # noqa: S105  # what is kept\n"
        "# A comment that goes on: keep\n"
        "# those that wait.\n"
        "text = 'those that wait'\n"
        "def f(behaviour):\n"
        '    """Keep it for ever."""\n'
        "    f.cancelled()\n"
    )

    assert [finding.rsplit(": ", 1)[0] for finding in findings_in(module)] == [
        "3: Tell whoever asked.",
        "5: colour",
        "5: what is kept",
        "6: A comment that goes on: keep those that wait.: name the things",
        "9: behaviour",
        "10: Keep it for ever.",
    ]


def test_a_page_is_checked_without_code_and_quotations(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# What it does\n"
        "> Those that are quoted.\n"
        "```\nthose that are code\n```\n"
        "**What would change our mind.** Those\nthat [wait](those-that.md).\n"
        "| what it says | Those that wait. |\n"
    )

    assert [finding.split(": ")[:2] for finding in findings_in(page)] == [
        ["6", "Those that wait."],
        ["8", "Those that wait."],
    ]


def test_a_script_is_checked_in_its_comments(tmp_path: Path) -> None:
    script = tmp_path / "script.js"
    script.write_text(
        "// Good. Tell\n"
        "// whoever asked.\n"
        "const page = 'https://those that wait'; // what is kept\n"
        "/**\n * Good.\n * Those that\n * wait.\n */\n"
        "/** Those that wait. */\n"
        "those that wait();\n"
    )

    assert [finding.split(": ")[:2] for finding in findings_in(script)] == [
        ["1", "Tell whoever asked."],
        ["3", "what is kept"],
        ["6", "Those that wait."],
        ["9", "Those that wait."],
    ]


def test_a_table_in_a_docstring_is_not_one_sentence(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    rows = [f"key.{number}    A text of five words" for number in range(10)]
    module.write_text('"""Texts.\n\n' + "\n".join(rows) + '\n"""\n')

    assert findings_in(module) == []


def test_the_program_fails_and_prints_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.md").write_text("Fine.\n\nTell whoever asked.\n")

    assert main([str(tmp_path)]) == 1

    printed = capsys.readouterr()
    assert printed.err.startswith(f"{tmp_path / 'page.md'}:3: Tell whoever asked.: name ")
    assert printed.out == "1 files, 1 sentences or names to change\n"


def test_the_program_succeeds_where_all_is_well(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("Tell the person who asked.\n")

    assert main([str(tmp_path)]) == 0


def test_every_checked_path_is_there() -> None:
    assert [path for path in CHECKED if not (ROOT / path).exists()] == []
    assert {"bot", "handlers", "storage", "docs", "README.md"} <= set(CHECKED)
