"""Stop words per language, written for this project.

The lists use the apostrophe `'`, as `words.tokens` does.
"""

from functools import cache

_LISTS = {
    "en": """
        a about above after again against all also although am among an and any are around as at
        be because been before being below between both but by can could did do does doing don't
        down during each either else even ever every few for from further had has have having he
        her here hers him his how however i if in into is isn't it it's its itself just let like
        many may me might more most much must my no nor not now of off often on once one only or
        other our ours out over own per said same say says she should since so some still such
        than that that's the their theirs them then there these they this those though through to
        too two under until up upon us very was wasn't we were what when where whether which while
        who whom whose why will with within without would yet you your yours
    """,
    "ru": """
        а без более больше будет будут бы был была были было быть в вам вас ведь весь во вот все
        всё всего всей всех вы где да даже для до его ее её если есть ещё еще же за здесь и из или
        им имеет ими их к как какие какой когда кого которая которого которое которой котором
        которому которую которые который которых кто ли либо между меня мне много может можно мой
        мы на над надо наш не него нее неё нет ни них но ну о об однако он она они оно от очень по
        под после потом потому почти при про раз с сам свои свое своего своей своих свой своим
        себя сейчас сказал со так также такие такой там тем теперь то того тоже той только том
        тот ту ты у уже хотя чего чем через что чтобы эта эти этим этих это этого этой этом
        этому этот эту я
    """,
    "uz": """
        agar allaqachon ammo aynan ba'zi balki barcha bilan bir birga biri biroq biz bo'ladi
        bo'lib bo'lgan bo'lgani bo'lsa bo'ldi bor boshqa boshqalar bo'yicha bu bular buning bunda
        bunday buni chunki deb degan deya dedi edi ega ekan ekani ekanligi emas endi esa eng etdi
        etgan etiladi etilgan etish faqat ham hamda hamma har hali hech hozir hozirda ichida ikki
        ilgari ishlab ko'p kabi kerak keyin keyingi kim lekin mana ma'lum men mumkin nafaqat nega
        nima o'z o'zi o'zining oldin orasida orqali oshirilgan qadar qanday qarshi qaysi qayd
        qilgan qildi qilib qiladi qilingan qilish sababli sen shu shuning shuningdek shunday siz
        so'ng ta tomonidan turli u uch uchun ular ularning uning unga uni va vaqtda xususan yana
        ya'ni yoki yo'q yuqori
    """,
    "uz-Cyrl": """
        агар аллақачон аммо айнан баъзи балки барча билан бир бирга бири бироқ биз бўлади бўлиб
        бўлган бўлгани бўлса бўлди бор бошқа бошқалар бўйича бу булар бунинг бунда бундай буни
        чунки деб деган дея деди эди эга экан экани эканлиги эмас энди эса энг этди этган этилади
        этилган этиш фақат ҳам ҳамда ҳамма ҳар ҳали ҳеч ҳозир ҳозирда ичида икки илгари кўп каби
        керак кейин кейинги ким лекин мана маълум мен мумкин нафақат нега нима ўз ўзи ўзининг
        олдин орасида орқали оширилган қадар қандай қарши қайси қайд қилган қилди қилиб қилади
        қилинган қилиш сабабли сен шу шунинг шунингдек шундай сиз сўнг та томонидан турли у уч
        учун улар уларнинг унинг унга уни ва вақтда хусусан яна яъни ёки йўқ юқори
    """,
    "uk": """
        а або адже але б без більш більше був буде будуть була були було бути в вас вже ви від
        він вона вони воно все всі всіх де для до є ж за з зі і із інших її їй їм їх його його й
        коли кого який яка яке які яких якій якого якому якщо лише між мене мені може можна ми на
        над нам нас наш не нею ним них ні но о один однак перед під після по при про раз свій свої
        своїх себе сказав так також там та таки те теж тепер ти тих то тобі того тоді той тому ту
        тут у хоча це цей ці цього цьому цю цих через чи чим що щоб щодо як я
    """,
    "kk": """
        ал алайда арқылы арасында бар барлық бас бастап басқа бір бірақ бірге біз болады болған
        болды болып болса бойынша бұл бүгін да дейін деді деген деп де дейді егер екен екенін екі
        емес ең еді енді ет әр және жаңа жоқ жылы кейін керек көп қазір қарай қатар мен менің мұнда
        не немесе ол олар олардың онда оның оны осы осындай өз өзі сайын сен сияқты сондай сол
        соң сонымен тағы та те туралы тек үш үшін ша шейін
    """,
    "tr": """
        acaba ama ancak artık aslında az bana bazı belki ben beri bile bin bir biri birkaç birlikte
        biz bu buna bunda bundan bunlar bunu bunun çok çünkü da daha dahi de dedi defa değil diğer
        diye dolayı dolayısıyla edecek eden ederek edilen en eğer etti ettiği fakat gibi göre hem
        hep her hiç için ile ilgili ise iki içinde kadar karşı kendi kez ki kim kısa mı mi mu mü
        nasıl ne neden nerede o olan olarak oldu olduğu olduğunu olması olsa on ona ondan onlar onu
        onun orada oysa pek sadece sanki şey siz son sonra şu tarafından tüm üç üzere üzerinde var
        ve veya ya yani yapılan yeni yer yine yok yüz zaten
    """,
    "de": """
        aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim
        bereits bin bis bisher da dabei dadurch dafür damit dann das dass dazu dem den denn der
        deren des dessen die dies diese dieser dieses doch dort durch ein eine einem einen einer
        eines er es
        etwa euch für gegen gibt habe haben hat hatte hatten hier hin ihm ihn ihnen ihr ihre ihren
        ihrer im immer in ins ist ja jede jeder jedoch jetzt kann kein keine können laut man mehr
        mit muss nach nicht noch nun nur ob oder ohne sagte sehr sei sein seine seinen seiner seit
        sich sie sind so soll sollen sowie über um und uns unter vom von vor war waren was weil
        wenn werden wie wieder will wir wird wo worden wurde wurden zu zum zur zwar zwischen
    """,
    "fr": """
        a à afin ai ainsi alors après au aucun aussi autre autres aux avait avant avec avoir c car
        ce cela celle celui ces cet cette ceux chaque chez comme contre d dans de depuis des deux
        dit donc dont du elle elles en encore entre est et été être eux fait il ils j jamais je l
        la le les leur leurs lors lui m ma mais me même mes moins mon n ne ni nos notre nous on ont
        ou où par parce pas pendant peu peut plus pour pourquoi puis qu quand que quel quelle qui
        s sa sans se selon ses si soit son sont sous sur t ta tandis tous tout toute toutes très
        trop tu un une vers vos votre vous y
    """,
    "es": """
        a al algo alguna algunas alguno algunos ante antes aquel aquella así aún aunque bajo bien
        cada casi como con contra cual cuales cuando cuya dado de del desde después dijo donde dos
        durante e el él ella ellas ellos en entre era eran es esa esas ese eso esos esta está están
        estas este esto estos fue fueron ha había han hasta hay hoy la las le les lo los luego más
        me mediante mi mientras mismo muy nada ni no nos nosotros o otra otras otro otros para
        pero poco por porque pues que qué quien se sea según ser si sí sido sin sino sobre son su
        sus también tan tanto te tiene tienen toda todas todo todos tras tu un una unas uno unos
        usted y ya yo
    """,
}

STOP_WORD_LANGUAGES = tuple(_LISTS)
_CYRILLIC = frozenset({"be", "bg", "mk", "sr", "ky", "tg", "tt", "mn", "ba", "cv"})


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of `language` (`en`, `uz-Cyrl` …), empty for a language without a list.

    Without a list, only `vectors.idf` gives common words a low weight.
    """
    listed = _LISTS.get(language) or _LISTS.get(language.split("-")[0], "")
    return frozenset(listed.split())


@cache
def sentence_starters(language: str) -> frozenset[str]:
    """Return words that probably begin a sentence if they are capitalized after a full stop.

    A language without a list gets the Russian or the English one, by its script.
    """
    return stop_words(language) or stop_words("ru" if language in _CYRILLIC else "en")
