"""The page of examples shows the summaries of today's program."""

from tests.support.reading.examples import PAGE, page


def test_the_examples_of_the_docs_are_the_programs_own():
    shown = PAGE.read_text(encoding="utf-8")

    assert shown == page(), "run: python -m tests.support.reading.examples"
