import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summaries import summarize
from bot.summaries.text.sentences import split_sentences
from tests.support.paths import SHARED
from tests.support.rouge import Rouge, mean, rouge

EVAL = SHARED / "eval"


def test_rouge_counts_words_of_any_script():
    result = rouge("мост снова открыт", ["мост открыт"])

    assert result == pytest.approx((0.8, 0.0, 0.8))


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_the_longest_common_subsequence_is_that_of_the_textbook(own, other):
    lengths = [[0] * (len(other) + 1) for _ in range(len(own) + 1)]
    for i, word in enumerate(own):
        for j, candidate in enumerate(other):
            longest = max(lengths[i][j + 1], lengths[i + 1][j])
            lengths[i + 1][j + 1] = lengths[i][j] + 1 if word == candidate else longest

    result = rouge(" ".join(own), [" ".join(other)])

    expected = 2 * lengths[-1][-1] / (len(own) + len(other)) if own and other else 0.0
    assert result.longest == pytest.approx(expected)


def test_rouge_of_the_same_text_is_one():
    assert rouge("The bridge is open.", ["the bridge is open"]) == Rouge(1.0, 1.0, 1.0)


@pytest.mark.skipif(not EVAL.is_dir(), reason="the measuring texts are not part of the project")
@pytest.mark.parametrize(("name", "language"), [("ru_rt", "ru"), ("en_cnndm", "en")])
def test_the_default_is_no_worse_than_the_first_three_sentences(name, language):
    ours, lead = [], []

    for line in (EVAL / f"{name}.dev.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        references = article.get("refs") or [article["summary"]]
        first = split_sentences(article["text"], language)[:3]
        best = summarize(article["title"], article["text"]).sentences(3)
        lead.append(rouge(" ".join(first), references))
        ours.append(rouge(" ".join(best), references))

    for own, other in zip(mean(ours), mean(lead), strict=True):
        assert own >= other
