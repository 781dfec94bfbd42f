"""`make read`: read articles, and choose the best of three summaries without labels."""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from tests.support.reading.articles import LANGUAGES, load_articles
from tests.support.reading.choices import CHOICES, ChoiceFile
from tests.support.reading.report import report
from tests.support.reading.session import Session, Terminal

SEED = 13
_WIDEST = 88  # characters; longer lines are hard to read


def main(
    arguments: Sequence[str],
    source: TextIO = sys.stdin,
    target: TextIO = sys.stdout,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Run a session, then print the counts. The end of the input and Ctrl-C end it kindly."""
    options = _parse(arguments)
    file = ChoiceFile(options.choices)
    terminal = Terminal(
        source=source,
        target=target,
        width=min(_WIDEST, shutil.get_terminal_size().columns),
        is_bold=target.isatty() and not os.environ.get("NO_COLOR"),
    )
    if not options.report:
        try:
            _read(options, file, terminal, now)
        except KeyboardInterrupt:
            print("\nThank you. Your choices are saved; `make read` goes on there.", file=target)
    print("", *report(file.choices()), sep="\n", file=target)


def _read(
    options: argparse.Namespace, file: ChoiceFile, terminal: Terminal, now: Callable[[], datetime]
) -> None:
    articles = load_articles(options.languages)
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


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make read ARGS=…", description=__doc__)
    parser.add_argument("--report", action="store_true", help="only print the counts of choices")
    parser.add_argument("--reader", help="your name; any you like")
    parser.add_argument(
        "--languages",
        type=_languages,
        default=LANGUAGES,
        help=f"those you read, with commas: {','.join(LANGUAGES)}",
    )
    parser.add_argument("--seed", type=int, default=SEED, help="decides the order of summaries")
    parser.add_argument("--choices", type=Path, default=CHOICES, help="the file of choices")
    return parser.parse_args(arguments)


def _languages(written: str) -> list[str]:
    """Return the languages in a list with commas."""
    languages = [each.strip() for each in written.split(",")]
    if unknown := sorted(set(languages) - set(LANGUAGES)):
        raise argparse.ArgumentTypeError(f"there are no articles in {', '.join(unknown)}")
    return languages


if __name__ == "__main__":
    main(sys.argv[1:])
