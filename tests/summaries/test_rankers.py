import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain.errors import NotUnderstood
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.summaries import summarize
from bot.summaries.scoring.rankers import RANKER_NAMES, get_ranker
from tests.samples import load

TEXTS = {
    "en": "The old bridge in the town was opened again. Engineers repaired its arch in two years. "
    "The repair cost less than planned. Buses will cross the bridge from Monday. "
    "Lorries must take the ring road.",
    "ru": "Старый мост в городе снова открыли. Инженеры чинили его арку два года. "
    "Ремонт обошёлся дешевле плана. Автобусы поедут по мосту с понедельника. "
    "Грузовики должны ехать в объезд.",
    "uk": "Старий міст у місті знову відкрили. Інженери лагодили його арку два роки. "
    "Ремонт обійшовся дешевше за план. Автобуси поїдуть мостом із понеділка. "
    "Вантажівки мають їхати в об'їзд.",
    "de": "Die alte Brücke der Stadt ist wieder offen. Ingenieure reparierten den Bogen lange. "
    "Die Reparatur kostete weniger als geplant. Busse fahren ab Montag über die Brücke. "
    "Lastwagen müssen die Ringstraße nehmen.",
    "es": "El viejo puente de la ciudad se abrió de nuevo. Los ingenieros repararon el arco. "
    "La obra costó menos de lo previsto. Los autobuses cruzarán el puente desde el lunes. "
    "Los camiones deben usar la ronda.",
    "fr": "Le vieux pont de la ville a rouvert. Les ingénieurs ont réparé son arche en deux ans. "
    "Les travaux ont coûté moins que prévu. Les bus passeront sur le pont dès lundi. "
    "Les camions doivent prendre la rocade.",
    "zh": "城里的老桥今天重新开放了。工程师用两年时间修好了桥拱。修理费用比计划的少。"
    "公交车从星期一开始过桥。卡车必须走环城公路。",
    "ja": "町の古い橋が今日ふたたび開通した。技術者たちは二年かけてアーチを修理した。"
    "修理の費用は計画より少なかった。バスは月曜日から橋を渡る。トラックは環状道路を通る。",
    "uz": "Shahardagi eski ko‘prik yana ochildi. Muhandislar uning ravog‘ini ikki yil ta’mirladi. "
    "Ta’mirlash rejadan arzonga tushdi. Avtobuslar ko‘prikdan dushanbadan qatnaydi. "
    "Yuk mashinalari aylanma yo‘ldan yuradi.",
}


@pytest.mark.parametrize("ranker", RANKER_NAMES)
@pytest.mark.parametrize("language", TEXTS)
def test_every_ranker_works_in_every_language(ranker, language):
    summary = summarize("", TEXTS[language], ranker=ranker)

    assert summary.language == language
    assert len(summary.ranked) == 5


@pytest.mark.slow
def test_no_ranker_needs_a_network_or_data_of_nltk(tmp_path):
    script = (
        "import socket\n"
        "def refuse(*a, **k): raise AssertionError('the network was touched')\n"
        "socket.socket.connect = socket.socket.sendto = socket.getaddrinfo = refuse\n"
        "from bot.summaries import RANKER_NAMES, summarize\n"
        "from tests.summaries.test_rankers import TEXTS\n"
        "for name in RANKER_NAMES:\n"
        "    for text in TEXTS.values():\n"
        "        assert len(summarize('', text, ranker=name).ranked) == 5\n"
        "print('done')\n"
    )

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script],
        env={**os.environ, "NLTK_DATA": str(tmp_path), "HOME": str(tmp_path)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=HANG_SECONDS,
    )

    assert done.stdout.strip() == "done", done.stderr


@pytest.mark.parametrize("sample", load(), ids=lambda sample: sample.name)
def test_lead_takes_the_first_sentences(sample):
    summary = summarize(sample.title, sample.body, ranker="lead")

    assert [ranked.position for ranked in summary.ranked[:1]] == [0]
    assert max(ranked.position for ranked in summary.ranked) < 14


def test_the_title_steers_edmundson():
    summary = summarize("Lorries wait on a long road", TEXTS["en"], ranker="edmundson")

    assert "Lorries must take the ring road." in summary.sentences(2)


def test_an_unknown_ranker_is_told_with_the_known_ones():
    with pytest.raises(NotUnderstood) as told:
        get_ranker("magic")

    assert told.value.text_key == "ranker.unknown"
    assert told.value.values["name"] == "magic"
    assert "lexrank" in str(told.value.values["known"])


@pytest.mark.slow
def test_every_ranker_chooses_alike_in_every_process():
    script = (
        "from bot.summaries import RANKER_NAMES, summarize\n"
        "from tests.samples import load\n"
        "for name in RANKER_NAMES:\n"
        "    for sample in load():\n"
        "        summary = summarize(sample.title, sample.body * 2, ranker=name)\n"
        "        print(name, sample.name, [ranked.position for ranked in summary.ranked])\n"
    )

    one, other = (
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
            timeout=HANG_SECONDS,
        ).stdout
        for seed in ("1", "2")
    )

    assert one == other
