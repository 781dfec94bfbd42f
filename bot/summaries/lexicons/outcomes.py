"""Words that tell how something ended: victims, sentences, decisions, costs, dates of a beginning.

News tells them early, and a reader misses them most. The lists were written for this project. They
are case folded and use the apostrophe `'`; a `*` matches all words with this beginning.
"""

from bot.summaries.lexicons.phrases import PhraseLists

OUTCOMES = PhraseLists(
    {
        "en": """
        nobody was|no one was|no injuries|no casualties|was killed|were killed|was hurt|were hurt
        was injured|were injured|has died|have died|survived|is recovering|are recovering
        sentenced|convicted|acquitted|was fined|were fined|found guilty
        voted to|voted against|was approved|was rejected|approved the|rejected the|agreed to
        decided to|has decided|will cost|costs|cost|will open|will reopen|will begin|will start
        will be closed|will be free|will pay|must pay|comes into force|come into force|takes effect
        take effect|can appeal|may appeal|will appeal|was elected|were elected|were evacuated
        was evacuated|were rescued|was rescued|the cause|is healthy|are healthy|born healthy|is safe
        are safe|unhurt|unharmed
    """,
        "ru": """
        никто не пострадал|пострадавших нет|жертв нет|обошлось без|погиб*|пострадал*|ранен*|скончал*
        выжил*|спасен*|спасён*|спасли|эвакуирован*|эвакуировали|приговорил*|приговорён*|приговорен*
        признал*|оправдал*|оштрафовал*|оштрафован*|суд обязал*|взыскал*|одобрил*|утвердил*
        отклонил*|проголосовал*|решил*|постановил*|обойдётся|обойдется|обошёлся|обошлась|обошлось
        стоит|стоить|откроют|откроется|закроют|начнётся|начнется|начнутся|вступит|вступает
        заработает|запустят|построят|отремонтируют|избран*|обжаловать|причин*|здоров*|невредим*
    """,
        "uz": """
        hech kim jabrlanmadi|hech kim jarohatlanmadi|qurbonlar yo'q|jabrlanganlar yo'q|halok bo'l*
        vafot et*|jarohat*|jabrlan*|tirik qol*|qutqaril*|evakuatsiya|hukm qil*|jarimaga|aybdor deb
        oqlan*|qaror qil*|tasdiqla*|rad et*|ovoz ber*|majburiyati|undiril*|tushadi|turadi
        sarflan*|ochil*|yopil*|boshlan*|kuchga kir*|ishga tush*|bepul|saylan*
        shikoyat qil*|sababi|sog'lom
    """,
        "uz-Cyrl": """
        ҳеч ким жабрланмади|ҳеч ким жароҳатланмади|қурбонлар йўқ|жабрланганлар йўқ|ҳалок бўл*
        вафот эт*|жароҳат*|жабрлан*|тирик қол*|қутқарил*|эвакуация|ҳукм қил*|жаримага|айбдор деб
        оқлан*|қарор қил*|тасдиқла*|рад эт*|овоз бер*|мажбурияти|ундирил*|тушади|туради
        сарфлан*|очил*|ёпил*|бошлан*|кучга кир*|ишга туш*|бепул|сайлан*|шикоят қил*|сабаби
        соғлом
    """,
    }
)
