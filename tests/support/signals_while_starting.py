"""Starts the bot, and sends SIGTERM at many steps of its start: at each in a fork of the process.

Prints how many forks ended with 0; ends as the bot does on a signal after its start. A step is a
call of a Python function. In many calls Python ignores all exceptions: `_IGNORED`.
"""

import json
import os
import signal
import sys
from collections import Counter
from types import FrameType

import bot.cli

_IGNORED = "cb"  # the callback of a weak reference to an import's lock
_HANG_SECONDS = 60  # ends a fork that has lost the signal
_EACH = {False: 20_000, True: 50}  # a fork at each so many steps: other ones, and these calls


class Steps:
    """Counts the steps of the start, and forks at some of them."""

    def __init__(self) -> None:
        self.ended: Counter[int] = Counter()  # forks by exit code
        self._counts: Counter[bool] = Counter()
        self._default = signal.getsignal(signal.SIGTERM)
        self._first: object = None  # the handler for the time of the start

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        """Take one step; called by `sys.setprofile`."""
        if event != "call":
            return
        handler = signal.getsignal(signal.SIGTERM)
        if handler is self._default:
            return
        self._first = self._first or handler
        if handler is not self._first:  # the bot has its own handlers
            sys.setprofile(None)
            signal.raise_signal(signal.SIGTERM)
            return
        is_ignored = frame.f_code.co_name == _IGNORED
        self._counts[is_ignored] += 1
        if self._counts[is_ignored] % _EACH[is_ignored] == 1:
            self._fork()

    def _fork(self) -> None:
        pid = os.fork()
        if pid == 0:
            sys.setprofile(None)
            signal.alarm(_HANG_SECONDS)
            signal.raise_signal(signal.SIGTERM)
        else:
            self.ended[os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])] += 1


if __name__ == "__main__":
    steps = Steps()
    sys.setprofile(steps)
    code = bot.cli.main(["run"])
    print(json.dumps({"0": steps.ended.pop(0, 0), "other": steps.ended.total()}))
    sys.exit(code)
