"""The HTML of rich messages: a tree of the documented tags, and nothing else.

After "Rich HTML style" in the Bot API 10.3. `rich_blocks.py` makes blocks of the tree.
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
_PARTS = frozenset({"li", "input", "cite", "caption", "tr", "th", "td", "summary"})
_REFUSED = frozenset(_REFUSED_TEXT.split())
_VOID = frozenset({"br", "hr", "img", "input"})
_NAMED = frozenset(_NAMED_TEXT.split())  # no other names of characters are supported
_MAX_DEPTH = 64  # tags, one within another; the limit of a message's levels is lower


@dataclass(slots=True)
class Tag:
    """A tag with what is in it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Tag | str"] = field(default_factory=list)

    def take(self, name: str) -> "Tag | None":
        """Remove and return the first child of a name."""
        for child in self.inside:
            if isinstance(child, Tag) and child.name == name:
                self.inside.remove(child)
                return child
        return None


def refusal(why: str) -> ApiError:
    """Return the 400 for a rich message that cannot be parsed."""
    return bad_request(f"can't parse rich message: {why}")


def parse_tags(source: str) -> Tag:
    """Return the tree of a rich message's HTML, under a tag without a name.

    Raises:
        ApiError: 400, a tag is unknown, not supported, or does not match.
    """
    parser = _Parser(source)
    parser.feed(source)
    parser.close()
    return parser.finished()


class _Parser(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = source.split("\n")
        self._open = [Tag("")]

    def finished(self) -> Tag:
        if len(self._open) > 1:
            raise refusal(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        return self._open[0]

    def _where(self) -> str:
        line, column = self.getpos()
        before = "\n".join([*self._lines[: line - 1], self._lines[line - 1][:column]])
        return f"at byte offset {len(before.encode('utf-8', 'surrogatepass'))}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _REFUSED:
            raise not_supported(f"tag <{tag}> in a rich message")
        if tag not in INLINE | BLOCKS | _PARTS:
            raise refusal(f'Unsupported start tag "{tag}" {self._where()}')
        if len(self._open) > _MAX_DEPTH:
            raise refusal(f"Tags are nested too deep {self._where()}")
        opened = Tag(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(opened)
        if tag not in _VOID:
            self._open.append(opened)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) == 1:
            raise refusal(f"Unexpected end tag {self._where()}")
        opened = self._open.pop()
        if tag != opened.name:
            expected = f'expected "</{opened.name}>", found "</{tag}>"'
            raise refusal(f"Unmatched end tag {self._where()}, {expected}")

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise refusal(f"Unclosed start tag {self._where()}")
        self._open[-1].inside.append(data)

    def handle_entityref(self, name: str) -> None:
        written = f"&{name};"
        self._put(unescape(written) if name in _NAMED else written)

    def handle_charref(self, name: str) -> None:
        self._put(unescape(f"&#{name};"))

    def _put(self, data: str) -> None:
        self._open[-1].inside.append(data)

    def handle_comment(self, data: str) -> None:
        raise refusal(f"Unsupported comment {self._where()}")

    def handle_decl(self, decl: str) -> None:
        raise refusal(f"Unsupported declaration {self._where()}")

    def handle_pi(self, data: str) -> None:
        raise refusal(f"Unsupported instruction {self._where()}")

    def unknown_decl(self, data: str) -> None:
        raise refusal(f"Unsupported declaration {self._where()}")
