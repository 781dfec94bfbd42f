"""The help of every command, its examples, and the version."""

import argparse
import re
import shlex
from collections.abc import Iterator

import pytest

from bot import __version__
from bot.cli import main
from bot.cli.arguments import build_parser

REDIRECTION = re.compile(r"[<>].*")
SETTING = re.compile(r"BOT_\w+=\S+ ")


def every_parser(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield the parser of the program, of each group and of each command."""
    yield parser
    for action in parser._actions:
        if isinstance(action.choices, dict):
            for command in action.choices.values():
                yield from every_parser(command)


def examples_of(parser: argparse.ArgumentParser) -> list[str]:
    head, *lines = (parser.epilog or "").splitlines()
    assert head == "examples:"
    return [line.strip() for line in lines]


PARSERS = list(every_parser(build_parser()))


def commands_in(example: str) -> list[list[str]]:
    """Return the words of each command of an example, without redirections."""
    inner = re.sub(r'^eval "\$\((.*)\)"$', r"\1", SETTING.sub("", example))
    return [shlex.split(REDIRECTION.sub("", part)) for part in inner.split("|")]


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: str(parser.prog))
def test_every_help_has_examples_that_the_parser_accepts(parser: argparse.ArgumentParser) -> None:
    for example in examples_of(parser):
        commands = commands_in(example)

        options = [build_parser().parse_args(words) for _, *words in commands]

        assert {program for program, *_ in commands} == {"xulosa"}
        expected = parser.get_default("function")
        functions = [each.function for each in options]
        assert expected is None or expected in functions


def test_the_program_without_arguments_prints_its_help(capfd: pytest.CaptureFixture[str]) -> None:
    code = main([])

    shown = capfd.readouterr()
    assert (code, shown.err) == (0, "")
    assert shown.out.startswith("usage: xulosa")


def test_the_version_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    code = main(["--version"])

    assert (code, capfd.readouterr().out) == (0, f"xulosa {__version__}\n")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_names_the_program(
    capfd: pytest.CaptureFixture[str], shell: str
) -> None:
    code = main(["completion", shell])

    assert code == 0
    assert "xulosa" in capfd.readouterr().out
