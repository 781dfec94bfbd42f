"""The examples of docs/examples.md: summaries of articles of the reading test, side by side.

`python -m tests.support.reading.examples` writes the page anew; a test compares it.
"""

from bot.summaries import summarize
from bot.summaries.text.sentences import split_sentences
from tests.support.paths import ROOT
from tests.support.reading.articles import KNOWN, Article, load_articles

PAGE = ROOT / "docs" / "examples.md"
SENTENCES = 3
ARTICLES_OF_LANGUAGE = 2  # the first ones by name, so that nobody picks the best
_LANGUAGES = {
    "en": "English",
    "ru": "Russian",
    "uz": "Uzbek",
    "uz-Cyrl": "Uzbek in Cyrillic letters",
}
_HEAD = """# Examples

Summaries of three sentences by the default ranker, beside the first three sentences and LexRank.
The articles are our own, from `tests/support/reading/texts/known`: the first two of each language
by file name, not the best ones. `python -m tests.support.reading.examples` writes this page, and a
test compares it with the program. [Summaries](summaries.md) explains the method, and
[the reading test](reading.md) lets you judge all of them.
"""


def page() -> str:
    """Return the whole page, in Markdown."""
    parts = [_HEAD]
    for language, name in _LANGUAGES.items():
        parts.append(f"## {name}\n")
        parts += map(_example, load_articles([language], [KNOWN])[:ARTICLES_OF_LANGUAGE])
    return "\n".join(parts)


def _example(article: Article) -> str:
    sentences = split_sentences(article.body, article.language)
    ours, lexrank = (
        summarize(article.title, article.body, language=article.language, ranker=ranker).sentences(
            SENTENCES
        )
        for ranker in ("default", "lexrank")
    )
    shown = {"Ours": ours, "The first three": sentences[:SENTENCES], "LexRank": lexrank}
    lines = [f"### {article.title}", "", f"`{article.language}/{article.name}.txt`", ""]
    for method, chosen in shown.items():
        lines += [f"**{method}**", "", *[f"- {_escape(sentence)}" for sentence in chosen], ""]
    return "\n".join(lines)


def _escape(sentence: str) -> str:
    """Return the sentence with a backslash before each sign that Markdown would read."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in sentence)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
