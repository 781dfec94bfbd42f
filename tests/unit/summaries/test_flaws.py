"""The counters of what readers dislike: each finds its flaw, and nothing else."""

import pytest

from tests.support.repeated_facts import PAIRS, precision_and_recall
from tests.support.summary_flaws import SENTENCE_FLAWS, repeated_facts, unexplained

FLAWED = {
    "half quotes": ["We have no words», — said Quill.", 'The "Road is open.', "It (the arch fell."],
    "source lines": ["Об этом сообщает мэрия.", "Bu haqida radio xabar berdi."],
    "captions": ["Ada Quill (left) and her sister.", "Scroll down for the video of the arch."],
    "questions": ["Who will pay for it?", "«Кто заплатит?»"],
}
SOUND = "The mayor said: “The «Harrow» bridge (of 1891) is open.” Nobody was hurt."


@pytest.mark.parametrize(
    ("flaw", "sentence"),
    [(flaw, sentence) for flaw, listed in FLAWED.items() for sentence in listed],
)
def test_a_flaw_is_counted_by_its_rule_only(flaw, sentence):
    assert [name for name, is_flaw in SENTENCE_FLAWS.items() if is_flaw(sentence)] == [flaw]


def test_a_sound_sentence_has_no_flaw():
    assert not any(is_flaw(SOUND) for is_flaw in SENTENCE_FLAWS.values())


def test_a_pronoun_is_unexplained_without_the_sentence_before_it():
    text = ["Ada Quill is the mayor.", "She opened the bridge.", "U-20 teams played there."]

    assert unexplained(text[1:], text) == 1
    assert unexplained(text, text) == 0


def test_a_russian_preposition_is_not_an_uzbek_pronoun():
    russian = ["Мост открыли.", "У моста стоит музей."]
    uzbek = ["Кўприк очилди.", "У ҳамма учун бепул."]

    assert unexplained(russian[1:], russian) == 0
    assert unexplained(uzbek[1:], uzbek) == 1


def test_two_sentences_that_tell_the_same_are_a_repeated_fact():
    first = "Buses will cross the bridge from Monday."
    shown = [first, "The bridge will be open to buses from Monday.", "Nobody slept in Harrow."]

    assert repeated_facts(shown, "en") == 1


def test_most_repeated_facts_are_found_and_few_others():
    found = [repeated_facts([pair.one, pair.other], pair.language) > 0 for pair in PAIRS]

    precision, recall = precision_and_recall(found)
    assert precision >= 0.83
    assert recall >= 0.95
