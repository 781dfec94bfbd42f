"""The full text of an article, as one rich message or as several messages."""

from bot.domain.article import Article
from bot.domain.delivery import MESSAGE_MAX
from bot.i18n.html import Html, bold, escape
from bot.presentation.outgoing_message import OutgoingMessage
from bot.presentation.truncate import split, truncate

_TITLE_MAX = 300  # UTF-16 units
_RICH_MAX = 32_000  # characters; the Bot API allows a rich message 32,768 …
_BLOCKS_MAX = 490  # … and 500 blocks


def rich_message_html(article: Article) -> Html | None:
    """Return the article as the HTML of a rich message; None if it is too long."""
    lines = [line for line in article.body.split("\n") if line.strip()]
    if len(lines) > _BLOCKS_MAX or len(article.title) + sum(map(len, lines)) > _RICH_MAX:
        return None
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return Html(f"<h1>{escape(article.title)}</h1>{paragraphs}")


def message_parts(article: Article) -> list[OutgoingMessage]:
    """Return the article as messages, split between paragraphs."""
    title = bold(truncate(article.title, _TITLE_MAX))
    body = "\n\n".join(line for line in article.body.split("\n") if line.strip())
    first, *rest = split(body, MESSAGE_MAX - _TITLE_MAX - len("\n\n"))
    return [OutgoingMessage(html=Html(f"{title}\n\n{escape(first)}"))] + [
        OutgoingMessage(html=escape(part)) for part in rest
    ]
