"""Abbreviations that end with a full stop, per language; written for this project.

`_NON_FINAL` never end a sentence: titles, and abbreviations before a name or a number.
`_MAYBE_FINAL` end a sentence if the next word looks like the first word of a sentence.
`_AMBIGUOUS` are also ordinary words: they are abbreviations only before a number.
`_RANKS` are also ordinary words in lower case: they are abbreviations before a person's name, too.
The lists keep inner dots (`т.е`), omit the last dot, and use the apostrophe `'`.
"""

from functools import cache

_NON_FINAL = {
    "en": """
        mr mrs ms mx dr prof st rev hon gen col lt sgt capt cmdr maj adm gov sen rep pres supt
        messrs mme mlle brig rt e.g i.e viz cf vs v pp eds approx ca al sec
        ft mt fr br
    """,
    "ru": """
        т.е т.к т.н т.о г-н г-жа гг-н им ул пр-т просп пер пл наб б-р ш д кв стр корп обл р-н пос
        дер с см ср напр табл гл ст ч п пп № акад проф доц чл канд докт д-р инж ген полк
        кап лейт св преп англ нем фр лат ок макс тов гр пом зам нач зав пгт мкр
    """,
    "uz": """
        prof akad dots dr t.f.n ya'ni masalan mas q qar jad b ko'ch sh tum vil mah kv ing jum
        hazr gen polk kap taxm
    """,
    "uz-Cyrl": """
        проф акад доц др ф.м.д мас қ қар жад б кўч ш туман вил маҳ кв инг жум ҳазр ген полк кап
        тахм
    """,
    "uk": """
        т.зв т.ч ім вул просп пров пл наб буд кв обл р-н смт с м див напр табл гл ст ч п пп
        акад проф доц канд д-р ген полк св о англ нім фр лат бл пор гр пом зав
    """,
    "kk": """
        проф акад доц көш даң қ ауд обл ауыл пәт ж мыс сур кест т.с ген
    """,
    "tr": """
        dr prof doç yrd av sn st alb gen yzb bşk müh öğr gör uzm bkz örn krş çev haz ed tel mah
        cad sok apt vs s c ş
    """,
    "de": """
        dr prof hr fr st bzw ca vgl z.b d.h u.a i.d.r abb s co o.ä s.o s.u sog bspw evtl ggf inkl
        mind h.c exkl nr str abs bd hrsg jh mio mrd tel zzgl geb gest i.a med jur phil nat rer theol
        kath evang
    """,
    "fr": """
        m mm mme mmes mlle mlles dr pr me mgr st ste av apr env cf p pp n tél bd éd chap c.-à-d
    """,
    "es": """
        sr sra sres srta ee dr dra prof d dª ud uds vd gral cap cnel lic ing arq av avda c pág
        págs p pp núm n cap ej p.ej aprox tel st sto sta
    """,
}
_MAYBE_FINAL = {
    "en": """
        jr sr inc ltd c co corp llc plc bros etc a.m p.m am pm b.c a.d u.s u.k u.n d.c e.u jan feb
        mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun ave blvd rd sq hwy min
        max hr hrs sec oz lb lbs in km kg dept est assn univ
    """,
    "ru": """
        г гг в вв н.э до.н.э т.д т.п др пр проч млн млрд трлн тыс руб коп долл чел экз час мин сек
        л га кг км см мм шт янв фев февр мар апр авг сен сент окт ноя нояб дек пн вт ср чт пт сб вс
        л.с к.м м.н.с
    """,
    "uz": """
        h.k v.h.k b sh.k y yy mln mlrd trln ming so'm tiy doll kg km sm mm ga m kv.m soat daq min
        yanv fev mart apr avg sent okt noyab dek m.a e.av boshq v.b
    """,
    "uz-Cyrl": """
        ҳ.к в.ҳ.к ш.к й йй млн млрд трлн минг сўм тий долл кг км см мм га м кв.м соат дақ мин янв
        фев март апр авг сент окт нояб дек м.а э.ав бошқ в.б
    """,
    "uk": """
        р рр ст н.е т.д т.п ін млн млрд трлн тис грн коп дол ос год хв сек га кг км см мм шт січ
        лют бер квіт трав черв лип серп вер жовт лист груд
    """,
    "kk": "т.б ж жж ғ ғғ млн млрд трлн мың тг тнг долл адам кг км см мм га сағ мин т.т т.с.с б.з",
    "tr": "vb vd vs a.ş ltd şti m.ö m.s sa dk sn km kg cm mm mln mlr tl yy",
    "de": "usw etc u.s.w u.v.m uvm jan feb mär apr jun jul aug sept okt nov dez uhr km kg gmbh",
    "fr": "etc h janv févr avr juil sept oct nov déc km kg min av.j.-c apr.j.-c s.a",
    "es": "etc ee.uu e.u a.c d.c a.m p.m s.a s.l ene feb abr jun jul ago sept oct nov dic km kg",
}
_AMBIGUOUS = {
    "en": "no nos art fig figs ed ext vol rs",
    "ru": "рис тел факс мин нем лат",
    "uz": "uy rus lot bet rasm tel min max",
    "uz-Cyrl": "уй рус лот бет расм тел мин",
    "uk": "рис тел нім лат",
    "kk": "үй қар бет тел",
    "tr": "no",
    "de": "art max min",
    "fr": "no art fig vol ex",
    "es": "art fig vol da",
}
_RANKS = {
    "en": "rep prof gov sec ft",
    "ru": "ген полк зам",
    "uz": "gen polk",
    "uz-Cyrl": "ген полк",
    "uk": "ген полк зам",
    "kk": "ген",
    "tr": "av",
    "de": "prof",
    "fr": "prof",
    "es": "prof",
}
_CYRILLIC = frozenset({"be", "bg", "mk", "sr", "ky", "tg", "tt", "mn", "ba", "cv", "os"})

# Languages in which a number with a full stop is an ordinal (de "am 5. Mai", tr "19. Ordu").
ORDINAL_LANGUAGES = frozenset(
    {"de", "tr", "az", "fi", "et", "lv", "da", "no", "nb", "nn", "is", "cs", "sk", "hu", "sl", "hr"}
    | {"sr", "bs", "pl", "lb", "eu"}
)
ELIDING_LANGUAGES = frozenset({"fr", "it", "ca"})  # an elided article may precede: "l'art. 5"


def _words(table: dict[str, str], language: str) -> frozenset[str]:
    """Return the list of a language; unknown languages get the Russian or the English one."""
    words = set(table.get(language, table.get(language.split("-")[0], "")).split())
    fallback = "ru" if language in _CYRILLIC or language in {"uk", "kk", "uz-Cyrl"} else "en"
    if not words:
        words = set(table[fallback].split())
    elif fallback == "ru":
        # Texts in these languages quote Russian titles and addresses; single letters conflict.
        words |= {word for word in table["ru"].split() if len(word) > 1}
    return frozenset(words)


@cache
def non_final_abbreviations(language: str) -> frozenset[str]:
    """Return the abbreviations that never end a sentence."""
    return _words(_NON_FINAL, language)


@cache
def maybe_final_abbreviations(language: str) -> frozenset[str]:
    """Return the abbreviations that may end a sentence."""
    return _words(_MAYBE_FINAL, language)


@cache
def ambiguous_abbreviations(language: str) -> frozenset[str]:
    """Return the ordinary words that are abbreviations before a number."""
    return _words(_AMBIGUOUS, language)


@cache
def abbreviations(language: str) -> frozenset[str]:
    """Return all abbreviations of a language."""
    tables = (_NON_FINAL, _MAYBE_FINAL, _AMBIGUOUS, _RANKS)
    return frozenset[str]().union(*[_words(table, language) for table in tables])


@cache
def rank_abbreviations(language: str) -> frozenset[str]:
    """Return the ordinary words that are abbreviations before a person's name."""
    return _words(_RANKS, language)
