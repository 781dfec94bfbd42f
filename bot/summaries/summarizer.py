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

    The default ranker takes about 3 ms for 20 sentences and 0.2 s for 2,000, see docs/summaries.md.

    Args:
        title: the title of the article; may be empty.
        text: plain text; a newline separates paragraphs.
        language: `en`, `ru`, `uz`, `uz-Cyrl` …; None: detect it.
        ranker: one of `rankers.RANKER_NAMES`.

    Raises:
        NotUnderstood: no ranker has this name (`ranker.unknown`).
        Unreadable: the text has too few words for a summary (`summary.too_short`).
    """
    chosen_ranker = get_ranker(ranker)
    text = _SHORTCODES.sub("\n", text[:MAX_TEXT])
    if is_binary_text(text):
        raise Unreadable("summary.too_short")
    language = language or detect_language(text)
    sentences = join_quotations(list(islice(iter_sentences(text, language), MAX_SENTENCES)))
    article = Document.build(title, language, sentences)
    document = article.only(candidates(article))
    if not is_enough(document):
        raise Unreadable("summary.too_short")
    scores = chosen_ranker.score(document)
    return Summary(
        language=language,
        ranked=tuple(
            RankedSentence(text=document.sentences[index], position=document.positions[index])
            for index in select_sentences(
                document, scores, chosen_ranker.diversity, chosen_ranker.context
            )
        ),
    )
