"""After a first sentence that tells the news of the title, the next two are preferred."""

import pytest

from bot.summaries.scoring import rank
from bot.summaries.text.document import Document

TITLES = {
    "en": "Harrow council closes swimming pool for repairs",
    "ru": "Совет Заречья закрыл бассейн на ремонт",
    "uz": "Qamishzor kengashi basseynni taʼmirga yopdi",
    "uz-Cyrl": "Қамишзор кенгаши бассейнни таъмирга ёпди",
}
OPENINGS = {
    "en": "The council of Harrow closes the swimming pool on Monday.",
    "ru": "Совет Заречья закрыл городской бассейн в понедельник.",
    "uz": "Qamishzor kengashi dushanba kuni shahar basseynini taʼmirga yopdi.",
    "uz-Cyrl": "Қамишзор кенгаши душанба куни шаҳар бассейнини таъмирга ёпди.",
}
OTHERS = {
    "en": "Nine swans live on the lake behind the old mill.",
    "ru": "На озере за старой мельницей живут девять лебедей.",
    "uz": "Eski tegirmon ortidagi koʻlda toʻqqizta oqqush yashaydi.",
    "uz-Cyrl": "Эски тегирмон ортидаги кўлда тўққизта оққуш яшайди.",
}


def _gain_of_third(language: str, opening: str) -> float:
    """Return the difference between the scores of the same sentence in third and fourth place."""
    sentences = [opening, OTHERS[language], OTHERS[language], OTHERS[language]]
    scores = rank.score(Document.build(TITLES[language], language, sentences))
    return scores[2] - scores[3]


@pytest.mark.parametrize("language", TITLES)
def test_the_third_sentence_gains_after_the_news_of_the_title(language):
    gain = _gain_of_third(language, OPENINGS[language]) - _gain_of_third(language, OTHERS[language])

    assert gain == pytest.approx(rank.OPENING_THIRD)
