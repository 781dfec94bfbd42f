"""One format of lines: the export writes what the import and the filter of summaries read."""

import json
from datetime import UTC, datetime

import pytest

from bot.cli.article_jsonl import InvalidArticle, read_line, write_line
from bot.cli.jsonl import summarize_chunk
from bot.domain.article import Article
from bot.domain.ids import ArticleId
from bot.domain.rating import Tally
from tests.support.conversations import SAMPLES

NOW = datetime(2026, 6, 7, tzinfo=UTC)
SAMPLE = SAMPLES["en-bridge"]


def article() -> Article:
    return Article(
        id=ArticleId(12),
        title=SAMPLE.title,
        body=SAMPLE.body,
        stored_at=NOW,
        tally=Tally(votes=2, hundredths=900),
    )


def test_an_exported_line_is_imported_with_its_text() -> None:
    line = write_line(article())

    draft = read_line(line.encode(), NOW)

    assert (draft.title, draft.body) == (SAMPLE.title, SAMPLE.body)


def test_an_exported_line_is_summarized_with_its_id() -> None:
    line = write_line(article())

    ((number, answer, error),) = summarize_chunk([(1, line.encode())], 2, "default")

    summary = json.loads(answer)
    assert (number, error) == (1, "")
    assert summary["id"] == 12
    assert len(summary["sentences"]) == 2
    assert all(sentence in SAMPLE.body for sentence in summary["sentences"])


def test_a_line_of_an_older_export_is_imported() -> None:
    line = json.dumps({"title": "T", "body": "An older export."})

    assert read_line(line.encode(), NOW).body == "An older export."


def test_a_line_with_both_names_has_the_newer_text() -> None:
    line = json.dumps({"title": "T", "text": "New.", "body": "Old."})

    assert read_line(line.encode(), NOW).body == "New."


def test_a_line_without_a_text_is_refused() -> None:
    with pytest.raises(InvalidArticle):
        read_line(b'{"title": "T"}', NOW)
