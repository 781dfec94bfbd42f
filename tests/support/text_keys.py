"""Text keys that the code names, read from its syntax trees."""

import ast
import re
from collections.abc import Iterator

from bot.domain.errors import PersonError
from tests.support.paths import ROOT

EVERYWHERE = ("bot", "handlers", "storage")
# Packages without texts of the bot for people.
_ELSEWHERE = (ROOT / "bot" / "playground", ROOT / "bot" / "i18n")
_KEY = re.compile(r"[a-z_]+(\.[a-z_]+)*")
_BUTTONS = {"Button", "ChatRequest", "choice", "_choice"}
_SPEAKERS = {"text", "html", "reply", "reply_with_buttons", "answer_callback", "edit_text"}


def strings_in(*folders: str) -> set[str]:
    """Return every string literal of the code in folders."""
    constants = (node for node in _nodes(folders) if isinstance(node, ast.Constant))
    return {node.value for node in constants if isinstance(node.value, str)}


def keys_said_in(*folders: str) -> set[str]:
    """Return the literals that the code passes to the translator or to a person's error."""
    speaking = _SPEAKERS | _errors(PersonError)
    calls = [node for node in _nodes(folders) if isinstance(node, ast.Call)]
    said = (each for call in calls if _name(call.func) in speaking for each in call.args)
    return {key for each in said for key in _literals(each) if _KEY.fullmatch(key)}


def label_keys_in(*folders: str) -> set[str]:
    """Return the text keys of button labels; of a computed key, the part before its value."""
    calls = [node for node in _nodes(folders) if isinstance(node, ast.Call)]
    labeled = [call for call in calls if _name(call.func) in _BUTTONS]
    texts = [node for call in labeled for node in ast.walk(_label(call))]
    said = [node for node in texts if isinstance(node, ast.Call) and _name(node.func) == "text"]
    return {key for call in said for key in _beginnings(call.args[0])}


def _label(call: ast.Call) -> ast.expr:
    """Return the expression of a button's label: its first argument, or the one named `text`."""
    return call.args[0] if call.args else next(k.value for k in call.keywords if k.arg == "text")


def _beginnings(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.JoinedStr):
        yield from _literals(argument.values[0])
    else:
        yield from _literals(argument)


def _nodes(folders: tuple[str, ...]) -> Iterator[ast.AST]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not any(path.is_relative_to(each) for each in _ELSEWHERE):
                yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _errors(error: type[PersonError]) -> set[str]:
    return {error.__name__}.union(*(_errors(each) for each in error.__subclasses__()))


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def _literals(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.IfExp):
        yield from _literals(argument.body)
        yield from _literals(argument.orelse)
    elif isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
