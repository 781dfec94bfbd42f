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
_EACH_IGNORED, _EACH_OTHER = 100, 20_000  # a fork at each so many calls
_HANG_SECONDS = 60  # ends a fork that has lost the signal


class Steps:
    """Counts the steps of the start, and forks at some of them."""

    def __init__(self) -> None:
        self.ended: Counter[int] = Counter()  # forks by exit code
        self._ignored = self._others = 0
        self._handlers = [signal.getsignal(signal.SIGTERM)]  # and that for the time of the start

    def __call__(self, frame: FrameType, _: str, __: object) -> None:
        """Take one step; called by `sys.settrace`."""
        if frame.f_code.co_name == _IGNORED:
            self._ignored += 1
            is_due = self._ignored % _EACH_IGNORED == 1
        else:
            self._others += 1
            is_due = self._others % _EACH_OTHER == 1
        if is_due:
            self._try_signal()

    def _try_signal(self) -> None:
        handler = signal.getsignal(signal.SIGTERM)
        if handler not in self._handlers:
            self._handlers.append(handler)
        if len(self._handlers) > 2:  # the bot has its own handlers
            sys.settrace(None)
            signal.raise_signal(signal.SIGTERM)
        elif handler != self._handlers[0]:
            self._fork()

    def _fork(self) -> None:
        pid = os.fork()
        if pid == 0:
            sys.settrace(None)
            signal.alarm(_HANG_SECONDS)
            signal.raise_signal(signal.SIGTERM)
        else:
            self.ended[os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])] += 1


if __name__ == "__main__":
    steps = Steps()
    sys.settrace(steps)
    code = bot.cli.main(["run"])
    print(json.dumps({"0": steps.ended.pop(0, 0), "other": steps.ended.total()}))
    sys.exit(code)
