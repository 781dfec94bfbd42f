"""One reader's session: show an article, then its summaries, and ask which one is best."""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TextIO

from tests.support.reading.answers import parse_answer
from tests.support.reading.articles import Article
from tests.support.reading.choices import Choice, ChoiceFile
from tests.support.reading.summaries import Summaries, program_version, summaries_of, unlabeled


class Step(Enum):
    """A step that a reader takes instead of a choice."""

    NEXT = "s"
    BACK = "b"
    QUIT = "q"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Text in and out. It may be a pipe or a file."""

    source: TextIO
    target: TextIO
    width: int = 88  # characters
    is_bold: bool = False

    def show(self, text: str = "", *, bold: bool = False) -> None:
        """Print a paragraph, wrapped."""
        wrapped = textwrap.fill(text, self.width, break_long_words=False)
        print(f"\x1b[1m{wrapped}\x1b[0m" if bold and self.is_bold else wrapped, file=self.target)

    def ask(self, question: str) -> str | None:
        """Return the line that the reader writes; None at the end of the input."""
        self.show(question)
        print("> ", end="", file=self.target, flush=True)
        line = self.source.readline()
        if not line:
            print(file=self.target)
        return line.strip() if line else None


class Session:
    """Asks one reader about the articles that have no choice of theirs yet."""

    def __init__(
        self,
        articles: Sequence[Article],
        *,
        reader: str,
        seed: int,
        file: ChoiceFile,
        terminal: Terminal,
        now: Callable[[], datetime],
    ) -> None:
        self._articles = articles
        self._reader = reader
        self._seed = seed
        self._file = file
        self._terminal = terminal
        self._now = now

    def run(self) -> None:
        """Ask until all articles have a choice or the reader stops; save each choice at once."""
        at = self._next_open(0)
        while at < len(self._articles):
            step = self._ask(at)
            if step is Step.QUIT:
                break
            at = self._previous(at) if step is Step.BACK else self._next_open(at + 1)
        left = sum(not self._is_read(article) for article in self._articles)
        thanks = f"Articles left: {left}. `make read` goes on there." if left else "All are read."
        self._terminal.show(f"Thank you. Your choices are saved. {thanks}")

    def _next_open(self, start: int) -> int:
        """Return the place of the first article from `start` on that needs a choice."""
        for at in range(start, len(self._articles)):
            if not self._is_read(self._articles[at]):
                return at
        return len(self._articles)

    def _previous(self, at: int) -> int:
        """Return the place of the article before this one whose summaries differ."""
        for place in range(at - 1, -1, -1):
            if len(set(summaries_of(self._articles[place]).values())) > 1:
                return place
        self._terminal.show("This is the first article.")
        return at

    def _is_read(self, article: Article) -> bool:
        """Return whether the article has a choice. Identical summaries are a tie at once."""
        summaries = summaries_of(article)
        if self._file.carry_over(self._reader, article, summaries, program_version()):
            return True
        if len(set(summaries.values())) == 1:
            self._save(article, summaries, tuple(summaries), "identical summaries")
            return True
        return False

    def _ask(self, at: int) -> Step:
        """Show an article and its summaries; save the choice, or return another step."""
        article = self._articles[at]
        terminal = self._terminal
        terminal.show()
        terminal.show(f"{at + 1} of {len(self._articles)}, {article.language}: {article.name}")
        terminal.show(article.title, bold=True)
        for paragraph in article.body.split("\n"):
            terminal.show(paragraph)
        answer = terminal.ask("Enter: show the summaries. b: back, s: skip, q: quit.")
        if step := _step(answer):
            return step
        summaries = summaries_of(article)
        shown = unlabeled(summaries, article, self._seed)
        for number, (sentences, _) in enumerate(shown, start=1):
            terminal.show(f"Summary {number}", bold=True)
            terminal.show(" ".join(sentences))
            terminal.show()
        return self._choose(article, summaries, [methods for _, methods in shown])

    def _choose(
        self, article: Article, summaries: Summaries, methods: Sequence[tuple[str, ...]]
    ) -> Step:
        """Ask until the answer is a choice, which is saved, or another step."""
        numbers = ", ".join(str(number + 1) for number in range(len(methods)))
        pair = ", 12: these two are equally good" if len(methods) > 2 else ""
        question = (
            f"Which one tells the news best? {numbers}{pair}, t: a tie. b: back, s: skip, q: quit. "
            "A reason may follow: 2 names the cause"
        )
        while True:
            line = self._terminal.ask(question)
            if step := _step(line):
                return step
            if answer := parse_answer(line or "", len(methods)):
                preferred = tuple(name for place in answer.places for name in methods[place])
                self._save(article, summaries, preferred, answer.reason)
                return Step.NEXT
            self._terminal.show("Please answer with a number of a summary, or with a letter.")

    def _save(
        self, article: Article, summaries: Summaries, preferred: tuple[str, ...], reason: str
    ) -> None:
        self._file.append(
            Choice(
                reader=self._reader,
                read_at=self._now(),
                version=program_version(),
                language=article.language,
                article=article.name,
                preferred=preferred,
                reason=reason,
                summaries=summaries,
            )
        )


def _step(answer: str | None) -> Step | None:
    """Return the step that a letter, a word or the end of the input asks for."""
    if answer is None:
        return Step.QUIT
    words = {"s": Step.NEXT, "skip": Step.NEXT, "b": Step.BACK, "back": Step.BACK}
    return {**words, "q": Step.QUIT, "quit": Step.QUIT}.get(answer.casefold())
