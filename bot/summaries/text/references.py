"""Detect references inside a sentence to somebody or something that an earlier sentence names.

`anaphora` covers the opening words. Here are the words after them: a pronoun without a noun before
it ("According to the report, his heart …"), a surname whose bearer was introduced earlier, and a
bare "the company". The lists were written for this project.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from bot.domain.stopwords import stop_words
from bot.summaries.lexicons.discourse_markers import reports_speech
from bot.summaries.text.words import STEM_LENGTH, tokens

_PRONOUNS = {
    "en": "he she they him her his their them hers theirs himself herself themselves",
    "ru": """
        он она они его её ее их ему ей им ими него неё нее нему ней них ним ними нём нем
    """,
    "uz": "u uning unga uni undan unda ular ularning ularga ularni ulardan ularda",
    "uz-Cyrl": "у унинг унга уни ундан унда улар уларнинг уларга уларни улардан уларда",
}
# Words of an opening that names only the source or the time: nobody there is "he".
_FRAME_WORDS = {
    "en": """
        according report reports reported source sources police officials authorities statement
        media local late last monday tuesday wednesday thursday friday saturday sunday today
        yesterday earlier later year week month day time although though while when if because
        unfortunately reportedly apparently allegedly court heard inquest
    """,
    "ru": """
        данным словам мнению информации оценкам сообщению сообщениям сведениям источник источника
        источников источники ранее позже сегодня вчера известно сообщается сообщалось отмечается
        отмечалось говорится уточняется подчёркивается итогам предварительным также кроме
        понедельник вторник среду четверг пятницу субботу воскресенье года году сейчас теперь
        если когда поскольку хотя однако
    """,
    "uz": """
        ma'lumotlarga ma'lumotga ma'lumotlariga ma'lumotiga ko'ra qaraganda xabarga xabarlarga
        xabariga manbaga manbalarga nashrga nashrning nashr manba xabar ma'lum aytilishicha
        qayd ta'kidlanishicha taxminlarga mish kuni bugun kecha yil yilda oyda avvalroq hozirda
        hozir oldin agar so'nggi
    """,
    "uz-Cyrl": """
        маълумотларга маълумотга маълумотларига маълумотига кўра қараганда хабарга хабарларга
        хабарига манбага манбаларга нашрга нашрнинг нашр манба хабар маълум айтилишича қайд
        таъкидланишича тахминларга миш куни бугун кеча йил йилда ойда аввалроқ ҳозирда ҳозир
        олдин агар сўнгги
    """,
}
# A bare noun that stands for somebody or something named before.
_ROLES = {
    "en": """
        company firm club agency ministry team player striker midfielder defender goalkeeper couple
        pair group bank airline university school council department organisation organization
        broadcaster newspaper publication politician actor actress singer man woman boy girl
        teenager victim suspect defendant official officials former
    """,
    "ru": """
        компания ведомство клуб агентство издание министерство футболист спортсмен спортсменка
        игрок тренер чиновник политик депутат дипломат эксперт мужчина женщина юноша девушка
        потерпевший подозреваемый обвиняемый
    """,
    "uz": """
        kompaniya vazirlik klub agentlik nashr jamoa futbolchi murabbiy o'yinchi sportchi hujumchi
        himoyachi darvozabon yigit qiz erkak ayol gumonlanuvchi
    """,
    "uz-Cyrl": """
        компания вазирлик клуб агентлик нашр жамоа футболчи мураббий ўйинчи спортчи ҳужумчи
        ҳимоячи дарвозабон йигит қиз эркак аёл гумонланувчи
    """,
}
_NAME = re.compile(r"[A-ZА-ЯЁЎҚҒҲЀ-Џ][\w'’ʻʼ‘-]+")
_AFTER_NAME = frozenset(",.;:!?)»”")
_ARTICLE = "the"


def needed_positions(
    title: str, language: str, sentences: Sequence[str], words: Sequence[Sequence[str]]
) -> list[frozenset[int]]:
    """Return for each sentence the positions of the earlier ones that explain its references.

    A pronoun or a role without a noun before it needs the previous sentence, and a bare surname
    the sentence with the full name.

    Args:
        title: it is shown above the summary, so its names need no explanation.
        language: `en`, `uz-Cyrl` …; only the four main languages have word lists.
        sentences: all sentences of an article.
        words: `words.tokens` of each.
    """
    needed = _introductions(title, sentences)
    for at in range(1, len(sentences)):
        if _has_open_pronoun(words[at], language) or _begins_with_role(
            sentences[at], words[at], language
        ):
            needed[at].add(at - 1)
    return [frozenset(positions) for positions in needed]


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


def _begins_with_role(sentence: str, words: Sequence[str], language: str) -> bool:
    """Return whether the sentence begins with a role without a name: "The company said …"."""
    roles = _list(language, "roles")
    at = 1 if language == "en" and words[:1] == (_ARTICLE,) else 0
    if language == "en" and at == 0:
        return False
    if len(words) <= at + 1 or words[at] not in roles:
        return False
    following = sentence.split()[at + 1 : at + 2]
    return not (following and (following[0][0].isupper() or following[0][0] in '«"“„‘('))


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
    bare = word.strip("\"'“”„«»‘’(),.;:!?…—–-")
    return _stem(bare) if _NAME.fullmatch(bare) else ""


def _stem(word: str) -> str:
    folded = word.casefold()
    if folded.isalnum():
        return folded[:STEM_LENGTH]
    return "".join([char for char in folded if char.isalnum()])[:STEM_LENGTH]


@cache
def _list(language: str, kind: str) -> frozenset[str]:
    table = {"pronouns": _PRONOUNS, "frame": _FRAME_WORDS, "roles": _ROLES}[kind]
    return frozenset(table.get(language, "").split())
