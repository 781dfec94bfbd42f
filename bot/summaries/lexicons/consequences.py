"""Words for the consequences of the news: causes, deadlines, forecasts, duties of people.

A reader misses them most after the outcome, see docs/reading.md. The lists were written for this
project. They are case folded and use the apostrophe `'`; a `*` matches all words with this
beginning.
"""

from bot.summaries.lexicons.phrases import PhraseLists

CONSEQUENCES = PhraseLists(
    {
        "en": """
        deadline|apply by|applications close|register by|no later than|will be named
        will be announced|is expected to|are expected to|expects to|expects a|expect to|forecast
        because of|caused by|was caused|the reason|blamed on|due to|as a result|reward of
        are asked to|is asked to|are advised|are urged|were ordered|was ordered|remains closed
        stays closed|stay closed|remain closed|is closed|are closed|will be paid|is paid|refund*
        compensation|in hospital|in the hospital|serious condition|critical condition
        law under which|passed a law|will replace|will be replaced|will get|will receive|gets the
        receives the|were arrested|was arrested|no arrests|was charged|were charged|succeed*
        lost their|lose their|first gold|moves up|move up|stay top|leads the table|semi-final
        quarter-final|qualif*|without charge|no charge|pleaded
    """,
        "ru": """
        до конца|заявки принимают*|заявления принимают*|заявку можно|подать заявление|подать заявку
        не позднее|причиной стал*|причина|из за чего|вызван*|произошло из за|ожидают|ожидает*
        прогноз*|попали в больницу|в больницу|в больнице|госпитализирован*|госпитализировали
        состояни*|задержан*|задержали|возбудил*|возбуждено|награду|вознаграждени*|закрыт|закрыта
        закрыто|закрыты|отменен*|отменён*|перенесен*|перенесён*|заменят|заменит|получат|получит
        вернут|компенсаци*|не придётся|не придется|можно будет|нужно будет|должны будут|обязан*
        вышли в|вышел в|вышла в|поднял*|возглавил*|выбыл*|сменит|преемник*|уволят|сократят
        подорожает|подешевеет|бесплатн*|аннулиру*|первое золото|признал вину|не признал*
    """,
        "uz": """
        muddati|gacha qabul|qabul qilinadi|ariza ber*|hujjat topshir*|sabab bo'ldi|sabab bo'lgan
        oqibatida|tufayli|kutil*|prognoz*|bashorat*|kasalxonasida|kasalxonaga|kasalxonada
        ahvoli|qo'lga olin*|hibsga|jinoyat ishi|mukofot|yopiq|bekor qil*|ko'chiril*|oladi|olishadi
        to'lanadi|to'laydi|qaytaril*|kompensatsiya|tovon|kerakligini|kerak bo'ladi|mumkin bo'ladi
        majbur|o'rinda qol*|o'ringa ko'taril*|pog'onaga|finalga|yetakchi|ishsiz|ishdan
        qisqartiril*|qimmatlash*|arzonlash*|ilk oltin|aybiga iqror|iqror bo'l*|zarur|ogohlantir*
    """,
        "uz-Cyrl": """
        муддати|гача қабул|қабул қилинади|ариза бер*|ҳужжат топшир*|сабаб бўлди|сабаб бўлган
        оқибатида|туфайли|кутил*|прогноз*|башорат*|касалхонасида|касалхонага|касалхонада
        аҳволи|қўлга олин*|ҳибсга|жиноят иши|мукофот|ёпиқ|бекор қил*|кўчирил*|олади|олишади
        тўланади|тўлайди|қайтарил*|компенсация|товон|кераклигини|керак бўлади|мумкин бўлади
        мажбур|ўринда қол*|ўринга кўтарил*|поғонага|финалга|етакчи|ишсиз|ишдан
        қисқартирил*|қимматлаш*|арзонлаш*|илк олтин|айбига иқрор|иқрор бўл*|зарур|огоҳлантир*
    """,
    }
)
