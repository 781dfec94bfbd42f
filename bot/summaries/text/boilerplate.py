"""Detect boilerplate: cookie consent, subscribe and share prompts, credits, "read also".

The patterns match how a page addresses its reader ("we use cookies"), so that an article about
cookies, subscriptions or privacy stays whole.
"""

import re
from collections.abc import Sequence

from bot.summaries.lexicons.page_phrases import ADDRESS, MENTION, OPENING
from bot.summaries.lexicons.phrases import Phrases
from bot.summaries.text.words import UNSPACED_LETTER, plain_apostrophes

# A label alone, or before a colon, slash, bar or copyright sign: "Photo: …", "Фото / …".
_LABELS = (
    "photo|photos|picture|image|video|source|credit|caption|graphic|by|author|reporting by"
    "|editing by|related|read also|read more|see also|also read|watch|listen|tag|tags|share|topics"
    "|advertisement|sponsored|updated|published|posted|copyright"
    "|фото|видео|фотография|иллюстрация|инфографика|источник|автор|текст|тег|теги|метки|реклама"
    "|поделиться|рубрика|опубликовано|обновлено|редактор|ссылка|просмотров"
    "|foto|fotosurat|surat|suratlar|rasm|manba|muallif|tayyorladi|teglar|reklama|ulashish"
    "|videoni ko'ring|havola|yangilangan"
    "|сурат|суратлар|фотосурат|расм|манба|муаллиф|тайёрлади|теглар|улашиш|ҳавола"
    "|джерело|дереккөз|сурет|kaynak|haber|muhabir|editör|fotoğraf"
    "|bild|quelle|autor|anzeige|fuente|fotografía|crédito|publicidad|auteur|crédit photo"
    "|publicité"
)
_LABEL = re.compile(
    rf"\W*(?:(?:{_LABELS})\s*(?:[:/|©]|$)|©|\(c\)\s*\d{{4}}|copyright (?:©|\d{{4}}|by\b))"
)
_LABEL_WORDS = frozenset(label.split()[0] for label in _LABELS.split("|")) | {"c"}
_NAMES = r"[A-ZЁЎҚҒҲА-ЯÀ-Þ][\w'’ʻ.-]*+,? ?(?:and |и |va |et |und |y |& )?"
# Only names after "By", or the name of a correspondent with the newspaper.
_BYLINE = re.compile(
    rf"(?:By|Автор|Muallif|Von|Por|Par) (?:{_NAMES}){{1,6}}\.?"
    r"|[^.,;:]{3,40}, [^.,;:]{0,40}\b(?:correspondent|reporter|staff writer|корреспондент"
    r"|кореспондент|muxbiri|мухбири)\b[^.,;:]{0,30}\.?"
)
_SIGN_OFF = re.compile(
    r"(?:Additional reporting|Reporting|Writing|Written|Editing) by [A-Z][\w.'’-]+ [A-Z]"
    r"|Follow (?:@\w|(?:[A-Z]\w+ ){1,2}on (?:X|Twitter|Facebook|Instagram|WhatsApp|YouTube)\b)"
)
_CREDIT = re.compile(
    r"\(AP Photo/|\berid: ?\w|\b(?:REUTERS|Reuters|AFP|EPA|AP|Getty Images) ?/ ?[A-Z][\w.-]+ [A-Z]"
)
# The footnote that Russian law requires of newspapers.
_BANNED = re.compile(
    r"\*.*(?:запрещ[её]н|экстремист|террорист|иностранн\w{1,5} агент|иноагент)", re.S
)
_UNSPACED = re.compile(
    "版权所有|责任编辑|图片来源|点击订阅|我们使用cookie|無断転載|続きを読む|関連記事", re.I
)
_BARE_LINKS = re.compile(r"[^\w@]*(?:https?://|www\.|t\.me/|@)\S++\W*")
_ENDED = re.compile(r"[.!?…。][\"'”’»)]*$")
_LABEL_WINDOW = 60  # characters
_MAX_WORDS = 25  # a longer sentence belongs to the article even if it mentions such a thing
_FRAGMENT_WORDS = 10  # the maximum of a line without a full stop: "Privacy policy"
_BYLINE_WORDS = 8  # the maximum


def _parse(phrases: str) -> Phrases:
    return Phrases(
        phrase for line in phrases.splitlines() for phrase in line.split("|") if phrase.strip()
    )


_address, _opening, _mention = _parse(ADDRESS), _parse(OPENING), _parse(MENTION)


def is_boilerplate(sentence: str, words: Sequence[str]) -> bool:
    """Return whether `sentence` belongs to the page and not to the article.

    Args:
        sentence: a result of `split_sentences`.
        words: its `words.tokens`.
    """
    if len(words) <= _MAX_WORDS * 2 and _address.occur_in(words):
        return True
    if len(words) > _MAX_WORDS:
        return False
    if _opening.begin(words) or _is_label(sentence, words) or _BARE_LINKS.fullmatch(sentence):
        return True
    if _SIGN_OFF.match(sentence) or _BANNED.match(sentence) or _is_credit(sentence):
        return True
    is_fragment = len(words) <= _FRAGMENT_WORDS and not _ENDED.search(sentence)
    if _mention.count_in(words) > (not is_fragment):
        return True
    if UNSPACED_LETTER.search(sentence) and _UNSPACED.search(sentence):
        return True
    return len(words) <= _BYLINE_WORDS and _BYLINE.fullmatch(sentence) is not None


def _is_label(sentence: str, words: Sequence[str]) -> bool:
    """Return whether the sentence begins with a label. The first word decides in most cases."""
    start = sentence[:_LABEL_WINDOW]
    if "©" not in start and (not words or words[0] not in _LABEL_WORDS):
        return False
    return _LABEL.match(plain_apostrophes(start).casefold()) is not None


def _is_credit(sentence: str) -> bool:
    return ("/" in sentence or "erid" in sentence) and _CREDIT.search(sentence) is not None
