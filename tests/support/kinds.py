"""Our own texts of kinds that are not news, in the languages of the bot."""

INTERVIEWS = {
    "en": """The new head of the Harrowmere library, Ada Quill, told us about her plans.
— When will the library open again?
— In March. The roof is dry now, and the shelves return next week.
— What will be new for children?
— We shall have a room where they may be loud. I always wanted one when I was small.
— Who pays for the work?
— The council gave two million, and readers gave the rest of the money.""",
    "ru": """Новая заведующая библиотекой Ада Квилл рассказала нам о своих планах.
— Когда библиотека снова откроется?
— В марте. Крыша уже сухая, и на следующей неделе мы вернём полки.
— Что нового будет для детей?
— У нас появится комната, где можно шуметь. Я в детстве всегда о такой мечтала.
— Кто платит за ремонт?
— Совет дал два миллиона рублей, а остальные деньги собрали читатели.""",
    "uz": """Kutubxonaning yangi mudiri Ada Kvill bizga rejalari haqida so‘zlab berdi.
— Kutubxona qachon qayta ochiladi?
— Mart oyida. Tom endi quruq, javonlarni kelasi hafta qaytaramiz.
— Bolalar uchun qanday yangilik bo‘ladi?
— Bizda shovqin qilish mumkin bo‘lgan xona paydo bo‘ladi. Men bolaligimda shuni orzu qilganman.
— Ta’mir uchun kim pul to‘laydi?
— Kengash ikki million so‘m berdi, qolgan pulni kitobxonlar yig‘di.""",
    "uz-Cyrl": """Кутубхонанинг янги мудири Ада Квилл бизга режалари ҳақида сўзлаб берди.
— Кутубхона қачон қайта очилади?
— Март ойида. Том энди қуруқ, жавонларни келаси ҳафта қайтарамиз.
— Болалар учун қандай янгилик бўлади?
— Бизда шовқин қилиш мумкин бўлган хона пайдо бўлади. Мен болалигимда шуни орзу қилганман.
— Таъмир учун ким пул тўлайди?
— Кенгаш икки миллион сўм берди, қолган пулни китобхонлар йиғди.""",
}
LIVE_BLOGS = {
    "en": """Good morning and welcome to our live page about the flood in Harrowmere.
Key points
The river rose by two meters in the night and flooded the lower town of Harrowmere.
06:10 Rain has fallen on the hills for the third day in a row.
07:30 The first streets near the river are under water, and buses turn back.
08:05 Firefighters bring forty people from their homes to the school.
09:20 The mayor asks everybody to stay away from the bridge.
10:45 Trains to the coast are canceled until the evening.
11:30 Bakers hand out warm bread at the school.
12:15 The bridge of Harrowmere is closed because the flood has damaged its arch.
13:40 The river is falling, and the mayor says that the worst of the flood is over.""",
    "ru": """Доброе утро, мы начинаем нашу онлайн-трансляцию о наводнении в городе.
Главное
За ночь река поднялась на два метра и затопила нижнюю часть города.
06:10 На холмах третий день подряд идёт дождь.
07:30 Первые улицы у реки под водой, автобусы разворачиваются.
08:05 Пожарные вывозят сорок человек из домов в школу.
09:20 Мэр просит всех держаться подальше от моста.
10:45 Поезда к побережью отменены до вечера.
11:30 Пекари раздают в школе тёплый хлеб.
12:15 Мост закрыт, потому что наводнение повредило его арку.
13:40 Вода в реке уходит, и мэр говорит, что худшее в наводнении позади.""",
    "uz": """Xayrli tong, shahardagi suv toshqini haqidagi jonli sahifamizga xush kelibsiz.
Asosiysi
Tunda daryo ikki metrga ko‘tarilib, shaharning quyi qismini suv bosdi.
06:10 Tepaliklarda uchinchi kundirki yomg‘ir yog‘moqda.
07:30 Daryo bo‘yidagi ko‘chalar suv ostida, avtobuslar ortga qaytmoqda.
08:05 O‘t o‘chiruvchilar qirq kishini uylaridan maktabga olib chiqdi.
09:20 Shahar hokimi hammadan ko‘prikdan uzoqroq turishni so‘radi.
10:45 Sohilga boradigan poyezdlar kechgacha bekor qilindi.
11:30 Novvoylar maktabda issiq non tarqatmoqda.
12:15 Toshqin ravog‘iga shikast yetkazgani uchun ko‘prik yopildi.
13:40 Daryo pasaymoqda, hokim toshqinning eng yomoni ortda qolganini aytdi.""",
}
RECIPES = {
    "en": """Pumpkin soup with ginger is ready in half an hour and warms four people.
Ingredients
800 g pumpkin
1 onion, 2 cloves of garlic
20 g fresh ginger
1/2 cup of cream
Cut the pumpkin and the onion into pieces and fry them for five minutes.
Pour in hot water, add the ginger, and boil the soup for twenty minutes.
Stir in the cream and serve the soup with dark bread.""",
    "ru": """Тыквенный суп с имбирём готовится полчаса и согреет четырёх человек.
Ингредиенты
Тыква — 800 г
Чеснок — 2 зубчика
Имбирь — 20 г
Сливки — 100 мл
Нарежьте тыкву и лук кусочками и обжаривайте пять минут.
Влейте горячую воду, добавьте имбирь и варите суп двадцать минут.
Вмешайте сливки и подавайте суп с тёмным хлебом.""",
    "uz": """Zanjabilli bu qovoq sho‘rva yarim soatda tayyor bo‘ladi va to‘rt kishiga yetadi.
Masalliqlar
Qovoq – 800 g
Sarimsoq – 2 dona
Zanjabil – 20 g
Qaymoq – 100 ml
Qovoq va piyozni bo‘laklarga kesib, besh daqiqa qovuring.
Issiq suv quying, zanjabil soling va sho‘rvani yigirma daqiqa qaynating.
Qaymoqni aralashtirib, sho‘rvani qora non bilan torting.""",
}
POEMS = {
    "en": """The ferry leaves before the light,
The gulls are late, the sea is low,
And all the windows, small and white,
Look on and will not see it go.
The baker walks along the quay,
His basket warm against his side,
He hums a tune he cannot see,
And leaves it lying on the tide.""",
    "ru": """Паром уходит до рассвета,
И чайки спят, и берег пуст,
И окна маленького света
Не знают, как далёк наш куст.
Идёт по набережной пекарь,
Несёт корзину у плеча,
Мурлычет песню, тихий лекарь,
И тает песня, как свеча.""",
    "uz": """Tong otmasdan jo‘nar kema,
Chag‘alaylar hali uyquda,
Oq derazalar der: ketma,
Lekin qirg‘oq qolar ortda.
Novvoy yurar bandargohda,
Issiq savat yelkasida,
Kuylar sekin bir ohangda,
Kuyi qolar to‘lqin uzra.""",
}
MINUTES = {
    "en": """Minutes of the meeting of the Harrowmere bridge council
Present: Ada Quill, Tom Reed, Ann Bell and nine members of the council
Agenda: the bridge, the market, the lamps
Chair: Ada Quill
Tom Reed spoke about the cracks in the arch and showed pictures of them.
Ann Bell asked how long the market could do without the bridge.
Resolved: The bridge will be closed to lorries from the first of May.
Resolved: The council will pay for a ferry until the arch is repaired.""",
    "ru": """Протокол заседания городского совета по мосту
Присутствовали: Ада Квилл, Том Рид, Анна Белл и девять членов совета
Повестка дня: мост, рынок, фонари
Председатель: Ада Квилл
Том Рид рассказал о трещинах в арке и показал их снимки.
Анна Белл спросила, сколько рынок проживёт без моста.
Решили: Закрыть мост для грузовиков с первого мая.
Решили: Оплатить из бюджета паром до конца ремонта арки.""",
    "uz": """Shahar kengashining ko‘prik bo‘yicha majlisi bayoni
Qatnashdilar: Ada Kvill, Tom Rid, Anna Bell va kengashning to‘qqiz a’zosi
Kun tartibi: ko‘prik, bozor, chiroqlar
Majlis raisi: Ada Kvill
Tom Rid ravoqdagi yoriqlar haqida so‘zlab, suratlarini ko‘rsatdi.
Anna Bell bozor ko‘priksiz qancha turishini so‘radi.
Qaror qilindi: Ko‘prik birinchi maydan yuk mashinalari uchun yopilsin.
Qaror qilindi: Ravoq ta’mirlanguncha parom xarajatini kengash to‘lasin.""",
}
MATCHES = {
    "en": """Harrowmere beat Oakford 3:1 and will play in the final of the cup.
Bell scored twice in the first half, and Reed hit the bar before the break.
Oakford came back with a penalty, but a late goal decided the match.
The final is on Sunday in the capital.
Harrowmere: Stone, Hill, Wood (Lake, 46), Marsh, Field (Brook, 70), Bell, Reed, Quill, Ford, Moor.
Oakford: Page, King, Dale (Rush, 60), Snow, Frost, Vale, Cole (Pike, 81), Hunt, Shaw, West.""",
    "ru": """«Заря» обыграла «Волну» со счётом 3:1 и сыграет в финале кубка.
Белов забил дважды в первом тайме, а Рогов перед перерывом попал в перекладину.
«Волна» ответила голом с пенальти, но поздний мяч решил исход матча.
Финал пройдёт в воскресенье в столице.
«Заря»: Камнев, Холмов, Лесов (Озеров, 46), Болотов, Полев (Ручьёв, 70), Белов, Рогов, Бродов.
«Волна»: Листов, Царёв, Долин (Гонцов, 60), Снегов, Морозов, Углов (Щукин, 81), Ловцов, Западов.""",
    "uz": """«Tong» jamoasi «To‘lqin»ni 3:1 hisobida yengib, kubok finaliga chiqdi.
Karimov birinchi bo‘limda ikki gol urdi, Rahimov tanaffus oldidan to‘pni ustunga tekkizdi.
«To‘lqin» penaltidan gol urdi, ammo so‘nggi daqiqadagi gol o‘yin taqdirini hal qildi.
Final yakshanba kuni poytaxtda o‘tadi.
«Tong»: Toshev, Tepayev, Bog‘iyev (Ko‘lov, 46), Dalayev, Ariqov (Soyev, 70), Karimov, Rahimov.
«To‘lqin»: Varaqov, Shohiyev, Vodiyev (Choparov, 60), Qorov, Sovuqov, Burchakov, Ovchiyev.""",
}
TABLES = {
    "en": """Harrowmere lead the league by four points after twenty rounds.
1. Harrowmere 20 15 3 2 48
2. Oakford 20 14 2 4 44
3. Redhill 20 11 5 4 38
Oakford have the best goal difference of all teams in the league.
The next round begins on Saturday evening with three matches.""",
    "ru": """После двадцати туров «Заря» опережает соперников в лиге на четыре очка.
1. Заря 20 15 3 2 48
2. Волна 20 14 2 4 44
3. Искра 20 11 5 4 38
У «Волны» лучшая разница мячей среди всех команд лиги.
Следующий тур начнётся в субботу вечером с трёх матчей.""",
    "uz": """Yigirma turdan so‘ng «Tong» ligada raqiblaridan to‘rt ochkoga oldinda.
1. Tong 20 15 3 2 48
2. Toʻlqin 20 14 2 4 44
3. Uchqun 20 11 5 4 38
«To‘lqin» ligadagi jamoalar orasida eng yaxshi to‘plar nisbatiga ega.
Keyingi tur shanba kuni kechqurun uchta o‘yin bilan boshlanadi.""",
}
LISTS = {
    "en": """The museum of Harrowmere sends five of its oldest ships to an exhibition in Oakford.
The visitors may see there:
• a rowing boat of oak;
• two ferries from the lake;
• a fishing boat with its nets;
• the first steamer of the town.
The exhibition opens on Friday and stays for the whole summer.
Children under ten pay nothing, and the ferry to Oakford is free on Sundays.""",
    "ru": """Городской музей отправил пять старейших кораблей на выставку в Дубраву.
Посетители увидят там:
— дубовую весельную лодку;
— два парома с озера;
— рыбацкую лодку с сетями;
— первый пароход города.
Выставка откроется в пятницу и продлится всё лето.
Дети до десяти лет проходят бесплатно, а паром по воскресеньям ничего не стоит.""",
    "uz": """Shahar muzeyi beshta eng qadimgi kemasini Emanzordagi ko‘rgazmaga jo‘natdi.
Tomoshabinlar u yerda ko‘radi:
– eman qayiq;
– ko‘ldagi ikkita parom;
– to‘rli baliqchi qayig‘i;
– shaharning birinchi paroxodi.
Ko‘rgazma juma kuni ochiladi va butun yoz davom etadi.
O‘n yoshgacha bolalar bepul kiradi, yakshanba kunlari parom ham tekin.""",
}
CODE = (
    """import heapq
from collections import defaultdict

def shortest(graph, start):
    queue = [(0, start)]
    seen = {}
    while queue:
        cost, node = heapq.heappop(queue)
        if node in seen:
            continue
        seen[node] = cost
    return seen
""",
    """#include <stdio.h>
int main(void) {
    int total = 0;
    for (int i = 0; i < 10; i++) {
        total += i;
    }
    printf("%d", total);
    return 0;
}
""",
    """const app = express();
// Печатает приветствие
app.get("/", (request, response) => {
  const name = request.query.name;
  response.send(name);
});
app.listen(3000);
""",
)
