"""The commit hook refuses messages that CONTRIBUTING.md does not allow."""

import pytest

from tests.support.commit_message import problem_in


@pytest.mark.parametrize(
    "message",
    [
        "fix(delivery): retry a 502 after two seconds",
        "docs: say how a backup is made\n\nOperators asked for it.",
        "Merge branch 'main'",
    ],
)
def test_a_good_commit_message_is_accepted(message):
    assert problem_in(message) is None


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Fix the sender",
        "fix(Delivery): retry",
        "fix(delivery): Retry a 502",
        "fix(delivery): retry a 502.",
        "wip(delivery): retry a 502",
        "fix: " + "a" * 100,
        "fix: retry a 502\nwithout an empty line",
    ],
)
def test_a_bad_commit_message_is_refused(message):
    assert problem_in(message)
