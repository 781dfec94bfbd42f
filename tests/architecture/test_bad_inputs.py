"""A test names each row of the list of bad inputs, and each name is of a row."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

from tests.support.paths import ROOT

ROWS = [
    int(number)
    for number in re.findall(r"^\| (\d+) \|", (ROOT / "docs/bad-inputs.md").read_text(), re.M)
]
NAME = re.compile(r"(\d{1,2})-[a-z0-9][a-z0-9-]*")
BRACKETS = re.compile(r"\[([^]]+)\]")


def rows_named_in(source: str) -> Iterator[int]:
    """Yield the rows that a file names in ids of cases and in docstrings of tests."""
    for node in ast.walk(ast.parse(source)):
        yield from (int(name[1]) for name in map(NAME.fullmatch, _names(node)) if name)


def _names(node: ast.AST) -> list[str]:
    """Return possible names: `[a, b]` of a docstring, ids, the first items of a table's pairs."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            in_brackets = BRACKETS.match(ast.get_docstring(node) or "")
            return in_brackets[1].split(", ") if in_brackets else []
        case ast.keyword(arg="id", value=ast.Constant(value=str(name))):
            return [name]
        case ast.keyword(arg="ids", value=ast.List(elts=names)):
            return [str(name.value) for name in names if isinstance(name, ast.Constant)]
        case ast.Tuple(elts=[ast.Constant(value=str(name)), _]):
            return [name]
    return []


def test_names_are_found_in_ids_and_docstrings_and_nowhere_else() -> None:
    source = '''
CASES = [("12-metadata", "http://169.254.169.254/"), ("other", "13-")]
def test_one():
    """[71-declarations, 72-external]"""
    return param("14-this", ("uz", "15-iyun"), id="16-id"), many(ids=["17-ids", "x"])
def test_two():
    """Nothing [18-no] of that."""
'''

    assert sorted(rows_named_in(source)) == [12, 16, 17, 71, 72]


def test_every_bad_input_is_named_by_a_test() -> None:
    named = Counter(
        row for file in (ROOT / "tests").rglob("*.py") for row in rows_named_in(file.read_text())
    )

    assert list(range(1, 87)) == ROWS
    assert [row for row in ROWS if not named[row]] == []
    assert [row for row in named if row not in ROWS] == []
