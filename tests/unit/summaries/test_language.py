from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summaries import detect_language
from bot.summaries.text.language_guess import py3langid_detector, pycld2_detector
from tests.support.samples import load


@pytest.fixture(scope="module", params=[pycld2_detector, py3langid_detector])
def detector(request):
    """Each of the two detectors, except pycld2 where it has no wheel."""
    if request.param is pycld2_detector and find_spec("pycld2") is None:
        pytest.skip("pycld2 has no wheel for this machine")
    return request.param()


@pytest.mark.parametrize("sample", load(), ids=lambda sample: sample.name)
def test_the_language_of_an_article_and_its_lines_is_found(sample, detector):
    assert detect_language(sample.body, detector) == sample.language
    for paragraph in sample.body.splitlines():
        assert detect_language(paragraph, detector) == sample.language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Міст через річку знову відкрили після ремонту.", "uk"),
        ("Өзен үстіндегі көпір жөндеуден кейін қайта ашылды.", "kk"),
        ("Nehrin üzerindeki köprü onarımdan sonra yeniden açıldı.", "tr"),
        ("Die Brücke über den Fluss wurde nach der Reparatur wieder geöffnet.", "de"),
        ("Le pont sur la rivière a rouvert après les travaux.", "fr"),
        ("El puente sobre el río se abrió de nuevo tras las obras.", "es"),
        ("市长今天宣布了新的计划。", "zh"),
        ("橋が今日開通しました。", "ja"),
        ("다리가 오늘 다시 열렸습니다.", "ko"),
        ("הגשר נפתח היום מחדש.", "he"),
        ("Бу ерда ва у ерда", "uz-Cyrl"),
        ("Кметът на града откри новия мост над реката.", "bg"),
        ("Общината ще ремонтира още две училища през лятото.", "bg"),
        ("Съветът реши да затвори пътя за една седмица.", "bg"),
        ("Ещё один объект общины откроют летом.", "ru"),
        ("Подъезд к мосту закрыт, сообщил мэр.", "ru"),
        ("Мост общий, он соединяет города.", "ru"),
        ("Пули нав дар болои дарё имрӯз кушода шуд, хабар дод ҳокимият.", "tg"),
        ("Ҳукумати шаҳр қарор қабул кард, ки роҳи кӯҳна таъмир шавад.", "tg"),
        ("Ҷаласаи ҳукумат дар қасри ҷумҳурӣ баргузор гардид.", "tg"),
        ("Певица Манижа, Ҷамшед и другие мы были рады видеть ещё вчера.", "ru"),
        ("Маълумотга кўра, йўл таъмирланди.", "uz-Cyrl"),
        ("Эълон берилди.", "uz-Cyrl"),
        ("北京今天下雨。", "zh"),
        ("東京で雨。", "ja"),
        ("Шаҳр пули нав қабул кард ва ҳама хурсанд шуд.", "tg"),
        ("Қала тұрғындары жаңа қағаз құжат алды.", "kk"),
        ("Кала орталығында ғимарат салынды, қалған жол жабылды.", "kk"),
        ("У горадзе зноў адчынілі мост, паведаміў ваявода.", "be"),
        ("В града откриха нов мост над реката, каза министърът.", "bg"),
        ("На изложбата дойдоха много хора от цялата страна.", "bg"),
        ("Градот доби нов мост, вели ќерката на градоначалникот.", "mk"),
        ("Ғайрат сказал, что мы ещё вернёмся и всё расскажем.", "ru"),
    ],
)
def test_other_languages_are_known(text, language, detector):
    assert detect_language(text, detector) == language


@pytest.mark.parametrize("text", ["", " ", "12345", "\x00", "\ud800", "🙂🙂", "!?…"])
def test_a_text_without_a_language_is_undetermined(text, detector):
    assert detect_language(text, detector) == "und"


@given(st.text(st.characters(), max_size=300))
def test_no_text_is_an_error(detector, text):
    assert detect_language(text, detector)


def test_a_megabyte_and_stray_controls_do_no_harm(detector):
    text = "\x00\ufffe\ud800The bridge was opened again today. " * 30_000

    assert detect_language(text, detector) == "en"
