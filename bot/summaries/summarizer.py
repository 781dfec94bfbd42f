"""The seam: a title and a text in, a `Summary` out. Pure, so it can run in another process."""

import re
from itertools import islice

from bot.domain.errors import Unreadable
from bot.domain.summary import RankedSentence, Summary
from bot.summaries.filters.binary_text import is_binary_text
from bot.summaries.filters.quality import candidates, is_enough
from bot.summaries.scoring.rankers import ranker_named
from bot.summaries.scoring.selection import choose
from bot.summaries.text.document import Document
from bot.summaries.text.language import detect_language
from bot.summaries.text.sentences import each_sentence

MAX_TEXT = 400_000  # characters read, as many as an article may have (`article.BODY_MAX`)
_SHORTCODES = re.compile(r"\[/?(?:gallery|caption|embed|video|audio|playlist)\b[^\]]{0,200}\]")
MAX_SENTENCES = 2_000  # considered; news has under 100, and what comes later ranks last anyway


def summarize(
    title: str, text: str, *, language: str | None = None, ranker: str = "default"
) -> Summary:
    """Return the best sentences of `text`, word for word (white space folded).

    Takes about 1 ms for 20 sentences and well under 3 s for a megabyte, with any ranker.

    Args:
        title: the article's; may be empty.
        text: plain, paragraphs separated by a newline.
        language: `en`, `ru`, `uz`, `uz-Cyrl` …; None to detect it.
        ranker: one of `rankers.RANKER_NAMES`.

    Raises:
        NotUnderstood: no ranker has that name (`ranker.unknown`).
        Unreadable: there is nothing to summarise (`summary.too_short`).
    """
    chosen_ranker = ranker_named(ranker)
    text = _SHORTCODES.sub("\n", text[:MAX_TEXT])
    if is_binary_text(text):
        raise Unreadable("summary.too_short")
    language = language or detect_language(text)
    sentences = list(islice(each_sentence(text, language), MAX_SENTENCES))
    article = Document.build(title, language, sentences)
    document = article.only(candidates(article))
    if not is_enough(document):
        raise Unreadable("summary.too_short")
    scores = chosen_ranker.score(document)
    return Summary(
        language=language,
        ranked=tuple(
            RankedSentence(text=document.sentences[place], position=document.positions[place])
            for place in choose(document, scores, chosen_ranker.diversity)
        ),
    )
