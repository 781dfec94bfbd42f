"""The command line `xulosa`; each command imports its module only when it runs."""

import argparse
import gc
import importlib
import os
import signal
import sys
from collections.abc import Sequence

from bot.cli.arguments import build_parser
from bot.cli.streams import FaultTolerantStream, standard_streams
from bot.domain.errors import OperatorError, PersonError, XulosaError

FAILURE, WRONG_USE = 1, 2  # exit codes
# New objects between two collections of garbage. Python's 700 costs a push 25 µs (docs/figures.md);
# more than 10,000 gains nothing.
GC_THRESHOLD = 10_000
# These commands only print, so they end when nobody reads their output any more.
_PRINT_ONLY = {"summarize", "list_", "search", "export", "playground", "completion"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code: 0, 1 for a failure, 2 for wrong use or settings."""
    with standard_streams() as out:
        code = _run_to_exit_code(arguments, out)
        sys.stdout.flush()
        if out.error is None or isinstance(out.error, BrokenPipeError):
            return code  # `head` closes the pipe: not a failure
        return _print_error(f"cannot write to standard output: {out.error.strerror}", FAILURE)


def _run_to_exit_code(arguments: Sequence[str] | None, out: FaultTolerantStream) -> int:
    """Run one command; return its exit code, also after `SystemExit` or a failed write."""
    try:
        parser = build_parser()
        if "_ARGCOMPLETE" in os.environ:  # a shell asks for the words that may follow
            from bot.cli.completion import answer_shell

            answer_shell(parser)
        options = parser.parse_args(arguments)
        if "function" not in options:
            parser.print_help()
            return 0
        out.raises_error = options.function in _PRINT_ONLY
        return _run(options)
    except SystemExit as end:  # from argparse, which has printed the reason
        return int(end.code or 0)
    except (OSError, BaseExceptionGroup):
        if out.error is None:
            raise
        return 0
    finally:
        out.raises_error = False


def _run(options: argparse.Namespace) -> int:
    if options.function in {"run", "playground"}:
        _exit_on_signal_while_starting()
    gc.disable()  # collecting garbage during the imports takes a sixth of a command's time
    try:
        module = importlib.import_module(f"bot.cli.{options.module}")
        gc.freeze()  # the modules stay: scanning them again blocks a running bot for 0.1 seconds
        gc.set_threshold(GC_THRESHOLD)
        gc.enable()
        code: int = getattr(module, options.function)(options)
    except OperatorError as error:
        return _print_error(str(error), WRONG_USE)
    except PersonError as error:
        from bot.i18n.translator import get_translator

        return _print_error(get_translator("en").text(error.text_key, **error.values), FAILURE)
    except XulosaError as error:
        return _print_error(str(error), FAILURE)
    except KeyboardInterrupt:
        return 130  # the exit code that shells expect after Ctrl-C
    return code


def _exit_on_signal_while_starting() -> None:
    """Exit with 0 on a signal that arrives before the bot installs its own handlers.

    Nothing is open yet, so the process ends at once. An exception would be lost where Python
    ignores all: in a callback of a weak reference, such as the import system runs for each module.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))


def _print_error(message: str, code: int) -> int:
    for line in message.splitlines():
        print(f"xulosa: {line}", file=sys.stderr)
    return code
