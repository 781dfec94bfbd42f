"""The command line `xulosa`; each command imports its module only when it runs."""

import argparse
import gc
import importlib
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.cli.streams import FaultTolerantStream, standard_streams
from bot.domain.errors import NotUnderstood, OperatorError, PersonError, XulosaError
from bot.domain.summary import parse_length

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

FAILURE, WRONG_USE = 1, 2  # exit codes
# These commands only print, so they end when nobody reads their output any more.
_PRINT_ONLY = {"summarize", "list_", "search", "export", "playground"}
_TAGS_HELP = "separated by commas or spaces; one of two words in double quotes"
_LENGTH_HELP = "1 to 10, or short, medium or long"


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
        options = _parser().parse_args(arguments)
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
    """Exit with 0 on a signal that arrives before the bot installs its own handlers."""

    def exit_with_success(*_: object) -> None:
        sys.exit(0)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, exit_with_success)


def _print_error(message: str, code: int) -> int:
    print(f"xulosa: {message}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="xulosa", description="A Telegram bot that keeps the news short."
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_summarize(commands)
    _add_articles(commands)
    _add_feeds(commands)
    _add_operations(commands)
    return parser


def _command(
    commands: "Subparsers",
    name: str,
    summary: str,
    module: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=summary, description=summary)
    command.set_defaults(module=module, function=name)
    return command


def _add_summarize(commands: "Subparsers") -> None:
    command = _command(commands, "summarize", "print the best sentences of a text", "summarize")
    command.add_argument("source", nargs="?", help="a URL, a file, or - for standard input")
    command.add_argument(
        "--sentences", type=_parse_length, default=3, metavar="N", help=_LENGTH_HELP
    )
    command.add_argument("--ranker", default="default", metavar="NAME")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.add_argument(
        "--jsonl", action="store_true", help="filter lines of JSON from standard input"
    )
    command.add_argument(
        "--compare", action="store_true", help="show which sentences each ranker picks"
    )


def _parse_length(text: str) -> int:
    try:
        return parse_length(text)
    except NotUnderstood as error:
        raise argparse.ArgumentTypeError(_LENGTH_HELP) from error


def _parse_limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise argparse.ArgumentTypeError("a whole number")
    return int(text)


def _add_articles(commands: "Subparsers") -> None:
    add = _command(commands, "add", "store articles", "articles")
    add.add_argument("sources", nargs="+", metavar="SOURCE", help="a URL, a file, or -")
    add.add_argument("--tags", default="", help=f"tags to add, {_TAGS_HELP}")
    articles = commands.add_parser("articles", help="list, search, export or import articles")
    which = articles.add_subparsers(required=True, metavar="what")
    listing = _command(which, "list", "print the newest articles", "articles")
    listing.add_argument(
        "--limit", type=_parse_limit, default=50, metavar="N", help="how many, at most"
    )
    search = _command(which, "search", "print the articles that contain all words", "articles")
    search.add_argument("words", nargs="+")
    _command(which, "export", "print every article as a line of JSON", "articles")
    importing = _command(which, "import", "store exported articles", "articles")
    importing.add_argument("file", help="a file, or - for standard input")
    for name, function in (("list", "list_"), ("import", "import_")):
        which.choices[name].set_defaults(function=function)


def _add_feeds(commands: "Subparsers") -> None:
    feeds = commands.add_parser("feeds", help="add, list, remove, check, import or export feeds")
    which = feeds.add_subparsers(required=True, metavar="what")
    add = _command(which, "add", "add a feed, or the feed of a site", "feeds")
    add.add_argument("url", metavar="URL")
    add.add_argument("--tags", default="", help=f"tags of its news, {_TAGS_HELP}")
    _command(which, "list", "print every feed and its status", "feeds")
    remove = _command(which, "remove", "remove a feed; its articles stay", "feeds")
    remove.add_argument("feed", metavar="FEED", help="its number or its address")
    check = _command(which, "check", "fetch feeds now and print each result", "feeds")
    check.add_argument("url", nargs="?", metavar="URL", help="one feed; all feeds if omitted")
    check.add_argument("--force", action="store_true", help="ignore a Retry-After")
    importing = _command(which, "import", "add the feeds of an OPML file", "feeds")
    importing.add_argument("file", help="a file, or - for standard input")
    _command(which, "export", "print every feed as an OPML file", "feeds")
    for name, function in (("list", "list_"), ("import", "import_")):
        which.choices[name].set_defaults(function=function)


def _add_operations(commands: "Subparsers") -> None:
    run = _command(commands, "run", "run the bot", "admin")
    run.add_argument("--role", choices=["all"], default="all")
    playground = _command(
        commands, "playground", "open the bot in a browser, without Telegram", "playground"
    )
    playground.add_argument(
        "--no-browser", dest="browser", action="store_false", help="only print the address"
    )
    _command(commands, "migrate", "bring the database to the newest schema", "admin")
    backup = _command(commands, "backup", "copy the database while the bot runs", "admin")
    backup.add_argument("file")
    restore = _command(commands, "restore", "replace the database with a backup", "admin")
    restore.add_argument("file", help="a file that backup wrote; it stays unchanged")
    restore.epilog = (
        "The bot must not run. The former database is kept beside the new one, under the name that "
        "is printed. Example: xulosa restore copy.db"
    )
    _command(commands, "doctor", "check settings, database and Telegram", "admin")
