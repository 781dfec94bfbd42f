"""Summarize a text: `summarize` is a pure function, so it can run in another process."""

import re
from itertools import islice

from bot.domain.errors import Unreadable
from bot.domain.summary import RankedSentence, Summary
from bot.summaries.filters.binary_text import is_binary_text
from bot.summaries.filters.quality import candidates, is_enough
from bot.summaries.scoring.rankers import get_ranker
from bot.summaries.scoring.selection import select_sentences
from bot.summaries.text.document import Document
from bot.summaries.text.kinds import Kind, join_answers, news_lines, recognize_kind
from bot.summaries.text.language import detect_language
from bot.summaries.text.quotes import join_quotations
from bot.summaries.text.sentences import iter_sentences

MAX_TEXT = 400_000  # characters; equals the limit of an article (`article.BODY_MAX`)
_SHORTCODES = re.compile(r"\[/?(?:gallery|caption|embed|video|audio|playlist)\b[^\]]{0,200}\]")
MAX_SENTENCES = 2_000  # news has under 100, and later sentences rank last anyway


def summarize(
    title: str, text: str, *, language: str | None = None, ranker: str = "default"
) -> Summary:
    """Return the best sentences of `text`, verbatim except for folded white space.

    The default ranker takes about 3 ms of CPU for 24 English sentences, 7 ms for 71 Russian ones,
    and 0.2 s for 2,000. The slowest of 30 such texts takes a quarter longer.

    Args:
        title: the title of the article; may be empty.
        text: plain text; a newline separates paragraphs.
        language: `en`, `ru`, `uz`, `uz-Cyrl` …; None: detect it.
        ranker: one of `rankers.RANKER_NAMES`.

    Raises:
        NotUnderstood: no ranker has this name (`ranker.unknown`).
        Unreadable: the text has too few words for a summary (`summary.too_short`), or is a
            computer program (`summary.code`).
    """
    chosen_ranker = get_ranker(ranker)
    text = _SHORTCODES.sub("\n", text[:MAX_TEXT])
    if is_binary_text(text):
        raise Unreadable("summary.too_short")
    language = language or detect_language(text)
    kind, sentences = _kind_and_sentences(text, language)
    if kind is Kind.POEM and ranker == "default":
        chosen_ranker = get_ranker("lead")
    article = Document.build(title, language, sentences)
    document = article.only(candidates(article))
    if not is_enough(document):
        raise Unreadable("summary.too_short")
    scores = chosen_ranker.score(document)
    order = select_sentences(document, scores, chosen_ranker.diversity, chosen_ranker.context)
    ranked = tuple(
        RankedSentence(text=document.sentences[index], position=document.positions[index])
        for index in order
    )
    return Summary(language=language, ranked=ranked)


def _kind_and_sentences(text: str, language: str) -> tuple[Kind, list[str]]:
    kind, news = _kind_and_news(text, language)
    sentences = join_quotations(list(islice(iter_sentences(news, language), MAX_SENTENCES)))
    return kind, join_answers(sentences) if kind is Kind.INTERVIEW else sentences


def _kind_and_news(text: str, language: str) -> tuple[Kind, str]:
    """Return the kind of the text, and the part of it that a summary may show."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    kind = recognize_kind(lines, language)
    if kind is Kind.CODE:
        raise Unreadable("summary.code")
    shown = news_lines(lines, kind)
    # An empty line keeps lines apart that have lost the line between them.
    return kind, text if shown is lines else "\n\n".join(shown)
