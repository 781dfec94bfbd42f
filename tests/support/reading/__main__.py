"""`make read`: read articles, and choose the best of three summaries without labels."""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from tests.support.reading.articles import LANGUAGES, SETS, load_articles
from tests.support.reading.choices import CHOICES, ChoiceFile
from tests.support.reading.report import report
from tests.support.reading.session import Session, Terminal
from tests.support.reading.sheets import UnclearAnswersError, choices_on_sheets, write_sheets

SEED = 13
_WIDEST = 88  # characters; longer lines are hard to read


def main(
    arguments: Sequence[str],
    source: TextIO = sys.stdin,
    target: TextIO = sys.stdout,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Run a session, or write or read sheets, then print the counts.

    The end of the input and Ctrl-C end a session kindly.
    """
    options = _parse(arguments)
    file = ChoiceFile(options.choices)
    terminal = Terminal(
        source=source,
        target=target,
        width=min(_WIDEST, shutil.get_terminal_size().columns),
        is_bold=target.isatty() and not os.environ.get("NO_COLOR"),
    )
    if options.sheets and not options.answers:
        articles = load_articles(options.languages, options.sets)
        terminal.show(f"{write_sheets(articles, options.sheets, options.seed)} sheets are written.")
        return
    try:
        if options.answers:
            _save_answers(options, file, terminal, now)
        elif not options.report:
            _read(options, file, terminal, now)
    except KeyboardInterrupt:
        print("\nThank you. Your choices are saved; `make read` goes on there.", file=target)
    print("", *report(file.choices(), load_articles()), sep="\n", file=target)


def _read(
    options: argparse.Namespace, file: ChoiceFile, terminal: Terminal, now: Callable[[], datetime]
) -> None:
    articles = load_articles(options.languages, options.sets)
    terminal.show(
        f"{len(articles)} articles. Read each one, then choose the summary that tells the news "
        "best: completely, understandably, without repetition."
    )
    reader = options.reader or terminal.ask("Your name, any you like:")
    if not reader:
        terminal.show("Without a name nothing can be saved.")
        return
    seed = options.seed
    Session(articles, reader=reader, seed=seed, file=file, terminal=terminal, now=now).run()


def _save_answers(
    options: argparse.Namespace, file: ChoiceFile, terminal: Terminal, now: Callable[[], datetime]
) -> None:
    """Save the answers on sheets as choices, all of them or none."""
    try:
        choices = choices_on_sheets(options.sheets, options.answers, options.reader, now())
    except UnclearAnswersError as error:
        raise SystemExit(f"Nothing is saved: {error}") from error
    for choice in choices:
        file.append(choice)
    terminal.show(f"{len(choices)} choices are saved.")


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make read ARGS=…", description=__doc__)
    parser.add_argument("--report", action="store_true", help="only print the counts of choices")
    parser.add_argument("--reader", help="your name; any you like")
    parser.add_argument(
        "--languages",
        type=lambda written: _names(written, LANGUAGES),
        default=LANGUAGES,
        help=f"those you read, with commas: {','.join(LANGUAGES)}",
    )
    parser.add_argument(
        "--sets",
        type=lambda written: _names(written, SETS),
        default=SETS,
        help=f"which articles: {','.join(SETS)}",
    )
    parser.add_argument("--sheets", type=Path, help="write articles and summaries to this folder")
    parser.add_argument("--answers", type=Path, help="read the answers about the sheets")
    parser.add_argument("--seed", type=int, default=SEED, help="decides the order of summaries")
    parser.add_argument("--choices", type=Path, default=CHOICES, help="the file of choices")
    options = parser.parse_args(arguments)
    if options.answers and not (options.sheets and options.reader):
        parser.error("--answers needs --sheets and --reader")
    return options


def _names(written: str, known: Sequence[str]) -> list[str]:
    """Return the names in a list with commas."""
    names = [each.strip() for each in written.split(",")]
    if unknown := sorted(set(names) - set(known)):
        raise argparse.ArgumentTypeError(f"there are no articles in {', '.join(unknown)}")
    return names


if __name__ == "__main__":
    main(sys.argv[1:])
