"""Convert the extracted parts of a document (PDF, .docx, .epub) to a `Draft`.

Errors:

    file.no_text    "There is no text in that file."
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.article import BODY_MAX, TITLE_MAX, Draft
from bot.domain.errors import Unreadable
from bot.domain.tag import tags_of_a_page
from bot.ingestion.clean import clean_line, folded_letters, paragraphs, shorten

_FIRST_LINE_MAX = 200  # characters of a first line that may be the title
_SENTENCE_ENDS = (".", "…", ";", ",", ":")
_PLACEHOLDER_TITLE = re.compile(  # default titles of word processors, and file names
    r"microsoft word.*|powerpoint.*|presentation\d*|untitled.*|document\d*|без названия.*|"
    r"(?:\S+\.(?:docx?|pdf|indd|qxd|tex|rtf|odt|html?|pages|dvi))|[\W\d_]*",
    re.IGNORECASE,
)
_COMMAS = re.compile(r"[,;]+")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentParts:
    """The extracted parts of a document, not yet cleaned."""

    titles: Sequence[str]  # candidates, most credible first; some may be empty
    paragraphs: Sequence[str]
    tags: Sequence[str] = ()
    language: str = ""

    def to_draft(self) -> Draft:
        """Clean the parts and return the article.

        Raises:
            Unreadable: the document has no text.
        """
        body = [line for each in self.paragraphs for line in paragraphs(each)]
        if not any(map(str.isalnum, "".join(body))):
            raise Unreadable("file.no_text")
        title = self._title(body)
        body = _without_title(body, title)
        return Draft(
            title=title,
            body=shorten("\n".join(body), BODY_MAX),
            language=self._language(),
            tags=tags_of_a_page(self.tags),
        )

    def _title(self, body: Sequence[str]) -> str:
        stated = (clean_line(title, TITLE_MAX) for title in self.titles)
        for title in stated:
            if not _PLACEHOLDER_TITLE.fullmatch(title):
                return title
        first = body[0]
        if len(first) <= _FIRST_LINE_MAX and not first.endswith(_SENTENCE_ENDS):
            return first
        return shorten(first, TITLE_MAX // 3)

    def _language(self) -> str | None:
        found = _LANGUAGE.fullmatch(self.language.strip())
        return found[1].lower() if found else None


def split_keywords(written: str) -> tuple[str, ...]:
    """Split the keywords that a file names; the parts are not cleaned."""
    return tuple(_COMMAS.split(written))


def _without_title(body: list[str], title: str) -> list[str]:
    """Remove the title from the beginning of the body, unless the body has nothing else."""
    if folded_letters(body[0]) == folded_letters(title):
        return body[1:] or body
    rest = body[0].removeprefix(f"{title} ")
    return [rest, *body[1:]] if not rest[:1].islower() else body
