"""An article with its summary: the content of a card."""

from dataclasses import dataclass

from bot.domain.article import Article
from bot.domain.summary import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarizedArticle:
    """An article and its summary; None if it has none, or none yet."""

    article: Article
    summary: Summary | None
