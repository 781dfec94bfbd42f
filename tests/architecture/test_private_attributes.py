"""The private attributes of libraries that the code uses are listed and still exist."""

import argparse
import ast
import inspect
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import aiosqlite
import pytest
import telegram
from lxml import etree

ROOT = Path(__file__).parents[2]
CONNECTION = aiosqlite.Connection(lambda: sqlite3.connect(":memory:"), iter_chunk_size=64)

# A new release of a library may take them away. Each has no public counterpart.
USED = {
    "_SubParsersAction": argparse,  # the type of the result of `add_subparsers`
    "_Element": etree,  # the type of every parsed element
    "_conn": CONNECTION,
    "_execute": CONNECTION,
    "_thread": CONNECTION,
    "_tx": CONNECTION,
    "_post": telegram.Bot,  # `do_api_request` warns, and hides that the token is refused
}
DOCUMENTED = {"_asdict", "_exit", "_fields", "_make", "_mapping"}  # public in spite of their names


def modules() -> list[ast.Module]:
    folders = (ROOT / name for name in ("bot", "handlers", "storage"))
    return [ast.parse(path.read_text()) for folder in folders for path in folder.rglob("*.py")]


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def foreign_privates(tree: ast.Module, our_classes: set[str]) -> Iterator[str]:
    """Yield the private attributes and modules that a module uses but does not define."""
    nodes = list(ast.walk(tree))
    ours = {each for node in nodes for each in definitions(node)}
    inherited = {id(each) for node in nodes for each in self_attributes(node, our_classes)}
    for node in nodes:
        if isinstance(node, ast.Attribute) and id(node) not in inherited:
            names = [node.attr]
        elif isinstance(node, ast.ImportFrom) and node.module != "_typeshed":  # for mypy alone
            names = [*(node.module or "").split("."), *(each.name for each in node.names)]
        elif isinstance(node, ast.Import):
            names = [part for each in node.names for part in each.name.split(".")]
        else:
            continue
        yield from (name for name in names if is_private(name) and name not in ours)


def definitions(node: ast.AST) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return [name]
    return []


def self_attributes(node: ast.AST, our_classes: set[str]) -> list[ast.Attribute]:
    """Return the attributes of `self` in a class that inherits from our own classes alone."""
    if not isinstance(node, ast.ClassDef):
        return []
    if not {ast.unparse(base) for base in node.bases} <= our_classes:
        return []
    return [
        each
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute) and ast.unparse(each.value) == "self"
    ]


def test_only_known_private_attributes_are_used() -> None:
    trees = modules()
    nodes = [node for tree in trees for node in ast.walk(tree)]
    our_classes = {node.name for node in nodes if isinstance(node, ast.ClassDef)}

    found = {name for tree in trees for name in foreign_privates(tree, our_classes)}

    assert found - DOCUMENTED == set(USED)


@pytest.mark.parametrize("name", USED)
def test_a_private_attribute_is_still_there(name: str) -> None:
    inspect.getattr_static(USED[name], name)


@pytest.mark.parametrize(
    "code",
    [
        "from telegram._utils.defaultvalue import DefaultValue",
        "import telegram._utils",
        "connection._secret",
        "class Ours(library.Theirs):\n def f(self): return self._secret",
    ],
)
def test_the_search_finds_a_private_attribute(code: str) -> None:
    assert list(foreign_privates(ast.parse(code), our_classes={"Base"}))
