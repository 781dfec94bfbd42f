"""Read the prose of a file: docstrings and comments of code, paragraphs of Markdown."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

_DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
# A comment for a tool is not prose, nor is a shebang.
_DIRECTIVE = re.compile(r"(noqa|type:|pragma|fmt:|ruff:|mypy:|!)")
_BULLET = re.compile(r"^\s*([-*+] |\d+\. )")
_LABEL = re.compile(r"\s*`?\w+`?:(\s|$)")  # such as "stars: 1 to 5" and "Raises:"
_COLUMNS = re.compile(r"\S {2,}\S|[│├└]|={3,}")  # a line of a table or a tree
_EXAMPLE = re.compile(r"\s*(>>>|\.\.\. )")
_RUN_IN_HEADING = re.compile(r"\*\*([^*]+)\*\*")
_MARKS = (
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), r"\1"),  # a picture becomes its description
    (re.compile(r"\[([^\]` ]*[./][^\]` ]*)\]\([^)]*\)"), r"`\1`"),  # a link named as a file: code
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),  # any other link becomes its text
    (re.compile(r"https?://\S+"), "address"),
    (re.compile(r"</?\w+[^<>]*>"), ""),
    (re.compile(r"\*\*|__"), ""),
)


class Kind(Enum):
    """Whether a passage has sentences; a label, such as a heading or a table's cell, has none."""

    SENTENCES = "sentences"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that are read together: a paragraph, a list item, a table cell, a block of comments."""

    first_line: int
    lines: tuple[str, ...]
    kind: Kind = Kind.SENTENCES


def python_passages(source: str) -> Iterator[Passage]:
    """Yield the docstrings and comments of a module."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            yield from _docstring(node, lines)
    yield from _comments(source)


def _docstring(node: _DOCUMENTED, lines: list[str]) -> Iterator[Passage]:
    literal = node.body[0]
    own = lines[literal.lineno - 1 : literal.end_lineno]
    own[-1] = re.sub(r'("""|\'\'\'|"|\')\s*$', "", own[-1])
    own[0] = re.sub(r'^\s*[rRuU]?("""|\'\'\'|"|\')', "", own[0])
    yield from _paragraphs(own, literal.lineno)


def _comments(source: str) -> Iterator[Passage]:
    block: list[tuple[int, int, str]] = []  # line, column, text
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        (line, column), text = token.start, _without_directives(token.string)
        is_alone = token.line[:column].strip() == ""
        continues = is_alone and block and block[-1][:2] == (line - 1, column)
        if block and not continues:
            yield from _paragraphs([text for _, _, text in block], block[0][0])
            block = []
        block.append((line, column if is_alone else -1, text))
    if block:
        yield from _paragraphs([text for _, _, text in block], block[0][0])


def _without_directives(comment: str) -> str:
    parts = (part.strip() for part in re.split(r"(?:^|\s)#", comment))
    return " ".join(part for part in parts if part and not _DIRECTIVE.match(part))


def _paragraphs(lines: list[str], first_line: int) -> Iterator[Passage]:
    """Yield the passages of text lines; an empty line, an item or an example ends one."""
    paragraph: list[str] = []
    for number, line in enumerate([*lines, ""], first_line):
        is_break = not line.strip() or _EXAMPLE.match(line) is not None
        if paragraph and (is_break or _begins_item(line, paragraph[-1])):
            yield Passage(number - len(paragraph), tuple(paragraph))
            paragraph = []
        if not is_break:
            paragraph.append(line)


def _begins_item(line: str, before: str) -> bool:
    if _BULLET.match(line) or _COLUMNS.search(line.strip()) or _COLUMNS.search(before.strip()):
        return True
    return _LABEL.match(line) is not None and before.rstrip().endswith((".", ":", ";"))


def javascript_passages(text: str) -> Iterator[Passage]:
    """Yield the comments of a script: `/** … */` in lines of its own, and `//`."""
    prose: list[str] = []  # every line of the script; empty where there is no comment
    is_block = False
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        is_block |= stripped.startswith("/*")
        is_comment = is_block or stripped.startswith("//")
        prose.append(stripped.strip("/* ") if is_comment else "")
        is_block &= "*/" not in stripped
        trailing = re.search(r"\s// (.*)", line)
        if trailing and not is_comment:
            yield from _paragraphs([trailing[1]], number)
    yield from _paragraphs(prose, 1)


def markdown_passages(text: str) -> Iterator[Passage]:
    """Yield the prose of a page without code, quotations and comments; each cell by itself."""
    prose: list[str] = []  # every line of the page; empty outside of paragraphs
    is_code = False
    for number, line in enumerate(text.splitlines(), 1):
        is_fence = line.lstrip().startswith("```")
        is_code ^= is_fence
        prose.append("")
        if is_code or is_fence or line.startswith((">", "<!--", "<img")):
            continue
        if line.startswith("#"):
            yield Passage(number, (_unmarked(line.lstrip("# ")),), Kind.LABEL)
        elif line.lstrip().startswith("|"):
            for cell in line.strip().strip("|").split("|"):
                kind = Kind.SENTENCES if cell.rstrip().endswith(".") else Kind.LABEL
                yield Passage(number, (_unmarked(cell),), kind)
        else:
            prose[-1] = line
    for passage in _paragraphs(prose, 1):
        yield from _without_run_in_heading(passage)


def _without_run_in_heading(passage: Passage) -> Iterator[Passage]:
    """Yield a bold phrase at the start of a paragraph as a heading, then the rest."""
    lines = [_BULLET.sub("", passage.lines[0], count=1), *passage.lines[1:]]
    heading = _RUN_IN_HEADING.match(lines[0])
    if heading:
        yield Passage(passage.first_line, (_unmarked(heading[1]),), Kind.LABEL)
        lines[0] = lines[0][heading.end() :]
    yield Passage(passage.first_line, tuple(_unmarked("\n".join(lines)).split("\n")))


def _unmarked(text: str) -> str:
    for mark, replacement in _MARKS:
        text = mark.sub(replacement, text)
    return text
