"""Detect sentences that contrast with, or continue, one that a summary may leave out.

"However" and "aksincha" may stand after the first words. "Near the silent ones …", "all the
others" and "the first child …" choose from things that an earlier sentence names. The patterns
were written for this project.
"""

import re
from collections.abc import Sequence

_NEAR_START = 7  # words; a later "however" contrasts with a part of its own sentence
_CONTRAST_WORDS = {
    "en": frozenset({"however", "nevertheless", "nonetheless", "likewise", "conversely"}),
    "ru": frozenset({"однако", "впрочем", "напротив", "наоборот", "зато"}),
    "uz": frozenset({"biroq", "ammo", "aksincha"}),
    "uz-Cyrl": frozenset({"бироқ", "аммо", "аксинча"}),
}
_EN_VERB = r"(?:was|were|is|are|has|had|have|will|fell|came|went|took|left|got|\w{1,20}ed)"
_SELECTIONS = {
    "en": re.compile(
        r"^(?:"
        r"(?:\w{1,20} ){0,2}the (?:\w{1,20} ones|others|latter|rest(?! of))\b"
        r"|all (?:the )?others\b"
        r"|(?:\w{1,20} )?the other (?:\w{1,20})\b(?! (?:day|side|hand))"
        r"|the (?:first|second|third|last) (?!half|quarter|time|day|minister|lady)\w{1,20} "
        rf"{_EN_VERB}\b"
        r")"
    ),
    "ru": re.compile(
        r"^(?:"
        r"(?:\w{1,20} )?(?:остальн(?:ые|ых|ым|ыми|ой|ая|ое)|прочи(?:е|х|м|ми))\b"
        r"|одновременно\b(?! с)|параллельно\b(?! с)"
        r"|(?:перв|втор|трет|последн)(?:ый|ая|ое|ой|ий|ья|ье|яя|ее)"
        r" (?!половин|тайм|период|сет|раунд|день|раз|вице|зам|секретар|леди)\w{1,20}"
        r" \w{2,20}л(?:а|о|ся|ась|ось)?\b"
        r")"
    ),
    "uz": re.compile(
        r"^(?:"
        r"(?:\w{1,20} )?(?:qolgan(?:lar\w{0,9}| \d{1,6}| \w{1,20} (?:nafar|kishi))"
        r"|boshqalar\w{0,9})\b"
        r"|bir vaqtning o'zida|ayni paytning o'zida"
        r"|(?:birinchi|ikkinchi|uchinchi|oxirgi) (?:bola|bemor|odam|o'quvchi|yo'lovchi|mashina|uy"
        r"|kema|poyezd|vagon|namuna|qiz|ayol|mijoz|xaridor|qo'ng'iroq)\w{0,3}\b"
        r")"
    ),
    "uz-Cyrl": re.compile(
        r"^(?:"
        r"(?:\w{1,20} )?(?:қолган(?:лар\w{0,9}| \d{1,6}| \w{1,20} (?:нафар|киши))"
        r"|бошқалар\w{0,9})\b"
        r"|бир вақтнинг ўзида|айни пайтнинг ўзида"
        r"|(?:биринчи|иккинчи|учинчи|охирги) (?:бола|бемор|одам|ўқувчи|йўловчи|машина|уй|кема"
        r"|поезд|вагон|намуна|қиз|аёл|мижоз|харидор|қўнғироқ)\w{0,3}\b"
        r")"
    ),
}
# "“Salt” is his first novel": the owner is not in the quoted title.
_OWNED_TITLE = {
    "en": re.compile(r"[\"“][^\"”]{1,60}[\"”],? (?:is|was|became|remains) (?:his|her|their)\b"),
    "ru": re.compile(
        r"[«“\"„][^»”\"]{1,60}[»”\"],? (?:[–—-]|стал[аио]?) (?:\w+ )?(?:его|её|ее|их)\b"
    ),
    "uz": re.compile(r"[«“\"„][^»”\"]{1,60}[»”\"],? ?[–—-]? ?(?:uning|ularning)\b", re.I),
    "uz-Cyrl": re.compile(r"[«“\"„][^»”\"]{1,60}[»”\"],? ?[–—-]? ?(?:унинг|уларнинг)\b", re.I),
}
_QUESTION_WORDS = 12  # the maximum of a question that serves as a heading


def continues_another(sentence: str, words: Sequence[str], language: str) -> bool:
    """Return whether a sentence contrasts with an earlier one, or chooses from what it names.

    Args:
        words: its `words.tokens`.
        language: only `en`, `ru`, `uz` and `uz-Cyrl` have patterns.
    """
    if language not in _SELECTIONS:
        return False
    start = words[:_NEAR_START]
    if not _CONTRAST_WORDS[language].isdisjoint(start):
        return True
    if _SELECTIONS[language].match(" ".join(start)) is not None:
        return True
    return sentence[0] in '"“«„' and _OWNED_TITLE[language].match(sentence) is not None


def is_heading_question(sentence: str, words: Sequence[str]) -> bool:
    """Return whether a short question asks what the next sentence answers: "Who may apply?"."""
    return sentence.endswith("?") and sentence[0].isalpha() and len(words) <= _QUESTION_WORDS
