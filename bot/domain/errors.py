"""Errors of ours.

XulosaError
├── PersonError             a mistake of the person's: told to them, nothing is logged
│   ├── NotUnderstood       what was typed or sent makes no sense here
│   ├── NotFound            an article, a tag or a button that is gone
│   ├── NotAllowed          somebody else's right
│   ├── RateLimited       more than one person may hand in for now
│   ├── Refused             an address or a file that we do not open
│   └── Unreadable          a page or a file with no text to read
├── TryAgainLater           a passing fault outside; worth another attempt
└── OperatorError           a setting, the token or the database; ends the process with code 2
"""

from datetime import timedelta


class XulosaError(Exception):
    """The root of every error that is ours."""


class PersonError(XulosaError):
    """A mistake of the person's: they are told, nothing is logged.

    Args:
        text_key: the key in `bot.i18n` that says what happened and what to do next.
        values: what the text's placeholders stand for.
    """

    def __init__(self, text_key: str, **values: object) -> None:
        super().__init__(text_key)
        self.text_key = text_key
        self.values = values


class NotUnderstood(PersonError):
    """What was typed or sent makes no sense here."""


class NotFound(PersonError):
    """An article, a tag or a button that is gone."""


class NotAllowed(PersonError):
    """Somebody else's right."""


class RateLimited(PersonError):
    """More than one person may hand in for now.

    Args:
        text_key: as in `PersonError`; the text says when to come back, as `wait`.
        wait: until more is taken.
        maximum: how much is.
    """

    def __init__(self, text_key: str, *, wait: timedelta, maximum: int) -> None:
        super().__init__(text_key, wait=wait, maximum=maximum)
        self.wait = wait


class Refused(PersonError):
    """An address or a file that we do not open, whatever is behind it."""


class Unreadable(PersonError):
    """A page or a file with no text to read, or none that we may read."""


class TryAgainLater(XulosaError):
    """A passing fault outside; another attempt may well succeed.

    Args:
        reason: for the log and the operator.
        after: how long the other side asked us to wait, if it did.
    """

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class OperatorError(XulosaError):
    """A setting, the token or the database is wrong; the message says which and what to do."""
