"""A story: an article with its summary, what a card shows."""

from dataclasses import dataclass

from bot.domain.article import Article
from bot.domain.summary import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarizedArticle:
    """An article and its summary; None where the text gave none, or not yet."""

    article: Article
    summary: Summary | None
