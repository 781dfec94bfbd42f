"""Parse the HTML of rich messages into a tree of tags.

The tags are those of "Rich HTML style" in the Bot API 10.3. `rich_blocks.py` makes the blocks.
"""

from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from bot.playground.api_server.errors import ApiError, bad_request, not_supported

_INLINE_TEXT = """b strong i em u ins s strike del code mark sub sup tg-spoiler a br img tg-emoji
    tg-time tg-math tg-reference"""
_BLOCKS_TEXT = """h1 h2 h3 h4 h5 h6 p pre footer hr ul ol blockquote aside table details
    tg-math-block"""
_REFUSED_TEXT = """video audio figure figcaption tg-map tg-collage tg-slideshow tg-document
    tg-button-row tg-button tg-thinking"""
_NAMED_TEXT = "lt gt amp quot apos nbsp hellip mdash ndash lsquo rsquo ldquo rdquo"
INLINE = frozenset(_INLINE_TEXT.split())
BLOCKS = frozenset(_BLOCKS_TEXT.split())
_NESTED_TAGS = frozenset({"li", "input", "cite", "caption", "tr", "th", "td", "summary"})
_REFUSED = frozenset(_REFUSED_TEXT.split())
_VOID = frozenset({"br", "hr", "img", "input"})
_NAMED = frozenset(_NAMED_TEXT.split())  # other named character references are not supported
_MAX_DEPTH = 64  # nested tags; the limit for a message's levels is lower


@dataclass(slots=True)
class Tag:
    """A tag with its attributes and children."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Tag | str"] = field(default_factory=list)

    def take(self, name: str) -> "Tag | None":
        """Remove and return the first child with a name; None if there is none."""
        for child in self.children:
            if isinstance(child, Tag) and child.name == name:
                self.children.remove(child)
                return child
        return None


def parse_error(why: str) -> ApiError:
    """Return the 400 for a rich message that cannot be parsed."""
    return bad_request(f"can't parse rich message: {why}")


def parse_tags(source: str) -> Tag:
    """Parse a rich message's HTML; return a root tag without a name.

    Raises:
        ApiError: 400, a tag is unknown, not supported, or not closed.
    """
    parser = _Parser(source)
    parser.feed(source)
    parser.close()
    return parser.tree()


class _Parser(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = source.split("\n")
        self._open = [Tag("")]

    def tree(self) -> Tag:
        if len(self._open) > 1:
            raise parse_error(
                f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"'
            )
        return self._open[0]

    def _byte_offset_text(self) -> str:
        line, column = self.getpos()
        before = "\n".join([*self._lines[: line - 1], self._lines[line - 1][:column]])
        return f"at byte offset {len(before.encode('utf-8', 'surrogatepass'))}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _REFUSED:
            raise not_supported(f"tag <{tag}> in a rich message")
        if tag not in INLINE | BLOCKS | _NESTED_TAGS:
            raise parse_error(f'Unsupported start tag "{tag}" {self._byte_offset_text()}')
        if len(self._open) > _MAX_DEPTH:
            raise parse_error(f"Tags are nested too deep {self._byte_offset_text()}")
        opened = Tag(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(opened)
        if tag not in _VOID:
            self._open.append(opened)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) == 1:
            raise parse_error(f"Unexpected end tag {self._byte_offset_text()}")
        opened = self._open.pop()
        if tag != opened.name:
            expected = f'expected "</{opened.name}>", found "</{tag}>"'
            raise parse_error(f"Unmatched end tag {self._byte_offset_text()}, {expected}")

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise parse_error(f"Unclosed start tag {self._byte_offset_text()}")
        self._open[-1].children.append(data)

    def handle_entityref(self, name: str) -> None:
        written = f"&{name};"
        self._add_text(unescape(written) if name in _NAMED else written)

    def handle_charref(self, name: str) -> None:
        self._add_text(unescape(f"&#{name};"))

    def _add_text(self, data: str) -> None:
        self._open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise parse_error(f"Unsupported comment {self._byte_offset_text()}")

    def handle_decl(self, decl: str) -> None:
        raise parse_error(f"Unsupported declaration {self._byte_offset_text()}")

    def handle_pi(self, data: str) -> None:
        raise parse_error(f"Unsupported instruction {self._byte_offset_text()}")

    def unknown_decl(self, data: str) -> None:
        raise parse_error(f"Unsupported declaration {self._byte_offset_text()}")
