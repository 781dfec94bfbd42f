"""Quotas of one user: links and files a minute and a day, and characters in private copies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import NotAllowed, RateLimited
from bot.domain.retention import CHARACTERS_MAX
from bot.domain.submission import A_DAY, A_MINUTE, LinkLimits, NewSubmission

LIMITED_KINDS = ("link", "file")  # kinds that cost time to fetch and to read
HEAVY_ERRORS = ("page.too_heavy", "file.too_heavy")  # text keys: a process limit was hit
_HEAVY_WEIGHT = 5  # a submission that hit a process limit counts as this many links


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSubmission:
    """An earlier link or file of the user."""

    created_at: datetime  # aware, UTC
    is_too_heavy: bool  # it was refused with one of `HEAVY_ERRORS`


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkWindow:
    """A sliding window and the number of links that it admits."""

    text_key: str  # of the refusal
    span: timedelta
    maximum: int

    def contains(self, created_at: datetime, now: datetime) -> bool:
        """Return whether a submission counts.

        A submission dated more than one window in the future does not count: the clock was set
        back.
        """
        return now - self.span < created_at < now + self.span


def link_windows(new: NewSubmission, limits: LinkLimits) -> list[LinkWindow]:
    """Return the windows that a new submission must fit into; none for a text."""
    if new.kind not in LIMITED_KINDS:
        return []
    windows = [LinkWindow(text_key="add.too_many.minute", span=A_MINUTE, maximum=limits.per_minute)]
    if limits.per_day is not None:
        day = LinkWindow(text_key="add.too_many.day", span=A_DAY, maximum=limits.per_day)
        windows.insert(0, day)  # its wait is the longer one
    return windows


def require_below_limit(window: LinkWindow, past: Iterable[PastSubmission], now: datetime) -> None:
    """Check that one more link fits into a window.

    Args:
        window: the window and its limit.
        past: the links and files of the user, newest first; the newest `window.maximum` suffice.
        now: aware.

    Raises:
        RateLimited: the limit is reached; its `wait` ends when the window admits one more.
    """
    count = 0
    for each in past:
        if not window.contains(each.created_at, now):
            continue
        count += _HEAVY_WEIGHT if each.is_too_heavy else 1
        if count >= window.maximum:  # wait until this submission leaves the window
            wait = min(each.created_at + window.span - now, window.span)
            raise RateLimited(window.text_key, wait=wait, maximum=window.maximum)


def require_storage_space(characters: int) -> None:
    """Check that the private copies of a user have less than `CHARACTERS_MAX` characters.

    Submissions that are being read do not count, so a few articles may exceed the limit.

    Raises:
        NotAllowed: the limit is reached.
    """
    if characters >= CHARACTERS_MAX:
        raise NotAllowed("add.full")
