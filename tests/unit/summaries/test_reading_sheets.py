"""The reading test on sheets: articles and summaries for a reader elsewhere, and the answers."""

import io
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from tests.support.reading.__main__ import main
from tests.support.reading.articles import KNOWN, Article, load_articles
from tests.support.reading.choices import Choice, ChoiceFile
from tests.support.reading.sheets import (
    UnclearAnswersError,
    choices_on_sheets,
    labels_of,
    write_sheets,
)
from tests.support.reading.summaries import DEFAULT, program_version, summaries_of, unlabeled

NOON = datetime(2031, 5, 17, 12, 0, tzinfo=UTC)
SEED = 7
FIRST, SECOND = islice(
    (each for each in load_articles() if len(set(summaries_of(each).values())) == 3), 2
)
SHORT = Article(
    article_set=KNOWN,
    language="en",
    name="short",
    title="Harrow bridge opens",
    body="The bridge of Harrow is open again. Buses cross it from Monday. The toll is two dollars.",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of sheets about three articles."""
    write_sheets([FIRST, SECOND, SHORT], tmp_path / "blind", SEED)
    return tmp_path / "blind"


def answered(folder: Path, lines: str) -> list[Choice]:
    """Return the choices of a reader who writes these lines."""
    answers = folder.with_name("answers.tsv")
    answers.write_text(lines, encoding="utf-8")
    return choices_on_sheets(folder, answers, "Ada", NOON)


def test_a_sheet_has_the_article_and_its_summaries_in_order(folder):
    sheet = (folder / FIRST.language / f"{FIRST.name}.txt").read_text(encoding="utf-8")

    article, *summaries = sheet.split("\n=== Summary ")
    shown = [" ".join(each) for each, _ in unlabeled(summaries_of(FIRST), FIRST, SEED)]
    assert article.strip() == f"{FIRST.title}\n\n{FIRST.body}"
    assert [each.partition("\n")[2].strip() for each in summaries] == shown


def test_no_method_is_named_in_the_folder(folder):
    texts = [file.read_text(encoding="utf-8") for file in folder.rglob("*") if file.is_file()]

    assert len(texts) == 3
    assert [name for name in summaries_of(FIRST) if any(name in text for text in texts)] == []


@pytest.mark.parametrize("name", [FIRST.name, f"en/{FIRST.name}", f"en/{FIRST.name}.txt"])
def test_an_answer_becomes_a_choice_with_the_labels(folder, name):
    choice, _ = answered(folder, f"{name}\t2\tnames the cause\n")

    shown = unlabeled(summaries_of(FIRST), FIRST, SEED)
    assert (choice.reader, choice.read_at, choice.version) == ("Ada", NOON, program_version())
    assert (choice.article, choice.reason) == (FIRST.name, "names the cause")
    assert choice.preferred == shown[1][1]
    assert choice.summaries == summaries_of(FIRST)


def test_the_labels_stay_those_of_the_written_sheets(folder):
    labels = labels_of(folder)
    labels.write_text(labels.read_text().replace(program_version(), "0.0.9"))

    choice, *_ = answered(folder, f"{FIRST.name}\t1\n")

    assert choice.version == "0.0.9"


def test_a_sheet_of_one_summary_is_a_tie_without_an_answer(folder):
    (choice,) = answered(folder, "")

    assert choice.article == "short"
    assert set(choice.preferred) == set(choice.summaries)


def test_an_answer_about_one_summary_is_kept(folder):
    (choice,) = answered(folder, "short\t1\tall the same\n")

    assert choice.reason == "all the same"


@pytest.mark.parametrize("line", ["bridge\t1", f"{FIRST.name}\t4", f"{FIRST.name}\tbest", "2"])
def test_unclear_answers_are_listed(folder, line):
    with pytest.raises(UnclearAnswersError, match="are unclear") as caught:
        answered(folder, f"{SECOND.name}\t1\n{line}\n")

    assert line in str(caught.value)
    assert SECOND.name not in str(caught.value)


def test_the_program_writes_sheets_and_saves_the_answers(tmp_path):
    folder, target = str(tmp_path / "blind"), io.StringIO()
    file, answers = tmp_path / "choices.jsonl", tmp_path / "answers.tsv"
    fresh = ["--languages", "en", "--sets", "fresh", "--sheets", folder]
    answers.write_text("strike-ferries\tt\n")

    main(fresh, io.StringIO(), target)
    arguments = [*fresh, "--answers", str(answers), "--reader", "Ada", "--choices", str(file)]
    main(arguments, io.StringIO(), target, lambda: NOON)

    assert "10 sheets are written." in target.getvalue()
    assert "read by Ada" in target.getvalue()
    assert DEFAULT in ChoiceFile(file).choices()[0].preferred


def test_unclear_answers_save_nothing(tmp_path):
    file, answers = tmp_path / "choices.jsonl", tmp_path / "answers.tsv"
    write_sheets([FIRST], tmp_path / "blind", SEED)
    answers.write_text(f"{FIRST.name}\tbest\n")
    arguments = ["--sheets", str(tmp_path / "blind"), "--answers", str(answers), "--reader", "Ada"]

    with pytest.raises(SystemExit, match="Nothing is saved"):
        main([*arguments, "--choices", str(file)], io.StringIO(), io.StringIO())

    assert not file.exists()


def test_answers_need_a_reader(tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["--answers", "answers.tsv"], io.StringIO(), io.StringIO())

    assert "--answers needs --sheets and --reader" in capsys.readouterr().err
