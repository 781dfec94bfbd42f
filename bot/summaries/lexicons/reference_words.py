"""Words that refer to somebody or something that an earlier sentence names, per language.

The lists were written for this project. They are case folded and use the apostrophe `'`.
"""

_PRONOUNS = {
    "en": "he she they him her his their them hers theirs himself herself themselves",
    "ru": """
        он она они его её ее их ему ей им ими него неё нее нему ней них ним ними нём нем
    """,
    "uz": "u uning unga uni undan unda ular ularning ularga ularni ulardan ularda",
    "uz-Cyrl": "у унинг унга уни ундан унда улар уларнинг уларга уларни улардан уларда",
}
# Words of an opening that names only the source or the time: nobody there is "he".
_FRAME = {
    "en": """
        according report reports reported source sources police officials authorities statement
        media local late last monday tuesday wednesday thursday friday saturday sunday today
        yesterday earlier later year week month day time although though while when if because
        unfortunately reportedly apparently allegedly court heard inquest january february march
        april
        may june july august september october november december spring summer autumn winter
    """,
    "ru": """
        данным словам мнению информации оценкам сообщению сообщениям сведениям источник источника
        источников источники ранее позже сегодня вчера известно сообщается сообщалось отмечается
        отмечалось говорится уточняется подчёркивается итогам предварительным также кроме
        понедельник вторник среду четверг пятницу субботу воскресенье года году сейчас теперь
        если когда поскольку хотя однако января февраля марта апреля мая июня июля августа сентября
        октября ноября декабря январе феврале марте апреле мае июне июле августе сентябре октябре
        ноябре декабре весной летом осенью зимой
    """,
    "uz": """
        ma'lumotlarga ma'lumotga ma'lumotlariga ma'lumotiga ko'ra qaraganda xabarga xabarlarga
        xabariga manbaga manbalarga nashrga nashrning nashr manba xabar ma'lum aytilishicha
        yili oyi haftasi
        qayd ta'kidlanishicha taxminlarga mish kuni bugun kecha yil yilda oyda avvalroq hozirda
        hozir oldin agar so'nggi yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr
        dekabr yanvarda fevralda martda aprelda mayda iyunda iyulda avgustda sentabrda oktabrda
        noyabrda dekabrda bahorda yozda kuzda qishda
    """,
    "uz-Cyrl": """
        маълумотларга маълумотга маълумотларига маълумотига кўра қараганда хабарга хабарларга
        хабарига манбага манбаларга нашрга нашрнинг нашр манба хабар маълум айтилишича қайд
        йили ойи ҳафтаси
        таъкидланишича тахминларга миш куни бугун кеча йил йилда ойда аввалроқ ҳозирда ҳозир
        олдин агар сўнгги январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь
        декабрь январда февралда мартда апрелда майда июнда июлда августда сентябрда октябрда
        ноябрда декабрда баҳорда ёзда кузда қишда
    """,
}
# A bare noun that stands for somebody or something named before.
_ROLES = {
    "en": """
        company firm club agency ministry team player striker midfielder defender goalkeeper couple
        pair group bank airline university school council department organisation organization
        broadcaster newspaper publication politician actor actress singer man woman boy girl
        teenager victim suspect defendant official officials former father mother grandfather
        grandmother son daughter brother sister husband wife widow twins
    """,
    "ru": """
        компания ведомство клуб агентство издание министерство футболист спортсмен спортсменка
        игрок тренер чиновник политик депутат дипломат эксперт мужчина женщина юноша девушка
        потерпевший подозреваемый обвиняемый отец мать дед бабушка сын дочь брат сестра муж жена
        вдова супруг супруга
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
# A bare thing at the beginning of a sentence: "The money …", "Деньги …".
_THINGS = {
    "en": """
        money sum cash prize award grant fine ban rule rules change changes decision plan plans
        project scheme program work works building house site ship boat plane vehicle document
        device machine bypass fund funds loan ruling verdict sentence result results
    """,
    "ru": """
        деньги сумма средства приз премия грант штраф запрет правило правила изменения решение план
        проект программа работы здание дом участок судно машина документ прибор кредит приговор
        результат результаты награда
    """,
    "uz": """
        pul pullar mablag' mukofot sovrin grant jarima taqiq qoida qaror reja loyiha dastur ishlar
        bino uy kema mashina hujjat kredit hukm natija natijalar
    """,
    "uz-Cyrl": """
        пул пуллар маблағ мукофот соврин грант жарима тақиқ қоида қарор режа лойиҳа дастур ишлар
        бино уй кема машина ҳужжат кредит ҳукм натижа натижалар
    """,
}
# "His grandfather". In Uzbek the ending alone means "his" or "her"; English has `_PEOPLE`.
_RELATIVES = {
    "ru": """
        отец отца отцу мать матери дед деда деду бабушка бабушки бабушке сын сына сыну дочь дочери
        брат брата брату сестра сестры сестре муж мужа мужу жена жены жене супруг супруга супруги
        внук внука внучка внучки дядя тётя родители родителей дети детей семья семьи семье
    """,
    "uz": """
        otasi otasining otasiga onasi onasining onasiga bobosi bobosining buvisi buvisining akasi
        ukasi opasi singlisi o'g'li o'g'lining qizi qizining eri erining rafiqasi xotini nevarasi
        nabirasi oilasi farzandlari bolalari
    """,
    "uz-Cyrl": """
        отаси отасининг отасига онаси онасининг онасига бобоси бобосининг бувиси бувисининг акаси
        укаси опаси синглиси ўғли ўғлининг қизи қизининг эри эрининг рафиқаси хотини невараси
        набираси оиласи фарзандлари болалари
    """,
}
# Somebody who can be "he" or "she", beside the names.
_PEOPLE = {
    "en": """
        man woman boy girl child baby teenager pupil student teacher professor doctor nurse surgeon
        patient driver pilot passenger farmer worker engineer builder scientist researcher author
        writer poet artist painter singer actor actress director mayor minister president king
        queen prince princess judge lawyer prosecutor officer soldier captain coach player striker
        goalkeeper champion winner owner neighbor neighbour resident shopkeeper baker clerk chairman
        chairwoman chief manager leader candidate victim suspect defendant witness tenant landlord
        guest visitor customer conductor priest bishop pope father mother parents grandfather
        grandmother son sons daughter daughters brother brothers sister sisters husband wife widow
        family uncle aunt
    """
}
_LISTS = {
    "pronouns": _PRONOUNS,
    "frame": _FRAME,
    "roles": _ROLES,
    "things": _THINGS,
    "relatives": _RELATIVES,
    "people": _PEOPLE,
}
_CASES = {
    "uz": ("ni", "ning", "ga", "i", "ini"),
    "uz-Cyrl": ("ни", "нинг", "га", "и", "ини"),
}


def words_of(kind: str, language: str) -> frozenset[str]:
    """Return the words of a list; `kind` is a key of `_LISTS`. Uzbek things have their cases."""
    listed = _LISTS[kind].get(language, "").split()
    cases = _CASES.get(language, ()) if kind == "things" else ()
    return frozenset([*listed, *[word + case for word in listed for case in cases]])
