"""Discourse markers per language: first person, reported speech, reminders of earlier news.

Sentences with these markers comment on the events that a summary tells. The lists were written for
this project. They are case folded and use the apostrophe `'`.
"""

from collections.abc import Sequence
from functools import cache

from bot.summaries.lexicons.phrases import Phrases

# Pronouns of the speaker and the addressee: such a sentence is a part of somebody's speech.
_FIRST_PERSON = {
    "en": "i we me us my our i'm we're i've we've i'll we'll you your you're",
    "ru": """
        я мы меня мне мной нас нам нами мой моя моё мое мои моего моей наш наша наше наши нашего
        нашей нашу наших ты тебя тебе вы вас вам вами ваш ваша ваше ваши
    """,
    "uz": "men mening menga meni biz bizning bizga bizni sen sening senga siz sizning sizga sizni",
    "uz-Cyrl": """
        мен менинг менга мени биз бизнинг бизга бизни сен сенинг сенга сиз сизнинг сизга сизни
    """,
    "uk": """
        я ми мене мені мною нас нам нами мій моя моє мої наш наша наше наші ти тебе тобі ви вас вам
    """,
    "kk": "мен менің маған мені біз біздің бізге бізді сен сенің саған сіз сіздің сізге сізді",
    "tr": "ben beni bana benim biz bizi bize bizim sen seni sana senin siz sizi size sizin",
    "de": "ich mich mir mein meine meinen wir uns unser unsere unseren du dich dir dein deine",
    "fr": "je j'ai j'étais me moi mon ma mes nous notre nos tu te toi ton ta tes vous votre vos",
    "es": """
        yo me mí mi mis nosotros nosotras nos nuestro nuestra nuestros tú ti tu tus usted ustedes
    """,
}
_SPEECH = {
    "en": """
        said says saying told tells added adds tweeted wrote explained insisted admitted claimed
    """,
    "ru": """
        сказал сказала сказали заявил заявила заявили отметил отметила отметили сообщил сообщила
        рассказал рассказала добавил добавила подчеркнул подчеркнула пояснил пояснила объяснил
        объяснила признался призналась написал написала напомнил напомнила считает полагает
        сообщает пишет говорит говорил говорила
    """,
    "uz": "dedi deydi aytdi aytadi ta'kidladi bildirdi qo'shimcha qo'shdi yozdi tushuntirdi",
    "uz-Cyrl": "деди дейди айтди айтади таъкидлади билдирди қўшимча қўшди ёзди тушунтирди",
    "uk": """
        сказав сказала сказали заявив заявила заявили зазначив зазначила повідомив повідомила
        розповів розповіла додав додала підкреслив підкреслила пояснив пояснила написав написала
        вважає каже говорить пише
    """,
    "kk": "деді дейді айтты айтады хабарлады мәлімдеді жазды түсіндірді",
    "tr": "dedi diyor söyledi belirtti ifade açıkladı ekledi yazdı vurguladı kaydetti",
    "de": "sagte sagt sagten erklärte betonte teilte ergänzte schrieb meinte meint berichtete",
    "fr": "dit déclaré affirmé expliqué ajouté écrit estime raconte souligné précisé indiqué",
    "es": "dijo dice dijeron declaró afirmó explicó añadió escribió señaló aseguró indicó",
}
# Openings that remind of earlier news.
_REMINDERS = {
    "en": "earlier|previously|as reported earlier|as previously reported|recall that",
    "ru": "напомним|напоминаем|ранее|как сообщалось ранее|как уже сообщалось",
    "uz": "eslatib o'tamiz|eslatib o'tish joiz|eslatamiz|avvalroq|ilgariroq",
    "uz-Cyrl": "эслатиб ўтамиз|эслатиб ўтиш жоиз|эслатамиз|аввалроқ|илгарироқ",
    "uk": "нагадаємо|раніше|як повідомлялося|як уже повідомлялося",
    "kk": "еске салсақ|еске сала кетейік|бұған дейін",
    "tr": "hatırlanacağı üzere|daha önce|hatırlatmak gerekirse",
    "de": "zuvor|zur erinnerung|wie berichtet|bereits zuvor",
    "fr": "rappelons que|pour rappel|auparavant|précédemment",
    "es": "cabe recordar|anteriormente|recordemos que",
}


def is_first_person(words: Sequence[str], language: str) -> bool:
    """Return whether a sentence with these `words.tokens` refers to its speaker or addressee."""
    return not _words("person", language).isdisjoint(words)


def reports_speech(words: Sequence[str], language: str) -> bool:
    """Return whether a sentence reports what somebody said."""
    return not _words("speech", language).isdisjoint(words)


def is_reminder(words: Sequence[str], language: str) -> bool:
    """Return whether a sentence begins with a reminder of earlier news."""
    return _reminders(language).begin(words)


@cache
def _words(kind: str, language: str) -> frozenset[str]:
    table = {"person": _FIRST_PERSON, "speech": _SPEECH}[kind]
    return frozenset(_entry(table, language).split())


@cache
def _reminders(language: str) -> Phrases:
    phrases = _entry(_REMINDERS, language).split("|")
    return Phrases(phrase for phrase in phrases if phrase)


def _entry(table: dict[str, str], language: str) -> str:
    return table.get(language) or table.get(language.split("-")[0], "")
