"""A hook of MkDocs: links from docs/ to files outside of it, which a site does not have.

They lead to the repository that XULOSA_REPOSITORY names, or else become plain text. A link to a
file that does not exist is a warning, so that a strict build fails.
"""

import logging
import os
import posixpath
import re
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parents[1]
_LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<path>\.\./[^)#\s]*)(?:#[^)\s]*)?\)")
log = logging.getLogger("mkdocs.hooks.docs_links")


class _File(Protocol):
    src_uri: str


class _Page(Protocol):
    file: _File


def on_page_markdown(markdown: str, page: _Page, **_: object) -> str:
    """Return the text of a page with its links to files outside of docs/ replaced."""
    repository = os.environ.get("XULOSA_REPOSITORY", "").rstrip("/")
    return with_outside_links(markdown, page.file.src_uri, repository)


def with_outside_links(markdown: str, page: str, repository: str) -> str:
    """Return a text in which each link out of docs/ leads to `repository`, or is plain text.

    Args:
        markdown: the text of a page.
        page: its path in docs/.
        repository: the address of the repository; may be empty.
    """

    def replace(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), found["path"]))
        if path == "docs" or path.startswith("docs/"):
            return found[0]  # MkDocs checks it
        if not (ROOT / path).exists():
            log.warning("%s has a link to %s, which does not exist", page, path)
        if not repository:
            return found["text"]
        return f"[{found['text']}]({repository}/blob/main/{path})"

    return _LINK.sub(replace, markdown)
