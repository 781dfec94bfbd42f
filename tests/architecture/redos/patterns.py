"""Every regular expression of the project, with the methods that use it.

All modules are imported under a `re.compile` that notes its caller. Other patterns are read from
the source: a literal, or an expression of its module's names.
"""

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from sys import _getframe
from types import ModuleType
from typing import Any, TypeGuard

from tests.architecture.redos.steps import Method

_METHODS: dict[str, Method] = {
    **dict.fromkeys(("search", "findall", "finditer", "split", "sub", "subn"), "search"),
    "match": "match",
    "fullmatch": "fullmatch",
}
_ALL: frozenset[Method] = frozenset(_METHODS.values())
_HARMLESS = {"escape", "purge", "Match", "Pattern", "RegexFlag", "error", "compile"} | {
    name for name in dir(re) if name.isupper()
}
_NEEDS_A_CALLER = {"storage.migrations.env"}  # Alembic runs it; its `re` is checked all the same


@dataclass(frozen=True, slots=True)
class Use:
    """A pattern, where it stands, and the methods that it is used with."""

    place: str  # path:line
    pattern: re.Pattern[Any]
    methods: frozenset[Method]


class Unresolved(Exception):
    """The pattern of a use of `re` cannot be found; the message names the place."""


def collect(root: Path, packages: Sequence[str]) -> list[Use]:
    """Return the patterns of all modules below `root`, in the order of their places.

    Raises:
        Unresolved: a pattern cannot be found.
    """
    paths = [path for package in packages for path in sorted((root / package).rglob("*.py"))]
    compiled, modules = _import_all(root, paths)
    uses: list[Use] = []
    for path in paths:
        uses += _uses_in(path, root, modules.get(path), compiled)
    return uses


def _import_all(
    root: Path, paths: Sequence[Path]
) -> tuple[dict[str, list[tuple[int, re.Pattern[Any]]]], dict[Path, ModuleType]]:
    """Return what each file compiled on import, by line, and the modules."""
    compiled: dict[str, list[tuple[int, re.Pattern[Any]]]] = defaultdict(list)
    compile_ = re.compile

    def noting(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        caller = _getframe(1)
        made = compile_(pattern, flags)
        compiled[caller.f_code.co_filename].append((caller.f_lineno, made))
        return made

    re.compile = noting
    try:
        modules = {
            path: importlib.import_module(name)
            for path in paths
            if (name := _module_name(path, root)) not in _NEEDS_A_CALLER
        }
    finally:
        re.compile = compile_
    return compiled, modules


def _module_name(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def _uses_in(
    path: Path,
    root: Path,
    module: ModuleType | None,
    compiled: dict[str, list[tuple[int, re.Pattern[Any]]]],
) -> Iterator[Use]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        place = f"{path.relative_to(root)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.ImportFrom) and node.module == "re":
            raise Unresolved(f"{place}: write `import re`, so that its uses are found")
        if isinstance(node, ast.Import) and any(n.name == "re" and n.asname for n in node.names):
            raise Unresolved(f"{place}: write `import re`, so that its uses are found")
        if not _is_of_re(node):
            continue
        call = called.get(id(node))
        if call is None or node.attr not in {*_METHODS, "compile"}:
            if node.attr not in _HARMLESS or (node.attr == "compile" and call is None):
                raise Unresolved(f"{place}: re.{node.attr} is not called by its name")
            continue
        noted = [
            made
            for line, made in compiled[str(path)]
            if call.lineno <= line <= (call.end_lineno or call.lineno)
        ]
        methods = (
            _methods_of(call, tree) if node.attr == "compile" else frozenset([_METHODS[node.attr]])
        )
        for pattern in noted or [_evaluated(call, module, place)]:
            yield Use(place, pattern, methods)


def _is_of_re(node: ast.AST) -> TypeGuard[ast.Attribute]:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "re"
    )


def _evaluated(call: ast.Call, module: ModuleType | None, place: str) -> re.Pattern[Any]:
    """Return the pattern of a call that no import runs."""
    flags = next((word.value for word in call.keywords if word.arg == "flags"), None)
    written = [call.args[0], *([flags] if flags else [])]
    names = vars(module) if module else {"re": re}
    try:
        values = [eval(compile(ast.Expression(part), place, "eval"), names) for part in written]  # noqa: S307  # our own source
        return re.compile(*values)
    except Exception as error:  # the new error names the place
        raise Unresolved(f"{place}: {ast.unparse(call)}: {error}") from error


def _methods_of(call: ast.Call, tree: ast.Module) -> frozenset[Method]:
    """Return the methods that the name of a compiled pattern is used with in its file; all where
    it is used in any other way.
    """
    name = next(
        (
            node.targets[0].id
            for node in tree.body
            if isinstance(node, ast.Assign)
            and node.value is call
            and isinstance(node.targets[0], ast.Name)
        ),
        None,
    )
    if name is None or not name.startswith("_"):
        return _ALL
    found: set[Method] = set()
    attributes = {
        id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            attribute = attributes.get(id(node), "")
            if attribute == "pattern":
                continue
            if attribute not in _METHODS:
                return _ALL
            found.add(_METHODS[attribute])
    return frozenset(found) or _ALL
