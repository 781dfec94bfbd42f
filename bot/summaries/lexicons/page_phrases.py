"""Boilerplate phrases of web pages in several languages, written for this project.

The phrases are case folded and use the apostrophe `'`. A `*` at the end of the last word matches
all words with this beginning.
"""

# Phrases by which only a page addresses its reader: boilerplate anywhere in a sentence.
ADDRESS = """
    we use cookies|we and our partners|partners use cookies|site uses cookies|website uses cookies
    website stores cookies|accept all cookies|accept cookies|manage cookies|reject all cookies
    our use of cookies|cookies help us|we value your privacy|our privacy policy|our terms
    by continuing to use this|by continuing to browse|you agree to our|you agree to the use
    you consent to our|terms and conditions apply|all rights reserved|subscribe to our
    subscribe to the newsletter|subscribe now|subscribe today|sign up for our|sign up to our
    sign up here|sign up now|our newsletter|already a subscriber|to continue reading
    start your free trial|for subscribers only|available to subscribers|unlock this article
    free articles left|follow us on|like us on|join our telegram|join our channel|join our whatsapp
    our telegram channel|our facebook page|our youtube channel|download our app|get our app
    share this article|share this story|share this post|share with your friends|click here to
    read the full story|story continues below|article continues below|you may also like
    you might also like|enable javascript|disable your ad blocker|disable your adblocker
    rate this article|this article was originally published|this story was originally published
    republished with|may not be published broadcast|contributed to this report
    contributed to this story|contributed to this article|contributed reporting|send us your
    contact us at|do you have a story|if you find an error|report a typo
    for the content of external|the views expressed|thank you for reading|thanks for reading

    мы используем cookie|мы используем куки|мы используем файлы|мы используем cookies
    сайт использует cookie|сайт использует cookies|сайт использует куки|сайт использует файлы
    сайте используются cookie|сайте используются cookies|сайте используются файлы
    продолжая пользоваться|продолжая использовать сайт|продолжая использовать наш
    продолжая использовать этот|оставаясь на сайте|вы соглашаетесь с использованием
    вы соглашаетесь с политикой|вы соглашаетесь с условиями|вы соглашаетесь с правилами
    вы соглашаетесь на|вы даёте согласие|вы даете согласие|подписывайтесь на|подпишитесь на
    подписывайся на|подпишись на|следите за нами|следите за нашими|читайте нас в
    присоединяйтесь к нам|присоединяйтесь к нашему|наш telegram|наш телеграм|нашем telegram
    нашем телеграм|нашу рассылку|оформите подписку|только подписчикам|поделитесь с друзьями
    поделитесь новостью|поделитесь в соцсетях|расскажите друзьям|читайте также|читайте ещё
    читайте еще|смотрите также|подробнее читайте|читайте по теме|по теме читайте
    все права защищены|при использовании материалов|перепечатка материалов|копирование материалов
    выделите её и нажмите|выделите ее и нажмите|выделите его и нажмите|нажмите ctrl|ctrl enter
    если вы нашли ошибку|если вы заметили ошибку|если нашли ошибку|оставьте комментарий
    комментарии закрыты|комментарии отключены|включите javascript|на правах рекламы
    перейти на полную версию|бесплатно получать важные новости|скачайте приложение
    перейдите по ссылке|нажмите здесь|может не совпадать с|ставьте лайк|новости первыми

    cookie fayllaridan foydalanadi|cookie fayllardan foydalanadi|cookie fayllaridan foydalanamiz
    cookie fayllardan foydalanamiz|cookie fayllaridan foydalaniladi|cookie'lardan foydalan*
    cookie ishlatadi|cookie ishlatamiz|sahifada qolish orqali|saytdan foydalanishda davom
    rozilik bildirasiz|obuna bo'ling|a'zo bo'ling|kanalimizga|kanalimizda|telegram kanalimiz
    rasmiy kanalimiz|bizni telegramda|bizni kuzatib|bizni kuzating|kuzatib boring|bizga qo'shiling
    ijtimoiy tarmoqlardagi sahifalarimiz|do'stlaringizga ulashing|do'stlaringiz bilan baham
    do'stlaringiz bilan ulashing|shuningdek o'qing|yana o'qing|batafsil o'qing
    batafsil ma'lumot uchun havola|o'qishni davom ettirish|havolani bosing|havola orqali o'ting
    bu yerni bosing|xatoni ko'rsangiz|xato topsangiz|xatolik topsangiz|xatolik aniqla*
    belgilab ctrl|barcha huquqlar himoyalangan|izoh qoldiring|fikr qoldiring
    materiallardan foydalanganda|materiallardan foydalanilganda|maqolani baholang
    ilovani yuklab oling|ilovamizni yuklab|layk bosing

    cookie файлларидан фойдаланади|cookie файллардан фойдаланади|cookie файлларидан фойдаланамиз
    cookie файллардан фойдаланамиз|рози бўласиз|розилик билдирасиз|сайтдан фойдаланишда давом
    обуна бўлинг|аъзо бўлинг|каналимизга|каналимизда|телеграм каналимиз|расмий каналимиз
    бизни телеграмда|бизни кузатиб|бизни кузатинг|кузатиб боринг|бизга қўшилинг
    дўстларингизга улашинг|дўстларингиз билан баҳам|дўстларингиз билан улашинг|шунингдек ўқинг
    яна ўқинг|батафсил ўқинг|ҳаволани босинг|ҳавола орқали ўтинг|бу ерни босинг|хатони кўрсангиз
    хато топсангиз|хатолик топсангиз|хатолик аниқла*|барча ҳуқуқлар ҳимояланган|изоҳ қолдиринг
    фикр қолдиринг|материаллардан фойдаланганда|материаллардан фойдаланилганда|мақолани баҳоланг
    иловани юклаб олинг|лайк босинг

    ми використовуємо cookie|ми використовуємо файли|сайт використовує cookie
    сайт використовує cookies|сайт використовує файли|підписуйтесь на|підписуйтеся на
    підпишіться на|підпишись на|читайте також|дивіться також|усі права захищено
    всі права захищені|нашому telegram|нашому телеграм|наш телеграм|стежте за нами
    жазылыңыз|арнамызға жазыл*|оқи отырыңыз|тағы оқыңыз|барлық құқықтар қорғалған|cookie файлдарын
    çerez kullan*|çerezler kullan*|çerezleri kullan*|çerezlerden yararlan*|abone olun|takip edin
    abone olmayı unutmayın|tüm hakları saklıdır
    wir verwenden cookies|wir nutzen cookies|website verwendet cookies|seite verwendet cookies
    website nutzt cookies|newsletter abonnieren|unseren newsletter|jetzt abonnieren
    nur für abonnenten|alle rechte vorbehalten|folgen sie uns|lesen sie auch
    nous utilisons des cookies|site utilise des cookies|vous consentez|abonnez vous|notre newsletter
    inscrivez vous à|réservé aux abonnés|réservée aux abonnés|tous droits réservés|suivez nous
    utilizamos cookies|usamos cookies|sitio utiliza cookies|sitio usa cookies|web utiliza cookies
    suscríbete|suscríbase|nuestro boletín|para suscriptores|todos los derechos reservados
    síguenos en|síganos en
    جميع الحقوق محفوظة|تابعونا على|تابعنا على|نستخدم ملفات تعريف
"""

# Imperatives and labels: boilerplate at the beginning of a sentence.
OPENING = """
    sign up|subscribe|log in|click here|click to|tap here|read more|continue reading|register now
    create a free account|get the latest|download the app|join the conversation|have your say
    leave a comment|post a comment|support our journalism|support independent journalism
    donate to|become a member|scroll down|scroll to continue|share on facebook|share on twitter
    share via|related articles|recommended for you|most popular stories|more on this story
    please disable|please accept cookies|photo by|photos by|photograph by|picture by
    photo courtesy of|courtesy photo|file photo|image copyright|image caption|image source
    media caption|video caption|last updated|cookie settings|cookie policy|cookie preferences
    if you have been affected|comments are closed|hide caption|toggle caption|enlarge this image

    подписаться на|поделиться в|поделиться новостью|поделиться ссылкой|читать также|читать далее
    также по теме|материал по теме|материалы по теме|по теме|ранее по теме|ещё по теме|еще по теме
    больше новостей|наш канал|мы в соцсетях|получайте новости|узнавайте новости|следите за новостями
    нашли ошибку|заметили ошибку|нашли опечатку|сообщить об ошибке|оставить комментарий|перепечатка
    подписывайтесь|подпишитесь|время чтения|новость дополняется|материал обновляется|принять все
    фото из открытых|иллюстративное фото|скриншот видео|кадр из видео

    mavzuga oid|mavzuga doir|ulashish uchun|yangiliklarni birinchi|so'nggi yangiliklar bizning
    мавзуга оид|мавзуга доир|улашиш учун|сўнгги янгиликлар бизнинг
    більше новин|фото з відкритих|поділитися|підписуйтесь|стежте за
    İlgili haber|haberin devamı|devamı için|google news'te
    mehr zum thema|mit material von|hier klicken|artikel teilen|zum weiterlesen
    lire aussi|à lire aussi|il vous reste|mis à jour|publié le|partager l'article
    lea también|lee también|te puede interesar|sigue leyendo
"""

# Phrases that articles also mention: boilerplate if alone, or if there are two of them.
MENTION = """
    uses cookies|use cookies|use of cookies|cookie settings|cookie policy|cookie preferences
    your consent|privacy policy|terms of service|terms of use|become a member|log in to
    sign up for free|continue reading|support our journalism|leave a comment|post a comment
    click here|read more|share on facebook|share on twitter|related articles|recommended for you
    most popular stories|comments are closed|ad blocker|photo by|photograph by|picture by
    photo courtesy of|file photo|getty images
    использует cookie|использует cookies|использует файлы cookie|файлов cookie|файлы cookie
    обработку персональных данных|политикой конфиденциальности|политика конфиденциальности
    подписаться на|поделиться в|читать далее|сообщить об ошибке|оставить комментарий|нашем канале
    cookie fayl*|roziligingizni|maxfiylik siyosati|foydalanish shartlari|obuna bo'lish|obuna bo'lib
    cookie файл*|розилигингизни|махфийлик сиёсати|фойдаланиш шартлари|обуна бўлиш|обуна бўлиб
    використовує cookie|файли cookie|çerez politikası|verwendet cookies|datenschutzerklärung
    utilise des cookies|politique de confidentialité|utiliza cookies|política de privacidad
"""
