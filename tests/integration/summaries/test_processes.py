"""Summaries are equal in every process, and need no state of the first process."""

import os
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

import pytest

from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.summaries import summarize
from bot.summaries.scoring.rankers import RANKER_NAMES
from tests.support.paths import ROOT
from tests.support.samples import load


def test_no_ranker_needs_a_network_or_data_of_nltk(tmp_path):
    script = (
        "import socket\n"
        "def refuse(*a, **k): raise AssertionError('the network was touched')\n"
        "socket.socket.connect = socket.socket.sendto = socket.getaddrinfo = refuse\n"
        "from bot.summaries import RANKER_NAMES, summarize\n"
        "from tests.support.short_texts import TEXTS\n"
        "for name in RANKER_NAMES:\n"
        "    for text in TEXTS.values():\n"
        "        assert len(summarize('', text, ranker=name).ranked) == 5\n"
        "print('done')\n"
    )

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script],
        env={**os.environ, "NLTK_DATA": str(tmp_path), "HOME": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=HANG_SECONDS,
    )

    assert done.stdout.strip() == "done", done.stderr


def test_every_ranker_gives_equal_results_in_every_process():
    script = (
        "from bot.summaries import RANKER_NAMES, summarize\n"
        "from tests.support.samples import load\n"
        "for name in RANKER_NAMES:\n"
        "    for sample in load():\n"
        "        summary = summarize(sample.title, sample.body * 2, ranker=name)\n"
        "        print(name, sample.name, [ranked.position for ranked in summary.ranked])\n"
    )

    one, other = (
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=HANG_SECONDS,
        ).stdout
        for seed in ("1", "2")
    )

    assert one == other


def test_a_summary_can_be_made_in_another_process():
    sample = load()[0]

    with ProcessPoolExecutor(1) as pool:
        summary = pool.submit(summarize, sample.title, sample.body).result(HANG_SECONDS)

    assert summary == summarize(sample.title, sample.body)
    assert pickle.loads(pickle.dumps(summary)) == summary  # noqa: S301


@pytest.mark.parametrize("ranker", RANKER_NAMES)
def test_a_megabyte_is_summarized_by_every_ranker(ranker):
    words = ("bridge", "river", "town", "mayor", "repair", "money", "road", "shop", "train", "bus")
    sentences = (
        " ".join(f"{i * k % 997}{words[i * k % 10]}" for k in range(1, 23)) for i in range(6_500)
    )
    text = ". ".join(sentence.capitalize() for sentence in sentences)

    summary = summarize("The bridge", text, ranker=ranker)

    assert len(text) > 900_000
    assert len(summary.ranked) == 10


def test_importing_summaries_imports_no_heavy_library():
    code = (
        "import sys, bot.summaries as room; room.summarize('T', 'The bridge is open again today.');"
        "print([name for name in ('sumy', 'numpy', 'nltk', 'telegram') if name in sys.modules])"
    )

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=HANG_SECONDS,
    )

    assert done.stdout.strip() == "[]"
