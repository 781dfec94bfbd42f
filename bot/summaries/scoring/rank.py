"""The default ranker: scores by position, centrality, overlap with the title, and form.

Its time is linear in the text. docs/decisions/0011-ranking.md explains the choice of the weights.
"""

from dataclasses import dataclass

from bot.summaries.lexicons.consequences import CONSEQUENCES
from bot.summaries.lexicons.discourse_markers import is_first_person, is_reminder, reports_speech
from bot.summaries.lexicons.outcomes import OUTCOMES
from bot.summaries.text.document import Document
from bot.summaries.text.vectors import cosine, tf_idf, weighted_sum
from bot.summaries.text.words import tokens

POSITION = 1.5  # divided by (1 + index)
SECOND = 0.1  # bonus of the second sentence, which often completes the first
_OPENING_SHARE = 0.5  # of the title's stems; with them a sentence tells the news of the title
OPENING_SECOND, OPENING_THIRD = 0.1, 0.2  # bonuses of the sentences after such an opening
_SCENE_LONGEST = 5  # sentences before the news
_SCENE_STEMS = 1  # the most stems of the title in the first sentence of a scene
_NEWS_STEMS = 3  # the fewest stems of the title in the sentence that begins the news
SCENE = 0.2  # the bonus of the place of a scene
DEPTH_FROM = 6  # sentences from the beginning of the news; later ones pay `LanguageWeights.depth`
DEPTH_MOST = 10  # sentences; later ones pay no more
OUTCOME = 0.3  # bonus of what the news came to: victims, cost, decision
CONSEQUENCE = 0.5  # bonus of a consequence of the news: cause, deadline, forecast
OUTCOME_UNTIL = 8  # sentences from the beginning of the news; also for consequences
CENTRALITY = 1.0
THEME = 0.7  # similarity to the sentences that are similar to the title
NAMES = 1.75  # the share of names that other sentences repeat
DIVERSITY = 0.6  # penalty for the similarity to a selected sentence
CONTEXT = 0.5  # penalty while the sentence that explains a reference is not selected
_VERY_SHORT_WORDS, _VERY_SHORT = 4, 1.0  # the penalty of fewer words
_SHORT_WORDS, _SHORT = 7, 0.3
_LONG_WORDS, _LONG = 35, 0.6  # the penalty of each further 35 words
_BRIEF = 100  # characters; see `LanguageWeights.brevity`
_QUESTION = 0.3
_QUOTE_MARKS = "\"'“”„«‹‘—–-"
_TITLE_QUOTES = frozenset('"“”„«»‘')
_QUOTED_STEMS = 3  # of a title; fewer are a name
QUOTED_TITLE = 0.6  # bonus of the quotation that the title quotes
_QUOTE = 0.2  # the sentence begins with a quote or a dash
_ANAPHORA = 0.1
_FIRST_PERSON = 0.4
_SPEECH = 0.3  # the sentence reports speech
_REMINDER = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageWeights:
    """The weights that differ between languages, tuned on texts in the language.

    Attributes:
        title: the score of a sentence with exactly the words of the title.
        brevity: the penalty of each further 100 characters after the first 100. The first
            sentence is exempt, since it is long if it tells the whole story.
        lead: the bonus for the similarity to the beginning of the news.
        depth: the penalty of each sentence of distance to the news, after `DEPTH_FROM`.
    """

    title: float = 1.0
    brevity: float = 0.0
    lead: float = 0.0
    depth: float = 0.03


# Uzbek news tells the story in the title and in short sentences that are similar to it.
_UZBEK = LanguageWeights(title=5.0, brevity=1.0, depth=0.06)
# English features wander from the news; its first sentence holds the summary to it.
_LANGUAGE_WEIGHTS = {"uz": _UZBEK, "uz-Cyrl": _UZBEK, "en": LanguageWeights(lead=0.8)}
_DEFAULT_WEIGHTS = LanguageWeights()


def score(document: Document) -> list[float]:
    """Return the score of each sentence; higher is better, about -2 to 10."""
    weights = _LANGUAGE_WEIGHTS.get(document.language, _DEFAULT_WEIGHTS)
    central = _centrality(document)
    title = _shared_with_title(document)
    theme = _theme(document)
    names = _names(document)
    quotes_title = _quotes_title(document)
    start = _news_start(document)
    continues = _continuation(document, start)
    lead = _lead(document, start) if weights.lead else []
    return [
        _place(index - start, weights.depth)
        + continues.get(index, 0.0)
        + _substance(document, index, start)
        + CENTRALITY * central[index]
        + weights.title * title[index]
        + (weights.lead * lead[index] if lead else 0.0)
        + THEME * theme[index]
        + NAMES * names[index]
        - (weights.brevity * _excess_length(document.sentences[index]) if index != start else 0.0)
        - _form_penalty(document, index)
        - (0.0 if quotes_title[index] else _commentary_penalty(document, index))
        + (QUOTED_TITLE if quotes_title[index] else 0.0)
        for index in range(len(document.sentences))
    ]


def _news_start(document: Document) -> int:
    """Return the index of the sentence that begins the news: 0, or the one after a scene.

    A scene hardly shares words with the title: "At dawn the fog still lay over the meadows." It
    has at most `_SCENE_STEMS` stems of the title, and the news has at least `_NEWS_STEMS`. The
    sentences before such a one belong to the news, too, if they tell its outcome.
    """
    title = frozenset(document.title_stems)
    shared = [len(title.intersection(stems)) for stems in document.stems[: _SCENE_LONGEST + 1]]
    if shared[0] > _SCENE_STEMS:
        return 0
    start = next((index for index, count in enumerate(shared) if count >= _NEWS_STEMS), 0)
    while start > 1 and shared[start - 1] and _tells_outcome(document, start - 1):
        start -= 1
    return start


def _continuation(document: Document, start: int) -> dict[int, float]:
    """Return the bonuses of the two sentences after one that tells the news of the title.

    Most news is written so. Its first sentences belong together, and a later one should take the
    place of one of them only for a good reason.
    """
    title = frozenset(document.title_stems)
    shared = len(title.intersection(document.stems[start]))
    if shared < max(_NEWS_STEMS, _OPENING_SHARE * len(title)):
        return {}
    return {start + 1: OPENING_SECOND, start + 2: OPENING_THIRD}


def _place(distance: int, depth: float) -> float:
    """Return the score of a place, `distance` sentences after the beginning of the news."""
    if distance < 0:
        return SCENE
    bonus = POSITION / (1 + distance) + (SECOND if distance == 1 else 0.0)
    return bonus - depth * min(max(0, distance - DEPTH_FROM), DEPTH_MOST)


def _substance(document: Document, index: int, start: int) -> float:
    """Return the bonus of an outcome or a consequence near the beginning of the news."""
    if not start <= index <= start + OUTCOME_UNTIL:
        return 0.0
    outcome = OUTCOME * _tells_outcome(document, index)
    return max(
        outcome, CONSEQUENCE * CONSEQUENCES.occur_in(document.words[index], document.language)
    )


def _tells_outcome(document: Document, index: int) -> bool:
    return OUTCOMES.occur_in(document.words[index], document.language)


def _excess_length(sentence: str) -> float:
    """Return the length beyond `_BRIEF` characters, in units of `_BRIEF` characters."""
    return max(0, len(sentence) - _BRIEF) / _BRIEF


def _centrality(document: Document) -> list[float]:
    """Return each sentence's cosine with the article's centroid, divided by the largest one."""
    centroid = weighted_sum(document.vectors, [1.0] * len(document.vectors))
    cosines = [cosine(own, centroid) for own in document.vectors]
    largest = max(cosines) or 1.0
    return [value / largest for value in cosines]


def _shared_with_title(document: Document) -> list[float]:
    """Return the F1 of each sentence's words and the title's, 0 to 1, as in ROUGE-1.

    Of two sentences with the same words of the title, the shorter one gets the higher value.
    """
    title = frozenset(tokens(document.title))
    return [
        2 * len(title.intersection(words)) / max(1, len(title) + len(words))
        for words in document.words
    ]


def _quotes_title(document: Document) -> list[bool]:
    """Return whether each sentence is the quotation of the title, with over half of its stems.

    Then the quotation is the news. Elsewhere direct speech comments on the news.
    """
    title = frozenset(document.title_stems)
    if len(title) < _QUOTED_STEMS or not _TITLE_QUOTES.intersection(document.title):
        return [False] * len(document.sentences)
    return [
        sentence[0] in _QUOTE_MARKS and 2 * len(title.intersection(stems)) > len(title)
        for sentence, stems in zip(document.sentences, document.stems, strict=True)
    ]


def _lead(document: Document, start: int) -> list[float]:
    """Return each sentence's cosine with the beginning of the news; 0 for itself."""
    first = document.vectors[start]
    return [
        0.0 if index == start else cosine(first, own) for index, own in enumerate(document.vectors)
    ]


def _theme(document: Document) -> list[float]:
    """Return each sentence's cosine with the sum of all, weighted by their similarity to the title.

    This finds sentences that share no word with the title, since a headline has few words. A stem
    that only the title contains counts as the rarest.
    """
    weights = dict.fromkeys(document.title_stems, max(document.idf.values(), default=1.0))
    weights |= {stem: document.idf[stem] for stem in weights if stem in document.idf}
    title = tf_idf(document.title_stems, weights)
    similarities = [cosine(own, title) for own in document.vectors]
    centroid = weighted_sum(document.vectors, similarities)
    return [cosine(own, centroid) for own in document.vectors]


def _names(document: Document) -> list[float]:
    """Return the share of each sentence's stems that are names and occur in other sentences.

    A name is a capitalized word that is not the first of the sentence.
    """
    repeated = {stem for stem, count in document.stem_counts.items() if count > 1}
    return [
        len(names & repeated) / (1 + len(stems))
        for names, stems in zip(document.names, document.stems, strict=True)
    ]


def _form_penalty(document: Document, index: int) -> float:
    """Return the penalty of a sentence that is too short, too long, a question, a quote …"""
    sentence, words = document.sentences[index], document.words[index]
    count = len(words)
    penalty = _LONG * max(0, count - _LONG_WORDS) / _LONG_WORDS
    if count < _SHORT_WORDS and not (
        _tells_outcome(document, index) or CONSEQUENCES.occur_in(words, document.language)
    ):
        penalty += _VERY_SHORT if count < _VERY_SHORT_WORDS else _SHORT
    if "?" in sentence or "？" in sentence or "؟" in sentence:
        penalty += _QUESTION
    if sentence[0] in _QUOTE_MARKS:
        penalty += _QUOTE
    if index in document.anaphoric:
        penalty += _ANAPHORA
    return penalty


def _commentary_penalty(document: Document, index: int) -> float:
    """Return the penalty of a sentence that comments on the story instead of telling it."""
    words, language = document.words[index], document.language
    return (
        _FIRST_PERSON * is_first_person(words, language)
        + _SPEECH * reports_speech(words, language)
        + _REMINDER * is_reminder(words, language)
    )
