"""What stands on a page beside the article: consent, subscribe, share, credits, "read also".

Phrases speak to the reader ("we use cookies"), so that an article about cookies stays whole.
Written for this project; case folded, apostrophes plain (').
"""

import re
from collections.abc import Sequence

from bot.summaries.phrases import Phrases
from bot.summaries.words import plain_apostrophes

_ANYWHERE = """
    we use cookies|uses cookies to|use cookies to|use of cookies|our use of cookies
    this site uses cookies|this website uses cookies|accept all cookies|accept cookies
    manage cookies|cookie settings|cookie policy|cookie preferences|reject all cookies
    by continuing to use|by continuing to browse|you agree to our|you consent to|your consent
    privacy policy|terms of service|terms of use|terms and conditions apply|all rights reserved
    subscribe to our|subscribe to the newsletter|subscribe now|subscribe today|subscribe for
    sign up for our|sign up to our|sign up here|sign up for free|sign up now|our newsletter
    already a subscriber|to continue reading|continue reading|log in to|become a member
    start your free trial|this article is for subscribers|unlock this article|support our journalism
    follow us on|like us on|join our telegram|join our channel|join our whatsapp
    our telegram channel|our facebook page|our youtube channel|download our app|get our app
    share this article|share this story|share this post|share on facebook|share on twitter
    share with your friends|share via|click here|click to|read more about|read the full story
    scroll down for|read more here|related articles|you may also like|you might also like
    recommended for you|most popular stories|more on this story|leave a comment
    post a comment|comments are closed|enable javascript|disable your ad blocker|ad blocker
    rate this article|image copyright|image caption|image source|media caption|video caption
    photo by|photograph by|picture by|photo courtesy of|courtesy photo|getty images|file photo
    this article was originally published|this story was originally published|republished with
    send us your|contact us at|do you have a story|if you find an error|report a typo

    мы используем cookie|мы используем куки|мы используем файлы cookie|использует cookie
    использует файлы cookie|используются файлы cookie|используем cookies|использует cookies
    файлов cookie|файлы cookie|использование файлов|обработку персональных данных|принять все
    продолжая пользоваться|продолжая использовать|оставаясь на сайте|вы соглашаетесь
    вы даёте согласие|вы даете согласие|политикой конфиденциальности|политика конфиденциальности
    подписывайтесь на|подпишитесь на|подписаться на|подписывайся на|подпишись на|следите за нами
    читайте нас в|присоединяйтесь к нам|присоединяйтесь к нашему|наш telegram|наш телеграм
    наш канал|нашем канале|нашем telegram|нашем телеграм|нашу рассылку|мы в соцсетях
    мы в социальных сетях|оформите подписку|доступно только подписчикам|доступен только подписчикам
    поделитесь с друзьями|поделиться в|поделиться новостью|поделитесь новостью|расскажите друзьям
    читайте также|читать также|читайте ещё|читайте еще|читать далее|смотрите также|также по теме
    материалы по теме|ещё по теме|еще по теме|подробнее читайте|читайте по теме|по теме читайте
    все права защищены|при использовании материалов|перепечатка материалов|копирование материалов
    выделите её и нажмите|выделите ее и нажмите|нажмите ctrl|ctrl enter|сообщить об ошибке
    нашли ошибку|заметили ошибку|оставьте комментарий|оставить комментарий|комментарии закрыты
    включите javascript|на правах рекламы|перейти на полную версию|бесплатно получать важные новости
    скачайте приложение|перейдите по ссылке|нажмите здесь

    cookie fayllaridan|cookie fayllar|cookie fayllari|cookie'lardan foydalan|cookie ishlat
    sahifada qolish orqali|saytdan foydalanishda davom|rozilik bildirasiz|roziligingizni
    maxfiylik siyosati|foydalanish shartlari|obuna bo'ling|obuna bo'lish|obuna bo'lib
    kanalimizga|kanalimizda|telegram kanalimiz|rasmiy kanalimiz|bizni telegramda|bizni kuzatib
    bizni kuzating|bizga qo'shiling|ijtimoiy tarmoqlardagi sahifalarimiz|do'stlaringizga ulashing
    do'stlaringiz bilan baham|do'stlaringiz bilan ulashing|ulashish uchun|mavzuga oid
    mavzuga doir|shuningdek o'qing|yana o'qing|batafsil o'qing|batafsil ma'lumot uchun havola
    o'qishni davom ettirish|havolani bosing|havola orqali o'ting|bu yerni bosing
    xatoni ko'rsangiz|xato topsangiz|xatolik topsangiz|belgilab ctrl|barcha huquqlar himoyalangan
    izoh qoldiring|fikr qoldiring|materiallardan foydalanganda|maqolani baholang
    ilovani yuklab oling|ilovamizni yuklab

    cookie файлларидан|cookie файллари|рози бўласиз|розилик билдирасиз|розилигингизни
    сайтдан фойдаланишда давом|махфийлик сиёсати|фойдаланиш шартлари|обуна бўлинг|обуна бўлиш
    обуна бўлиб|каналимизга|каналимизда|телеграм каналимиз|расмий каналимиз|бизни телеграмда
    бизни кузатиб|бизни кузатинг|бизга қўшилинг|дўстларингизга улашинг
    дўстларингиз билан баҳам|дўстларингиз билан улашинг|мавзуга оид|мавзуга доир
    шунингдек ўқинг|яна ўқинг|батафсил ўқинг|ҳаволани босинг|ҳавола орқали ўтинг|бу ерни босинг
    хатони кўрсангиз|хато топсангиз|хатолик топсангиз|барча ҳуқуқлар ҳимояланган
    изоҳ қолдиринг|фикр қолдиринг|материаллардан фойдаланганда|мақолани баҳоланг

    ми використовуємо cookie|використовує cookie|файли cookie|підписуйтесь на|підписуйтеся на
    підпишіться на|читайте також|усі права захищено|всі права захищені|наш телеграм
    жазылыңыз|арнамызға жазыл|оқи отырыңыз|барлық құқықтар қорғалған|cookie файлдарын
    çerezleri kullan|çerez politikası|çerezler kullan|abone olun|bizi takip edin
    tüm hakları saklıdır
    wir verwenden cookies|verwendet cookies|newsletter abonnieren|unseren newsletter|lesen sie auch
    alle rechte vorbehalten|folgen sie uns|mehr zum thema|datenschutzerklärung
    nous utilisons des cookies|utilise des cookies|abonnez vous|inscrivez vous à|notre newsletter
    lire aussi|à lire aussi|tous droits réservés|suivez nous|politique de confidentialité
    utilizamos cookies|usamos cookies|utiliza cookies|suscríbete a|suscríbase a|nuestro boletín
    lea también|lee también|todos los derechos reservados|síguenos en|síganos en
    política de privacidad
"""
# Alone, or before a colon, slash, bar or copyright sign: "Photo: …", "Фото / …", "Read also".
_LABEL = re.compile(
    r"\W*(?:(?:photos?|picture|image|video|source|credit|caption|graphic|by|author|reporting by"
    r"|editing by|related|read also|read more|see also|also read|watch|listen|tags?|share|topics"
    r"|advertisement|sponsored|updated|published|posted|copyright"
    r"|фото|видео|иллюстрация|инфографика|источник|автор|текст|теги?|метки|реклама|поделиться"
    r"|рубрика|опубликовано|обновлено|редактор|ссылка"
    r"|foto|surat|rasm|manba|muallif|teglar|reklama|ulashish|videoni ko'ring|havola"
    r"|сурат|расм|манба|муаллиф|теглар|улашиш|ҳавола|джерело|дереккөз|сурет|kaynak|fotoğraf"
    r"|bild|quelle|autor|fuente|auteur|crédit photo)\s*(?:[:/|©]|$)"
    r"|©|\(c\)\s*\d{4}|copyright\b)"
)
# Names after "By" and nothing else, or a date and time line.
_BYLINE = re.compile(
    r"(?:By|Автор|Muallif|Von|Por|Par) (?:[A-ZЁА-ЯÀ-Þ][\w'’.-]*,? ?(?:and |и |va |& )?){1,6}\.?"
)
_BARE_LINKS = re.compile(r"\W*(?:https?://|www\.|t\.me/|@)\S+\W*")
_STATEMENT = 25  # words; a longer sentence is the article's own even if it names such a thing

_phrases = Phrases(
    phrase for line in _ANYWHERE.splitlines() for phrase in line.split("|") if phrase.strip()
)


def is_furniture(sentence: str, words: Sequence[str]) -> bool:
    """Say whether `sentence` belongs to the page and not to the article.

    Args:
        sentence: as `split_sentences` gives it.
        words: its `words.tokens`.
    """
    if len(words) <= _STATEMENT * 2 and _phrases.occur_in(words):
        return True
    if len(words) > _STATEMENT:
        return False
    start = plain_apostrophes(sentence[:60]).casefold()
    if _LABEL.match(start) or _BARE_LINKS.fullmatch(sentence):
        return True
    return len(words) <= 8 and _BYLINE.fullmatch(sentence) is not None
