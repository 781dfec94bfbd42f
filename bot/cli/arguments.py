"""The arguments of the command line `xulosa`; each command has its help and its examples here."""

import argparse
from typing import TYPE_CHECKING, get_args

from bot import __version__
from bot.domain.errors import NotUnderstood
from bot.domain.leases import Role
from bot.domain.summary import parse_length

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

SHELLS = ("bash", "zsh", "fish")
_TAGS_HELP = "separated by commas or spaces; one of two words in double quotes"
_LENGTH_HELP = "1 to 10, or short, medium or long"
_JSON_LINES_HELP = "print one JSON object per line"


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="xulosa",
        description="A Telegram bot that keeps the news short.",
        epilog=_examples("xulosa playground", "xulosa summarize article.txt", "xulosa run"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"xulosa {__version__}")
    commands = parser.add_subparsers(metavar="command")
    _add_summarize(commands)
    _add_add(commands)
    _add_articles(commands)
    _add_feeds(commands)
    _add_programs(commands)
    _add_database_commands(commands)
    _add_checks(commands)
    return parser


def _examples(*lines: str) -> str:
    return "examples:\n" + "\n".join(f"  {line}" for line in lines)


def _command(
    commands: "Subparsers",
    name: str,
    summary: str,
    module: str,
    *examples: str,
    notes: str = "",
) -> argparse.ArgumentParser:
    """Add a command; the function of its name in `module` runs it, `list_` for `list`."""
    function = f"{name}_" if name in {"list", "import"} else name
    command = _add_parser(commands, name, summary, *examples, notes=notes)
    command.set_defaults(module=module, function=function)
    return command


def _add_parser(
    commands: "Subparsers", name: str, summary: str, *examples: str, notes: str = ""
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.{notes and f' {notes}'}",
        epilog=_examples(*examples),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _add_summarize(commands: "Subparsers") -> None:
    command = _command(
        commands,
        "summarize",
        "print the best sentences of a text",
        "summarize",
        "xulosa summarize https://example.org/news/1",
        "xulosa summarize article.pdf --sentences 5",
        "xulosa articles export | xulosa summarize --jsonl > summaries.jsonl",
    )
    command.add_argument("source", nargs="?", help="a URL, a file, or - for standard input")
    command.add_argument(
        "--sentences", type=_parse_length, default=3, metavar="N", help=_LENGTH_HELP
    )
    ranker = command.add_argument(
        "--ranker", default="default", metavar="NAME", help="how sentences are ranked"
    )
    ranker.completer = _complete_ranker  # type: ignore[attr-defined]  # argcomplete reads it
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.add_argument(
        "--jsonl", action="store_true", help="filter lines of JSON from standard input"
    )
    command.add_argument(
        "--compare", action="store_true", help="show which sentences each ranker picks"
    )


def _complete_ranker(**_: object) -> tuple[str, ...]:
    from bot.summaries import RANKER_NAMES

    return tuple(RANKER_NAMES)


def _parse_length(text: str) -> int:
    try:
        return parse_length(text)
    except NotUnderstood as error:
        raise argparse.ArgumentTypeError(_LENGTH_HELP) from error


def _parse_limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise argparse.ArgumentTypeError("a whole number")
    return int(text)


def _add_add(commands: "Subparsers") -> None:
    add = _command(
        commands,
        "add",
        "store articles",
        "articles",
        "xulosa add https://example.org/news/1 --tags bridges,transport",
        "xulosa add article.txt report.pdf",
    )
    add.add_argument("sources", nargs="+", metavar="SOURCE", help="a URL, a file, or -")
    add.add_argument("--tags", default="", help=f"tags to add, {_TAGS_HELP}")


def _add_articles(commands: "Subparsers") -> None:
    articles = _add_parser(
        commands,
        "articles",
        "list, search, export or import articles",
        "xulosa articles list",
        "xulosa articles search bridge",
    )
    which = articles.add_subparsers(required=True, metavar="what")
    _add_article_lists(which)
    _command(
        which,
        "export",
        "print every article as a line of JSON",
        "articles",
        "xulosa articles export > articles.jsonl",
        "xulosa articles export | xulosa summarize --jsonl",
    )
    importing = _command(
        which,
        "import",
        "store exported articles",
        "articles",
        "xulosa articles import articles.jsonl",
    )
    importing.add_argument("file", help="a file, or - for standard input")


def _add_article_lists(which: "Subparsers") -> None:
    listing = _command(
        which,
        "list",
        "print the newest articles",
        "articles",
        "xulosa articles list --limit 10",
        "xulosa articles list --json",
    )
    listing.add_argument(
        "--limit", type=_parse_limit, default=50, metavar="N", help="how many, at most"
    )
    search = _command(
        which,
        "search",
        "print the articles that contain all words",
        "articles",
        "xulosa articles search iron bridge",
    )
    search.add_argument("words", nargs="+")
    for command in (listing, search):
        command.add_argument("--json", action="store_true", help=_JSON_LINES_HELP)


def _add_feeds(commands: "Subparsers") -> None:
    feeds = _add_parser(
        commands,
        "feeds",
        "add, list, remove, check, import or export feeds",
        "xulosa feeds add example.org",
        "xulosa feeds list",
    )
    which = feeds.add_subparsers(required=True, metavar="what")
    add = _command(
        which,
        "add",
        "add a feed, or the feed of a site",
        "feeds",
        "xulosa feeds add example.org --tags bridges",
    )
    add.add_argument("url", metavar="URL")
    add.add_argument("--tags", default="", help=f"tags of its news, {_TAGS_HELP}")
    listing = _command(
        which,
        "list",
        "print every feed and its status",
        "feeds",
        "xulosa feeds list",
        "xulosa feeds list --json",
    )
    listing.add_argument("--json", action="store_true", help=_JSON_LINES_HELP)
    _add_feed_changes(which)


def _add_feed_changes(which: "Subparsers") -> None:
    remove = _command(
        which, "remove", "remove a feed; its articles stay", "feeds", "xulosa feeds remove 3"
    )
    remove.add_argument("feed", metavar="FEED", help="its number or its address")
    check = _command(
        which,
        "check",
        "fetch feeds now and print each result",
        "feeds",
        "xulosa feeds check",
        "xulosa feeds check https://example.org/feed.xml --force",
    )
    check.add_argument("url", nargs="?", metavar="URL", help="one feed; all feeds if omitted")
    check.add_argument("--force", action="store_true", help="ignore a Retry-After")
    importing = _command(
        which, "import", "add the feeds of an OPML file", "feeds", "xulosa feeds import feeds.opml"
    )
    importing.add_argument("file", help="a file, or - for standard input")
    _command(
        which,
        "export",
        "print every feed as an OPML file",
        "feeds",
        "xulosa feeds export > feeds.opml",
    )


def _add_programs(commands: "Subparsers") -> None:
    run = _command(commands, "run", "run the bot", "admin", "BOT_TOKEN=123456:ABC-DEF xulosa run")
    run.add_argument(
        "--role",
        choices=get_args(Role),
        default="all",
        help="PostgreSQL only. web receives updates, chats answers and sends, worker reads and"
        " summarizes",
    )
    playground = _command(
        commands,
        "playground",
        "open the bot in a browser, without Telegram",
        "playground",
        "xulosa playground",
        "BOT_LISTEN=127.0.0.1:9000 xulosa playground --no-browser",
    )
    playground.add_argument(
        "--no-browser", dest="browser", action="store_false", help="only print the address"
    )


def _add_database_commands(commands: "Subparsers") -> None:
    _command(
        commands,
        "migrate",
        "bring the database to the newest schema",
        "admin",
        "xulosa migrate",
    )
    backup = _command(
        commands,
        "backup",
        "copy the database while the bot runs",
        "admin",
        "xulosa backup copy.db",
    )
    backup.add_argument("file", help="a new file")
    restore = _command(
        commands,
        "restore",
        "replace the database with a backup",
        "admin",
        "xulosa restore copy.db",
        notes="The bot must not run. The former\ndatabase is kept beside the new one, under the "
        "name that is printed.",
    )
    restore.add_argument("file", help="a file that backup wrote; it stays unchanged")
    _add_move(commands)


def _add_move(commands: "Subparsers") -> None:
    move = _command(
        commands,
        "move",
        "copy everything to another database, SQLite or PostgreSQL",
        "database_move",
        "xulosa move --to postgresql+asyncpg://xulosa@db.example.org/xulosa",
        "xulosa move --to sqlite+aiosqlite:///new.db --json",
        notes="The bot must not run. The\ndatabase of BOT_DATABASE_URL stays unchanged. Run an "
        "interrupted move again: it goes on.\nThe password may stand in PGPASSWORD.",
    )
    move.add_argument("--to", required=True, metavar="URL", help="an empty database")
    move.add_argument("--json", action="store_true", help="print one JSON object")


def _add_checks(commands: "Subparsers") -> None:
    doctor = _command(
        commands,
        "doctor",
        "check settings, database and Telegram",
        "admin",
        "xulosa doctor",
        "xulosa doctor --json",
    )
    doctor.add_argument("--json", action="store_true", help="print one JSON object")
    _command(
        commands,
        "healthcheck",
        "ask the running bot whether it is alive",
        "healthcheck",
        "xulosa healthcheck",
        notes="Exit code 0: it is.",
    )
    completion = _command(
        commands,
        "completion",
        "print a script that completes commands in a shell",
        "completion",
        'eval "$(xulosa completion bash)"',
        "xulosa completion fish > ~/.config/fish/completions/xulosa.fish",
    )
    completion.add_argument("shell", choices=SHELLS)
