"""The reading test: its articles, a reader's session over text streams, and the counts."""

import io
import json
import signal
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from tests.support.reading.__main__ import main
from tests.support.reading.articles import FRESH, KNOWN, LANGUAGES, Article, load_articles
from tests.support.reading.choices import Choice, ChoiceFile
from tests.support.reading.report import (
    BEST_OF_SUMY,
    BOTH,
    Count,
    count,
    report,
    wilson_interval,
)
from tests.support.reading.session import Session, Terminal
from tests.support.reading.summaries import (
    DEFAULT,
    FIRST_THREE,
    SUMY,
    Summaries,
    best_sumy,
    program_version,
    summaries_of,
    unlabeled,
)

NOON = datetime(2031, 5, 17, 12, 0, tzinfo=UTC)
ARTICLES = load_articles()
# Two articles whose three summaries differ, and one of three sentences, whose summaries are equal.
FIRST, SECOND = islice((each for each in ARTICLES if len(set(summaries_of(each).values())) == 3), 2)
SHORT = Article(
    article_set=KNOWN,
    language="en",
    name="short",
    title="Harrow bridge opens",
    body="The bridge of Harrow is open again. Buses cross it from Monday. The toll is two dollars.",
)
INVENTED = [
    replace(SHORT, name="bridge"),
    replace(SHORT, name="ferry"),
    replace(SHORT, name="mill", article_set=FRESH),
]


def read(
    tmp_path: Path, lines: str, *articles: Article, width: int = 88, is_bold: bool = False
) -> tuple[str, list[Choice]]:
    """Let a reader write these lines; return the output and the choices in the file."""
    file, target = ChoiceFile(tmp_path / "choices.jsonl"), io.StringIO()
    terminal = Terminal(source=io.StringIO(lines), target=target, width=width, is_bold=is_bold)
    Session(articles, reader="Ada", seed=1, file=file, terminal=terminal, now=lambda: NOON).run()
    return target.getvalue(), file.choices()


def chosen(*preferred: str, article: str = "bridge", version: str = "1") -> Choice:
    """Return a choice with these preferred methods."""
    return Choice(
        reader="Ada",
        read_at=NOON,
        version=version,
        language="en",
        article=article,
        preferred=preferred,
        reason="",
        summaries={DEFAULT: ("A.",), FIRST_THREE: ("B.",), "lexrank": ("C.",)},
    )


def one_line(text: str) -> str:
    """Return the text with its line breaks as spaces."""
    return " ".join(text.split())


def test_a_choice_is_saved_as_a_line(tmp_path):
    shown, _ = read(tmp_path, "\n2 names the cause\n", FIRST)

    (line,) = (tmp_path / "choices.jsonl").read_text().splitlines()
    saved = json.loads(line)
    second = unlabeled(summaries_of(FIRST), FIRST, 1)[1]
    assert saved["summaries"][second[1][0]] == list(second[0])
    assert list(saved["summaries"]) == [DEFAULT, FIRST_THREE, best_sumy(FIRST.language)]
    del saved["summaries"]
    assert saved == {
        "reader": "Ada",
        "read_at": "2031-05-17T12:00:00+00:00",
        "version": program_version(),
        "language": FIRST.language,
        "article": FIRST.name,
        "preferred": list(second[1]),
        "reason": "names the cause",
    }
    assert "All are read." in one_line(shown)


def test_the_article_is_shown_before_the_summaries(tmp_path):
    shown, _ = read(tmp_path, "\nt\n", FIRST)

    before, _, after = shown.partition("Enter: show the summaries")
    assert FIRST.title in one_line(before)
    assert one_line(FIRST.body) in one_line(before)
    assert "Summary 1" not in before
    assert [one_line(after).count(f"Summary {each}") for each in (1, 2, 3)] == [1, 1, 1]


def test_no_method_is_named_before_the_choice(tmp_path):
    shown, _ = read(tmp_path, "\nt\n", FIRST)

    assert [each for each in (*summaries_of(FIRST), "sumy") if each in one_line(shown)] == []


def test_a_seed_decides_the_order_of_the_summaries():
    orders = [[unlabeled(summaries_of(FIRST), FIRST, seed) for seed in range(9)] for _ in "12"]

    assert orders[0] == orders[1]
    assert len({order[0][1] for order in orders[0]}) == 3


def test_two_summaries_can_be_preferred_together(tmp_path):
    _, (choice,) = read(tmp_path, "\n31\n", FIRST)

    shown = [methods for _, methods in unlabeled(summaries_of(FIRST), FIRST, 1)]
    assert choice.preferred == shown[0] + shown[2]


@pytest.mark.parametrize("answer", ["t", "T", "tie", "123", "t no difference"])
def test_a_tie_prefers_all_methods(tmp_path, answer):
    _, (choice,) = read(tmp_path, f"\n{answer}\n", FIRST)

    assert set(choice.preferred) == set(choice.summaries)


@pytest.mark.parametrize("answer", ["", "4", "two", "the second", "1234", "0"])
def test_an_unclear_answer_is_asked_again(tmp_path, answer):
    shown, choices = read(tmp_path, f"\n{answer}\n1\n", FIRST)

    assert "Please answer with a number" in shown
    assert len(choices) == 1


def test_identical_summaries_are_a_tie_without_a_question(tmp_path):
    shown, (choice,) = read(tmp_path, "", SHORT)

    assert "Harrow" not in shown
    assert set(choice.preferred) == set(choice.summaries)


def test_a_summary_of_two_methods_is_shown_once():
    shared: Summaries = {DEFAULT: ("A.",), FIRST_THREE: ("B.",), "lexrank": ("A.",)}

    shown = unlabeled(shared, FIRST, 1)

    assert sorted(shown) == [(("A.",), (DEFAULT, "lexrank")), (("B.",), (FIRST_THREE,))]


def test_a_reader_goes_back_and_chooses_anew(tmp_path):
    _, choices = read(tmp_path, "\n1\nb\n\n2\n\n3\n", FIRST, SECOND)

    shown = [methods for _, methods in unlabeled(summaries_of(FIRST), FIRST, 1)]
    assert [each.article for each in choices] == [FIRST.name, FIRST.name, SECOND.name]
    assert [each.preferred for each in choices[:2]] == shown[:2]


def test_going_back_from_the_first_article_shows_it_again(tmp_path):
    shown, choices = read(tmp_path, "b\n\nb\n\n1\n", FIRST)

    assert shown.count("This is the first article.") == 2
    assert len(choices) == 1


@pytest.mark.parametrize("lines", ["s\n\n1\n", "\ns\n\n1\n"])
def test_a_skipped_article_is_asked_in_the_next_session(tmp_path, lines):
    shown, choices = read(tmp_path, lines, FIRST, SECOND)
    again, _ = read(tmp_path, "", FIRST, SECOND)

    assert [each.article for each in choices] == [SECOND.name]
    assert "Articles left: 1." in one_line(shown)
    assert FIRST.title in one_line(again)


@pytest.mark.parametrize("end", ["q\n", "\nq\n", "", "\n"])
def test_a_session_ends_kindly_and_goes_on_later(tmp_path, end):
    shown, _ = read(tmp_path, "\n1\n" + end, FIRST, SECOND)
    _, choices = read(tmp_path, "\n2\n", FIRST, SECOND)

    assert "Thank you. Your choices are saved. Articles left: 1." in one_line(shown)
    assert [each.article for each in choices] == [FIRST.name, SECOND.name]


def test_changed_summaries_are_asked_again(tmp_path):
    read(tmp_path, "\n1\n", FIRST)
    earlier = json.loads((tmp_path / "choices.jsonl").read_text())
    earlier["summaries"][DEFAULT][0] = "Another sentence."
    (tmp_path / "choices.jsonl").write_text(json.dumps(earlier) + "\n")

    _, choices = read(tmp_path, "\n2\n", FIRST)

    assert len(choices) == 2


def test_unchanged_summaries_count_for_a_new_version(tmp_path):
    read(tmp_path, "\n1\n", FIRST)
    earlier = (tmp_path / "choices.jsonl").read_text().replace(program_version(), "0.0.9")
    (tmp_path / "choices.jsonl").write_text(earlier)

    shown, choices = read(tmp_path, "", FIRST)
    _, same = read(tmp_path, "", FIRST)

    assert FIRST.title not in one_line(shown)
    assert [each.version for each in choices] == ["0.0.9", program_version()]
    assert same == choices


def test_lines_fit_the_terminal_and_titles_are_bold(tmp_path):
    plain, _ = read(tmp_path, "", FIRST, width=40)
    bold, _ = read(tmp_path, "", FIRST, is_bold=True)

    assert max(map(len, plain.splitlines())) <= 40
    assert "\x1b" not in plain
    assert f"\x1b[1m{FIRST.title}\x1b[0m" in bold


def test_the_program_reads_lines_and_prints_the_counts(tmp_path):
    target = io.StringIO()
    file = tmp_path / "choices.jsonl"
    lines = io.StringIO("Ada\n\n1\nq\n")

    main(["--choices", str(file), "--languages", "en"], lines, target, lambda: NOON)

    assert "40 articles." in target.getvalue()
    assert "read by Ada" in target.getvalue()
    assert {each.language for each in ChoiceFile(file).choices()} == {"en"}


def test_the_report_asks_nothing(tmp_path):
    target = io.StringIO()

    main(["--report", "--choices", str(tmp_path / "none")], io.StringIO(), target, lambda: NOON)

    assert target.getvalue().split("\n") == ["", "No choices yet.", ""]


def test_ctrl_c_ends_a_session_kindly(tmp_path):
    target = io.StringIO()
    file = str(tmp_path / "choices.jsonl")
    times = iter([NOON])

    def now() -> datetime:
        for time in times:
            return time
        signal.raise_signal(signal.SIGINT)
        return NOON

    earlier = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        main(
            ["--reader", "Ada", "--languages", "en", "--choices", file],
            io.StringIO("\n1\n" * 2),
            target,
            now,
        )
    finally:
        signal.signal(signal.SIGINT, earlier)

    assert "Thank you. Your choices are saved" in target.getvalue()
    assert "read by Ada" in target.getvalue()


def test_no_reader_without_a_name(tmp_path):
    target = io.StringIO()
    file = tmp_path / "choices.jsonl"

    main(["--choices", str(file)], io.StringIO("\n"), target, lambda: NOON)

    assert "Without a name nothing can be saved." in target.getvalue()
    assert not file.exists()


def test_an_unknown_language_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["--languages", "en,xx"], io.StringIO(), io.StringIO())

    assert "there are no articles in xx" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("preferred", "first_three", "sumy", "both"),
    [
        ([DEFAULT], (1, 0, 0), (1, 0, 0), (1, 0, 0)),
        ([FIRST_THREE], (0, 1, 0), (0, 0, 1), (0, 1, 0)),
        (["lexrank"], (0, 0, 1), (0, 1, 0), (0, 1, 0)),
        ([DEFAULT, FIRST_THREE], (0, 0, 1), (1, 0, 0), (0, 0, 1)),
        ([FIRST_THREE, "lexrank"], (0, 1, 0), (0, 1, 0), (0, 1, 0)),
        ([DEFAULT, FIRST_THREE, "lexrank"], (0, 0, 1), (0, 0, 1), (0, 0, 1)),
    ],
)
def test_a_choice_counts_against_each_rival(preferred, first_three, sumy, both):
    choices = [chosen(*preferred)]

    counts = [count(choices, rival) for rival in (FIRST_THREE, BEST_OF_SUMY, BOTH)]

    expected = (first_three, sumy, both)
    assert counts == [Count(ours=won, theirs=lost, ties=tied) for won, lost, tied in expected]


def test_the_report_counts_the_last_choice_of_each_version():
    choices = [
        chosen(FIRST_THREE),
        chosen(DEFAULT),
        chosen(DEFAULT, article="ferry"),
        chosen(FIRST_THREE, version="2"),
    ]

    lines = [line.split() for line in report(choices, INVENTED)]

    assert [line[:2] for line in lines if line[:1] == ["Version"]] == [
        ["Version", "1,"],
        ["Version", "2,"],
    ]
    both = [line[3:] for line in lines if line[:3] == [KNOWN, "all", "both"]]
    assert both == [
        ["2", "0", "0", "100%", "[34%,", "100%]"],
        ["0", "1", "0", "0%", "[0%,", "79%]"],
    ]


def test_the_report_counts_each_set_of_articles_alone():
    choices = [chosen(DEFAULT), chosen(FIRST_THREE, article="mill"), chosen(DEFAULT, article="x")]

    lines = [line.split() for line in report(choices, INVENTED)]

    both = {line[0]: line[3:6] for line in lines if line[1:3] == ["all", "both"]}
    assert both == {KNOWN: ["1", "0", "0"], FRESH: ["0", "1", "0"]}


def test_a_report_of_ties_has_no_share():
    lines = list(report([chosen(DEFAULT, FIRST_THREE, "lexrank")], INVENTED))

    assert lines[-2].split()[-4:] == ["0", "0", "1", "–"]


def test_the_interval_is_wilsons():
    low, high = wilson_interval(8, 10)

    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert wilson_interval(5, 5)[1] == 1.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_best_of_sumy_is_in_the_tables_of_the_docs(language):
    assert best_sumy(language) in SUMY
