"""No regular expression, set of constants or function body is in the code twice."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PLAYGROUND = ROOT / "bot" / "playground"  # its Bot API server imports nothing of the bot's
_CONSTANT_MIN = 19  # characters; shorter ones, such as a pattern of digits, agree by chance
_BODY_MIN = 250  # characters of a syntax tree


def duplicates(sources: dict[str, str]) -> list[list[str]]:
    """Return the places, at least two each, that contain the same constant or function body."""
    places: dict[str, list[str]] = defaultdict(list)
    for path, source in sources.items():
        for name, written in _constants_and_bodies(ast.parse(source)):
            places[written].append(f"{path}: {name}")
    return [found for found in places.values() if len(found) > 1]


def _constants_and_bodies(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the name and content of each module-level pattern or set, and of each function."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            called, written = ast.unparse(node.value.func), ast.unparse(node.value)
            if called in ("re.compile", "frozenset") and len(written) >= _CONSTANT_MIN:
                yield ast.unparse(node.targets[0]), written
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            body = function.body[1:] if ast.get_docstring(function) else function.body
            written = "".join(map(ast.dump, body))
            if function.name != "__init__" and len(written) >= _BODY_MIN:
                yield function.name, written


def test_no_pattern_set_or_function_stands_twice() -> None:
    files = [
        file for room in ("bot", "handlers", "storage") for file in (ROOT / room).rglob("*.py")
    ]
    sources = {
        str(file.relative_to(ROOT)): file.read_text()
        for file in files
        if not file.is_relative_to(_PLAYGROUND)
    }

    found = duplicates({path: text for path, text in sources.items() if "migrations" not in path})

    assert found == []


def test_a_second_pattern_set_or_function_is_found() -> None:
    function = (
        "def wait(a, b):\n    return a + b if a > b else a * b + sum(each for each in (a, b))\n"
    )
    written = (
        "import re\nP = re.compile('[a-z]+-[0-9]+')\nS = frozenset({200, 203, 304})\n" + function
    )

    found = duplicates({"one.py": written, "two.py": written})

    assert [places[0] for places in found] == ["one.py: P", "one.py: S", "one.py: wait"]
