"""Sentences that are hard to tell apart, written for this project; each line is one sentence.

An empty line begins a new text; the sentences of a text are joined with single spaces.
"""

_EN = """
Mr. Alder met Dr. J. R. Finch at 5 p.m. on Monday.
They spoke about the U.S. market, i.e. the states of the north.
"It grew by 3.5 percent," he said.
Nobody asked why.

The firm, Marsh & Sons Ltd., opened in 1998.
It moved to St. Helens Rd. No. 14 in Sept. 2004.
Prices start at $2.50.
Is that cheap?
Perhaps not!
He asked, "Is it open?" and left.

The plan (see fig. 3 on p. 12.) was dropped.
"We are done!" she shouted.
"Then go home."
They did...
Later, the rain came.

The train left at 7 a.m. and arrived at 9.45 a.m.
The passengers slept.
He lives in Washington, D.C.
She does not.
Prof. Olm et al. found no effect vs. placebo.

Visit example.com or write to info@example.com for details.
Version 2.0.1 is out.
(It fixes a bug. Two, in fact.)
Nothing else changed.

1. Open the lid.
2. Press the key.
The U.N. council met again, e.g. on Friday.
Gen. Maddox, Sen. Poole and Rev. Abbot stayed away.

Some trees, shrubs, etc. were cut.
Others, e.g. the limes, were spared.
“Why now?” asked Ms. Thorne.
‘Because we must,’ replied Lt. Gov. Hale.
The answer pleased no one…
The vote is on Dec. 3.

The score was 3-1.
In 2020. the dot was a misprint.
Yahoo bought it for approx. 4.5 bn.
So do I.
We agree!!
What?!
"""
_RU = """
А. С. Пушкин жил здесь в 1833 г. и писал письма.
Потом он уехал, т. е. вернулся в столицу.
Дом стоит на ул. Садовой, д. 5, кв. 12.
Его купили за 3,5 млн руб. у вдовы.

«Мы едем!» — крикнул он.
Никто не ответил.
«Почему?» — спросила Анна.
Он молчал…
Потом сказал: «Не знаю».

На рынке продают яблоки, груши, сливы и т. д. Цены выросли на 12,5%.
Зато есть скидки, напр. по вторникам.
В XIX в. здесь была почта.
См. рис. 4 на стр. 18.

Академик И. П. Ветров и проф. Лукина приехали в г. Сойм.
Их встретил г-н Орлов.
Они говорили о реках, озёрах и др. водоёмах.
Встреча длилась 2 ч. 30 мин. без перерыва.

Дом № 7 снесли.
Что дальше?
Никто не знает.
«Это конец», — решили соседи.
Но стройка началась!

Население — 2,4 тыс. человек.
Площадь — 30 кв. км.
Им. Гагарина назвали площадь, а не улицу.
Длина реки ок. 90 км.

В 2020 г. Иванов стал мэром.
Он родился в 1970 г. в Сойме.
На сайте kun.uz вышла статья.
Её прочли 5 тыс. раз.

(Он так и не пришёл. Жаль.)
Все разошлись.
По словам А.С. Лугова, мороз не помеха.
Судно построили в т. ч. на деньги области.
Это стоило 320 млн.
Кто заплатил?!
Область...
Больше никто.

Температура упала до −4,2 градуса.
Т. к. дорога закрыта, автобусы стоят.
Акад. Б. Ю. Нимов возражал.
В 5 в. до н. э. тут был город.
Его нашли в 1999-м.
"""
_UZ = """
Prezident Sh. Mirzayev bilan prof. A. Qodirov uchrashdi.
Ular 100 mln. so‘m haqida gaplashdi.
Bu 2024-y. 5-may kuni bo‘ldi.
Keyin hamma tarqaldi.

Bozorda olma, nok, uzum va h.k. sotiladi.
Narxlar 12,5 foizga oshdi.
“Nega?” — deb so‘radi u.
Hech kim javob bermadi…
Oxiri u ketdi.

O'zbekiston Respublikasi Vazirlar Mahkamasi qaror qabul qildi.
Oʻquvchilar bayramga tayyor!
G‘olib kim bo'ladi?
Buni ertaga bilamiz.

«Biz tayyormiz!» — dedi murabbiy.
Jamoa 3:1 hisobida yutdi.
O‘yin soat 19.30 da boshlandi.
Kun.uz xabariga ko‘ra, stadion to‘la edi.

Ko‘chada 7-uy bor.
U yerda O. Karimov yashaydi.
Uning o‘g‘li Yo. Karimov shifokor.
Ch. Aytmatov asarlari javonda turadi.

Ular non, sut va b. mahsulotlar sotadi.
“Havo yaxshi”, — deydi fermer.
Bu yil hosil mo‘l...
Shuning uchun narx tushdi.
Qurilish 18 mlrd. so‘mga tushdi!
Pul qayerdan keldi?
Viloyatdan.

Dr. Xolmatov keldi.
Akad. N. G‘aniyev kelmadi.
Yig‘ilish (u uch soat davom etdi. Ha!) tugadi.
Hamma charchadi.

Manzil: Bog‘ ko‘ch. 12-uy.
Tel. raqami o‘zgardi.
1. Eshikni oching.
2. Chiroqni yoqing.
Ishlar tugadi.
"""
_UZ_CYRL = """
Президент Ш. Мирзаев билан проф. А. Қодиров учрашди.
Улар 100 млн. сўм ҳақида гаплашди.
Бу 2024 й. 5 май куни бўлди.
Кейин ҳамма тарқалди.

Бозорда олма, нок, узум ва ҳ.к. сотилади.
Нархлар 12,5 фоизга ошди.
“Нега?” — деб сўради у.
Ҳеч ким жавоб бермади…
Охири у кетди.

"Таъмирлаш тугади" ,- дейилади хабарда.
Ўқувчилар байрамга тайёр!
Ғолиб ким бўлади?
Буни эртага биламиз.

«Биз тайёрмиз!» — деди мураббий.
Жамоа 3:1 ҳисобида ютди.
Ўйин соат 19.30 да бошланди.
Kun.uz хабарига кўра, стадион тўла эди.

Кўчада 7-уй бор.
У ерда О. Каримов яшайди.
Унинг ўғли Ё. Каримов шифокор.
Ч. Айтматов асарлари жавонда туради.

Улар нон, сут ва б. маҳсулотлар сотади.
“Ҳаво яхши”, — дейди фермер.
Бу йил ҳосил мўл...
Шунинг учун нарх тушди.
Қурилиш 18 млрд. сўмга тушди!
Пул қаердан келди?
Вилоятдан.

Др. Холматов келди.
Акад. Н. Ғаниев келмади.
Йиғилиш (у уч соат давом этди. Ҳа!) тугади.
Ҳамма чарчади.
1. Эшикни очинг.
2. Чироқни ёқинг.
Ишлар тугади.
"""


def _texts(block: str) -> list[list[str]]:
    return [text.strip().splitlines() for text in block.strip().split("\n\n")]


HARD = {"en": _texts(_EN), "ru": _texts(_RU), "uz": _texts(_UZ), "uz-Cyrl": _texts(_UZ_CYRL)}
