"""Detect references inside a sentence to somebody or something that an earlier sentence names.

`anaphora` covers the opening words. Here are the words after them: a pronoun without a noun before
it ("According to the report, his heart …"), a surname whose bearer was introduced earlier, a bare
"the company" or "the money", "five years later", "the first in the queue".
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from bot.domain.stopwords import stop_words
from bot.summaries.lexicons import reference_words
from bot.summaries.lexicons.discourse_markers import reports_speech
from bot.summaries.text.contrasts import continues_another, is_heading_question
from bot.summaries.text.relative_times import refers_to_earlier_time
from bot.summaries.text.words import STEM_LENGTH, plain_apostrophes, tokens

_NAME = re.compile(r"[A-ZА-ЯЁЎҚҒҲЀ-Џ][\w'’ʻʼ‘-]+")
_AFTER_NAME = frozenset(",.;:!?)»”")
_ARTICLE = "the"
_AROUND_WORD = "\"'“”„«»‘’(),.;:!?…—–-"
_POSSESSIVES = frozenset({"его", "её", "ее", "их"})
_HE_OR_SHE = frozenset({"he", "she", "him", "his", "her", "hers", "himself", "herself"})
# One of several that the sentence does not name: "The first in the queue …", "Each costs …".
_ONE_OF_SEVERAL = {
    "en": re.compile(
        r"(?:but |and )?(?:the (?:first|second|third|fourth|last|latter|other|others|rest"
        r"|remaining)"
        r"|another|each|others|both)"
        r" (?:in|on|to|at|from|with|was|were|is|are|has|had|have|will|would|came|went|took|can"
        r"|could"
        r"|may|must|two|three|four|five|one|\w+ed)\b|each \w+s\b"
    ),
    "ru": re.compile(
        r"(?:перв|втор|трет|четв[её]рт|последн|друг|остальн)\w{1,4}"
        r" (?:в|на|из|к|у|с|до|по|будет|будут|уже|ещё|\w{1,20}л(?:а|о|и|ся|ась|ись)?)\b"
    ),
    "uz": re.compile(
        r"(?:birinchi|ikkinchi|uchinchi|so'nggi|oxirgi|boshqa)"
        r"(?:si|sini|siga|sida|sining|lari|larini|lariga)\b"
        r"|qolgan(?:lari|lar|i)\b|ikkal(?:asi|ovi)|har ikki(?:si|sini)|ulardan (?:biri|ikki)"
    ),
    "uz-Cyrl": re.compile(
        r"(?:биринчи|иккинчи|учинчи|сўнгги|охирги|бошқа)"
        r"(?:си|сини|сига|сида|сининг|лари|ларини|ларига)\b"
        r"|қолган(?:лари|лар|и)\b|иккал(?:аси|ови)|ҳар икки(?:си|сини)|улардан (?:бири|икки)"
    ),
}


def needed_positions(
    title: str, language: str, sentences: Sequence[str], words: Sequence[Sequence[str]]
) -> list[frozenset[int]]:
    """Return for each sentence the positions of the earlier ones that explain its references.

    A pronoun, a role or a time without its noun needs the previous sentence. A bare surname needs
    the sentence with the full name, and a bare thing ("The money …") the one that first names it.

    Args:
        title: it is shown above the summary, so its names need no explanation.
        language: `en`, `uz-Cyrl` …; only the four main languages have word lists.
        sentences: all sentences of an article.
        words: `words.tokens` of each.
    """
    needed = _introductions(title, sentences)
    title_words = set(tokens(title))
    for at in range(1, len(sentences)):
        if _needs_previous(sentences[at], words[at], language) or is_heading_question(
            sentences[at - 1], words[at - 1]
        ):
            needed[at].add(at - 1)
        thing = _opening_noun(sentences[at], words[at], language, "things")
        if thing and thing not in title_words:
            named = (place for place in range(at) if thing in words[place])
            needed[at].add(next(named, at - 1))
    return [frozenset(positions) for positions in needed]


def _needs_previous(sentence: str, words: Sequence[str], language: str) -> bool:
    return (
        _has_open_pronoun(words, language)
        or continues_another(sentence, words, language)
        or _opening_noun(sentence, words, language, "roles") != ""
        or refers_to_earlier_time(words, language)
        or _begins_with_one_of_several(words, language)
        or _has_open_person(sentence, words, language)
        or _has_open_relative(sentence, words, language)
    )


def _has_open_pronoun(words: Sequence[str], language: str) -> bool:
    pronouns = _list(language, "pronouns")
    if pronouns.isdisjoint(words):
        return False
    at = next(at for at, word in enumerate(words) if word in pronouns)
    stop = stop_words(language)
    before = [word for word in words[:at] if word not in stop]
    known = _list(language, "frame")
    return all(
        word in known or word.isdecimal() or reports_speech([word], language) for word in before
    )


def _begins_with_one_of_several(words: Sequence[str], language: str) -> bool:
    pattern = _ONE_OF_SEVERAL.get(language)
    return pattern is not None and pattern.match(" ".join(words[:4])) is not None


def _has_open_person(sentence: str, words: Sequence[str], language: str) -> bool:
    """Return whether an English "he" stands where no name and no occupation is before it.

    A first word that is not a stop word may be a name: "Quill said he …".
    """
    if language != "en" or _HE_OR_SHE.isdisjoint(words):
        return False
    before = words[: next(at for at, word in enumerate(words) if word in _HE_OR_SHE)]
    if not before or before[0] not in stop_words(language):
        return False
    if "old" in before or not _list(language, "people").isdisjoint(before):
        return False  # "the 38-year-old", "the mayor"
    return not _has_name_before(sentence, words[len(before)])


def _has_open_relative(sentence: str, words: Sequence[str], language: str) -> bool:
    """Return whether "his grandfather" stands before any name, in Russian or Uzbek."""
    relatives = _list(language, "relatives")
    if relatives.isdisjoint(words):
        return False
    at = next(at for at, word in enumerate(words) if word in relatives)
    if language == "ru" and (at == 0 or words[at - 1] not in _POSSESSIVES):
        return False
    return not _has_name_before(sentence, words[at])


def _has_name_before(sentence: str, word: str) -> bool:
    """Return whether a name stands before `word`; the first word does not count."""
    for written in sentence.split()[1:]:
        bare = written.strip(_AROUND_WORD)
        if bare[:1].isupper():
            return True
        if plain_apostrophes(bare).casefold() == word:
            return False
    return False


def _opening_noun(sentence: str, words: Sequence[str], language: str, kind: str) -> str:
    """Return the bare role or thing that opens the sentence: "The company said …"; else ""."""
    at = 1 if language == "en" and words[:1] == (_ARTICLE,) else 0
    if language == "en" and at == 0:
        return ""
    if len(words) <= at + 1 or words[at] not in _list(language, kind):
        return ""
    following = sentence.split()[at + 1 : at + 2]
    if following and (following[0][0].isupper() or following[0][0] in '«"“„‘('):
        return ""
    return words[at]


def _introductions(title: str, sentences: Sequence[str]) -> list[set[int]]:
    """Return for each sentence the earlier ones that introduce the people it names by surname.

    A surname counts if it stands alone, if an earlier sentence has it after a first name, and if
    the title does not have it.
    """
    known = {_stem(word) for word in tokens(title)}
    introduced: dict[str, int] = {}
    found: list[set[int]] = []
    for at, sentence in enumerate(sentences):
        full, alone = _names(sentence)
        alone -= full | known
        found.append({introduced[stem] for stem in alone if stem in introduced})
        for stem in full:
            introduced.setdefault(stem, at)
    return found


def _names(sentence: str) -> tuple[set[str], set[str]]:
    """Return the stems of surnames after a first name, and of names that stand alone."""
    full, alone = set(), set()
    run: list[str] = []
    words = [*sentence.split(), "."]
    capitals = [at for at, word in enumerate(words) if not word[0].islower()]
    for at in capitals:
        stem = _name_stem(words[at])
        if stem:
            run.append(stem)
            if words[at][-1] not in _AFTER_NAME and not words[at + 1][0].islower():
                continue
        if len(run) > 1:
            full.add(run[-1])
        elif run:
            alone.add(run[0])
        run = []
    return full, alone


@lru_cache(maxsize=1_000)  # an article repeats its names
def _name_stem(word: str) -> str:
    """Return the stem of a name, without the punctuation around it; empty for another word."""
    bare = word.strip(_AROUND_WORD)
    return _stem(bare) if _NAME.fullmatch(bare) else ""


def _stem(word: str) -> str:
    folded = word.casefold()
    if folded.isalnum():
        return folded[:STEM_LENGTH]
    return "".join([char for char in folded if char.isalnum()])[:STEM_LENGTH]


@cache
def _list(language: str, kind: str) -> frozenset[str]:
    return reference_words.words_of(kind, language)
