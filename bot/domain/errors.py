"""The exception hierarchy of the bot.

XulosaError
├── PersonError             a user's mistake: the user gets a message, nothing is logged
│   ├── NotUnderstood       the input makes no sense here
│   ├── NotFound            the article, tag or button no longer exists
│   ├── NotAllowed          the user has no permission
│   ├── RateLimited         the user submitted too much for now
│   ├── Refused             the bot does not open this address or file
│   └── Unreadable          the page or file contains no readable text
├── TryAgainLater           a temporary fault of another system; a retry may succeed
└── OperatorError           a wrong setting, token or database; the process exits with code 2
"""

from datetime import timedelta

NOT_ON_WINDOWS = "the bot does not run on Windows itself; run it in WSL or in Docker"


class XulosaError(Exception):
    """The base class of all errors of the bot."""


class PersonError(XulosaError):
    """A user's mistake: the user gets a message, nothing is logged.

    Args:
        text_key: the key of the message in `bot.i18n`; it says what to do next.
        values: the values of the placeholders in the message.
    """

    def __init__(self, text_key: str, **values: object) -> None:
        super().__init__(text_key)
        self.text_key = text_key
        self.values = values


class NotUnderstood(PersonError):
    """The input makes no sense here."""


class NotFound(PersonError):
    """The article, tag or button no longer exists."""


class NotAllowed(PersonError):
    """The user has no permission."""


class RateLimited(PersonError):
    """The user submitted too much for now.

    Args:
        text_key: as in `PersonError`; the message contains the placeholder `wait`.
        wait: the time until the next submission is accepted.
        maximum: the limit that was reached.
    """

    def __init__(self, text_key: str, *, wait: timedelta, maximum: int) -> None:
        super().__init__(text_key, wait=wait, maximum=maximum)
        self.wait = wait


class Refused(PersonError):
    """The bot does not open this address or file, regardless of its content."""


class Unreadable(PersonError):
    """The page or file contains no readable text, or none that the bot may read."""


class TryAgainLater(XulosaError):
    """A temporary fault of another system; a retry may succeed.

    Args:
        reason: for the log and the operator.
        after: the delay that the other system asked for (Retry-After); None: it asked for none.
    """

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class OperatorError(XulosaError):
    """A setting, the token or the database is wrong; the message names it and the remedy."""
