import pytest

from bot.summaries import summarize
from bot.summaries.text.boilerplate import is_boilerplate
from bot.summaries.text.words import tokens
from tests.support.samples import Sample, load

BOILERPLATE = {
    "en": [
        "We use cookies to give you the best experience on our website.",
        "By continuing to use this site you agree to our terms.",
        "Subscribe to our newsletter and never miss a story.",
        "Follow us on Telegram for more news.",
        "Photo: Ann Bell / Harrow Press",
        "By Tom Veresk and Mara Quill",
        "Share this article with your friends.",
        "Read more about bridges in our special section.",
        "© 2026 The Harrow Post. All rights reserved.",
        "This article is for subscribers only, start your free trial today.",
        "Sign up for The Morning Briefing newsletter.",
        "Reporting by Ann Bell in Lenn; Editing by Tom Veresk",
        "(AP Photo/Ann Bell)",
        "REUTERS/Ann Bell",
        "The Harrow Press contributed to this report.",
        "Follow @harrowpost on X.",
        "Privacy policy",
    ],
    "ru": [
        "Мы используем файлы cookie, чтобы сайт работал лучше.",
        "Подписывайтесь на наш канал в Telegram.",
        "Фото: Пётр Лугов / «Вестник Соймы»",
        "Читайте также: как чинят старые мосты.",
        "Поделитесь с друзьями этой новостью.",
        "При использовании материалов ссылка на сайт обязательна.",
        "Нашли ошибку? Выделите её и нажмите Ctrl+Enter.",
        "Продолжая пользоваться сайтом, вы соглашаетесь с правилами.",
        "Следите за нашими новостями в Telegram.",
        "Материал по теме: мост закрыли.",
        "Пётр Лугов, корреспондент «Вестника Соймы».",
        "Мнение автора может не совпадать с мнением редакции.",
        "* Террористическая группировка, запрещённая на территории России.",
    ],
    "uz": [
        "Telegram kanalimizga obuna bo‘ling va yangiliklardan xabardor bo‘ling.",
        "Saytimiz cookie fayllaridan foydalanadi.",
        "Surat: Oqtepa xabarlari matbuot xizmati",
        "Bizni ijtimoiy tarmoqlarda kuzatib boring, obuna bo'lish bepul.",
        "Do‘stlaringizga ulashing va fikr qoldiring.",
        "Shuningdek o‘qing: bozorlar qanday qurilmoqda.",
        "Barcha huquqlar himoyalangan.",
        "Biz cookie fayllardan foydalanamiz.",
        "Tayyorladi: Aziz Oqtepaliyev.",
        "Aziz Oqtepaliyev, Oqtepa xabarlari muxbiri.",
    ],
    "uz-Cyrl": [
        "Телеграм каналимизга обуна бўлинг ва янгиликлардан хабардор бўлинг.",
        "Сайтимиз cookie файлларидан фойдаланади.",
        "Сурат: Гулзор хабарлари матбуот хизмати",
        "Дўстларингизга улашинг ва фикр қолдиринг.",
        "Мавзуга оид: боғчалар қандай қурилмоқда.",
        "Барча ҳуқуқлар ҳимояланган.",
        "Суратлар: Гулзор хабарлари",
        "Бизни ижтимоий тармоқларда кузатиб боринг.",
    ],
}
FURNISHED = [(sample, extra) for sample in load() for extra in (BOILERPLATE[sample.language],)]


def shown_of(sample: Sample, body: str, ranker: str = "default") -> list[str]:
    return [ranked.text for ranked in summarize(sample.title, body, ranker=ranker).ranked]


@pytest.mark.parametrize("ranker", ["default", "lead", "textrank"])
@pytest.mark.parametrize(
    ("sample", "extra"), FURNISHED, ids=lambda value: getattr(value, "name", "")
)
def test_no_boilerplate_of_the_page_gets_into_a_summary(sample, extra, ranker):
    paragraphs = sample.body.splitlines()
    body = "\n".join([*extra[:4], paragraphs[0], *extra[4:], *paragraphs[1:], *extra])

    shown = shown_of(sample, body, ranker)

    assert shown == shown_of(sample, sample.body, ranker)


@pytest.mark.parametrize("sample", load(), ids=lambda sample: sample.name)
def test_an_articles_own_paragraphs_are_not_boilerplate(sample):
    for paragraph in sample.body.splitlines():
        assert not is_boilerplate(paragraph, tokens(paragraph))


@pytest.mark.parametrize(
    "sentence",
    [
        "The new law makes cookie banners on European websites much simpler for readers.",
        "Readers who subscribe pay nine crowns a month, the publisher said on Friday.",
        "По словам Лугова, закон о файлах запретит хранить чужие фото без согласия.",
        "Obuna narxi bu yil ikki baravar oshdi, dedi nashriyot rahbari.",
        "Lenn has become a member of the customs union, the council said on Tuesday.",
        "The portal changed its privacy policy on Monday.",
        "Getty Images sued a maker of pictures in London over copied photographs.",
        "Copyright law in the valley will change next year, the council said.",
        "Hospitals may not treat you without your consent, the new law says.",
        "Депутаты пообещали принять все законы до конца года.",
        "Район продолжает стройку, продолжая использовать старые краны.",
        "Пользователи смогут подписаться на каналы без рекламы, сообщили в компании.",
        "Kreditdan foydalanish shartlari 1-iyuldan oʻzgaradi, deb xabar berdi bank.",
        "Кредитдан фойдаланиш шартлари 1 июлдан ўзгаради, деб хабар берди банк.",
        "Die Datenschutzerklärung der Bahn verstößt gegen das Recht, urteilte das Gericht.",
    ],
)
def test_an_article_about_such_things_stays(sentence):
    assert not is_boilerplate(sentence, tokens(sentence))


@pytest.mark.parametrize("sample", load(), ids=lambda sample: sample.name)
def test_the_title_is_not_said_again(sample):
    body = f"{sample.title}.\n{sample.body}"

    assert f"{sample.title}." not in shown_of(sample, body)


@pytest.mark.parametrize("ranker", ["default", "lead", "luhn"])
@pytest.mark.parametrize("sample", load(), ids=lambda sample: sample.name)
def test_nothing_is_said_twice(sample, ranker):
    first = sample.body.splitlines()[0]
    body = f"{sample.body}\n{first}\n{first.replace(',', ' —')}"

    shown = [frozenset(tokens(text)) for text in shown_of(sample, body, ranker)]

    for at, words in enumerate(shown):
        for other in shown[:at]:
            assert len(words & other) / len(words | other) < 0.7


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["He said the arch was safe again after the long repair of the bridge."]),
        ("ru", ["Он сказал, что арка моста после долгого ремонта снова безопасна."]),
        ("uz", ["U ko‘prik ravog‘i uzoq ta’mirdan keyin yana xavfsiz ekanini aytdi."]),
        ("uz-Cyrl", ["У кўприк равоғи узоқ таъмирдан кейин яна хавфсиз эканини айтди."]),
    ],
)
def test_a_sentence_that_leans_on_another_comes_with_it(language, lines):
    sample = next(sample for sample in load() if sample.language == language)
    body = sample.body.splitlines()
    summary = summarize(lines[0], "\n".join([*body[:3], *lines, *body[3:]]))

    texts = [ranked.text for ranked in summary.ranked]
    if lines[0] in texts:
        leaning = summary.ranked[texts.index(lines[0])]
        before = [ranked.position for ranked in summary.ranked[: texts.index(lines[0])]]
        assert leaning.position - 1 in before


def test_headings_and_fragments_are_left_out_of_a_long_article():
    sample = load()[0]
    body = sample.body.replace("\n", "\nWhat happens next\nYes.\n")

    shown = shown_of(sample, body)

    assert "What happens next" not in shown
    assert "Yes." not in shown


def test_a_long_sentence_is_shown_whole_where_the_text_has_three():
    long = f"The list of the bridges names {', '.join(f'bridge {n}' for n in range(120))}."
    text = f"The council met on Monday. {long} Nobody in Harrow was against it."

    assert len(long) > 1_000
    assert " ".join(summarize("", text).sentences(3)) == text
    assert long not in summarize("", f"{text} It took an hour.").sentences(4)


def test_an_invisible_mark_after_the_full_stop_makes_no_fragment():
    sample = load()[0]
    body = sample.body.replace(".\n", ".\u200b\n", 1)

    shown = shown_of(sample, body)

    assert [text.replace("\u200b", "") for text in shown] == shown_of(sample, sample.body)
