"""The names that a module defines, and their British spellings."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.prose.spelling import american

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def words_of(name: str) -> list[str]:
    """Return the words of an identifier in lower case, split at underscores and capitals."""
    return [word.lower() for word in _WORD.findall(name)]


def defined_names(source: str) -> Iterator[tuple[int, str]]:
    """Yield each name that a module gives to something of its own, with its line.

    A name of a library's, such as `asyncio.CancelledError`, is only used and not yielded.
    """
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr
            case ast.alias(asname=str(name)):
                yield node.lineno, name


def british_names(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, name and advice for each name with a British spelling; each name once."""
    seen = set()
    for line, name in defined_names(source):
        spellings = [(word, spelling) for word in words_of(name) if (spelling := american(word))]
        if spellings and name not in seen:
            seen.add(name)
            yield line, name, f"write {spellings[0][1]!r}, not {spellings[0][0]!r}"
