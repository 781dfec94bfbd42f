"""Metadata that depends on where a release is published: the addresses, and the README's links.

A package index shows the README without the files beside it. A release therefore names the
repository in XULOSA_REPOSITORY, such as https://example.org/owner/xulosa. Its relative
links lead there.
"""

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(?P<before>(?P<picture>!?)\[[^\]]*\]\()(?P<path>(?![a-z]+:|#)[^)\s]+)\)")
_IMAGE = re.compile(r'(?P<before><img src=")(?P<path>(?![a-z]+:)[^"]+)"')


class PublishedMetadata(MetadataHookInterface):
    """Sets the README, and the addresses of the project where the repository is named."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set `readme` and `urls`."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        repository = os.environ.get("XULOSA_REPOSITORY", "").rstrip("/")
        if repository:
            tag = f"v{metadata['version']}"
            text = with_absolute_links(text, f"{repository}/raw/{tag}", f"{repository}/blob/{tag}")
            metadata["urls"] = {
                "Source": repository,
                "Changelog": f"{repository}/blob/{tag}/CHANGELOG.md",
                "Issues": f"{repository}/issues",
            }
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def with_absolute_links(text: str, pictures: str, pages: str) -> str:
    """Return a Markdown text whose relative links are below `pictures` or `pages`."""

    def link(found: re.Match[str]) -> str:
        return f"{found['before']}{pictures if found['picture'] else pages}/{found['path']})"

    text = _LINK.sub(link, text)
    return _IMAGE.sub(lambda found: f'{found["before"]}{pictures}/{found["path"]}"', text)
