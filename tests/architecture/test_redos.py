"""The checker of regular expressions finds each slow one, and accepts fast ones."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.architecture.redos.patterns import Unresolved, Use, collect
from tests.architecture.redos.steps import Matcher
from tests.architecture.redos.syntax import Unreadable, read
from tests.architecture.redos.verdict import find_attack

_LETTERS = "ab1 "


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"(a+)+b", "match"),
        (r"(a*)*b", "match"),
        (r"(?:ab|a|b)*c", "match"),
        (r"(a*)*b|a", "match"),
        (r"a*a*b", "match"),
        (r"a*b", "search"),
        (r"a*+b", "search"),
        (r"(?=a*b)c", "search"),
        (r"\w+\b:", "search"),
        (r"a{0,5000}b", "search"),
        (r"<[^>]*>", "search"),
        (r"[a-z\-]+(?:-?[0-9a-f]{4,}){2,}", "fullmatch"),
        # earlier patterns for a page's keywords and a message's words
        (r"[0-9a-f]{8}(?:-?[0-9a-f]{4,}){2,}|[\w\-]+(?:\.[\w\-]+)*\.[a-z]{2,}", "fullmatch"),
        (r"(?i)[A-Za-z][A-Za-z0-9+.-]*://\S+|www\.\S+", "search"),
    ],
)
def test_slow_pattern_is_found(pattern, method):
    assert find_attack(re.compile(pattern), method) is not None


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"a*b", "match"),
        (r"(?<!a)a*+b", "search"),
        (r"\s+", "search"),
        (r"x(?:a|b)*", "search"),
        (r"a*(?:a*b)?", "match"),
        (r"<[^<>]*>", "search"),
        (r"a{0,30}b", "search"),
        (r"(?:a++)+b", "match"),
        (r"#[^\s#]+", "search"),
    ],
)
def test_fast_pattern_is_accepted(pattern, method):
    assert find_attack(re.compile(pattern), method) is None


def test_attack_is_a_text_that_does_harm():
    attack = find_attack(re.compile(r"x(a+)+b"), "match")

    assert attack is not None
    assert re.fullmatch(r"x?a*", attack.before)
    assert set(attack.again) == {"a"}
    assert "b" not in attack.after


def test_backreference_cannot_be_judged():
    with pytest.raises(Unreadable):
        find_attack(re.compile(r"(a)\1"), "match")


_ATOMS = st.sampled_from(
    ["a", "b", ".", r"\w", r"\s", "[^a]", "[a1]", r"\b", "^", "$", "(?=a)", "(?!b)", "(?<=a)"]
)
_PATTERNS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{1,2}", "*?", "*+"])).map(
            lambda made: f"(?:{made[0]}){made[1]}"
        ),
        inner.map("(?>{})".format),
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(_PATTERNS, st.text(_LETTERS, max_size=6))
def test_counted_matcher_agrees_with_python(pattern, text):
    compiled = re.compile(pattern)
    syntax = read(compiled)

    found = Matcher(syntax.word(text), 1_000_000).run(syntax.root, "fullmatch")

    assert found is (compiled.fullmatch(text) is not None)


def _package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, source: str) -> list[Use]:
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    return collect(tmp_path, [name])


def test_patterns_are_found_in_every_place(tmp_path, monkeypatch):
    source = """
import re
_PART = "[ab]"
_NAMED = re.compile(rf"{_PART}+x", re.I)
_MADE = [re.compile(part) for part in ("1", "2")]
def read(text):
    return re.sub(rf"{_PART}y", "", text, flags=re.S) and _NAMED.match(text)
"""

    uses = _package(tmp_path, monkeypatch, "sample_found", source)

    found = {(use.pattern.pattern, use.pattern.flags & re.I, use.methods) for use in uses}
    everyhow = frozenset({"match", "fullmatch", "search"})
    assert found == {
        ("[ab]+x", re.I, frozenset({"match"})),
        ("1", 0, everyhow),
        ("2", 0, everyhow),
        ("[ab]y", 0, frozenset({"search"})),
    }


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("sample_argument", "import re\ndef read(part):\n    return re.compile(part)\n"),
        ("sample_alias", "import re\nfind = re.search\n"),
        ("sample_from", "from re import search\n"),
        ("sample_as", "import re as regex\n"),
        ("sample_scanner", "import re\nmade = re.Scanner([('a', None)])\n"),
    ],
)
def test_unresolved_use_of_re_is_named(tmp_path, monkeypatch, name, source):
    with pytest.raises(Unresolved, match=rf"{name}/__init__.py:\d"):
        _package(tmp_path, monkeypatch, name, source)
