"""A news site of the sample articles, served locally, with link previews."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlsplit

from bot.playground.samples import Sample, fresh, load

SITE = "Harrowmere Post"
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta property="og:type" content="article">
<meta property="og:title" content="{title}">
<meta property="og:site_name" content="{site}">
<meta property="og:image" content="{picture}">
<meta property="article:section" content="{section}">
{tags}
<link rel="canonical" href="{url}">
<link rel="stylesheet" href="/page/assets/news.css">
</head>
<body>
<header>{site}</header>
<main><article>
<p class="section">{section}</p>
<h1>{title}</h1>
<figure><img src="{picture}" alt=""></figure>
{paragraphs}
</article></main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A link preview."""

    url: str
    site: str
    title: str
    description: str
    image: str  # a path on this server


class News:
    """The sample articles as pages of a site; `origin` returns the site's URL."""

    def __init__(self, origin: Callable[[], str]) -> None:
        self._origin = origin
        self._samples = {sample.name: sample for sample in [*load(), *fresh()]}

    def url(self, name: str) -> str:
        """Return the URL of an article."""
        return f"{self._origin()}/news/{name}"

    def picture_url(self, name: str) -> str:
        """Return the URL of an article's picture."""
        return f"{self._origin()}/news/{name}.svg"

    def has(self, name: str) -> bool:
        """Tell whether there is an article with this name."""
        return name in self._samples

    def page(self, name: str) -> str:
        """Return an article as HTML."""
        sample = self._samples[name]
        plain: dict[str, Any] = {
            "language": sample.language,
            "title": sample.title,
            "site": SITE,
            "section": sample.section,
            "picture": self.picture_url(name),
            "url": self.url(name),
        }
        values = {field: escape(value) for field, value in plain.items()}
        tag = '<meta property="article:tag" content="{}">'
        values["tags"] = "\n".join(tag.format(escape(each)) for each in sample.tags)
        values["paragraphs"] = "\n".join(
            f"<p>{escape(line)}</p>" for line in sample.body.split("\n")
        )
        return _PAGE.format(**values)

    def preview(self, url: str) -> Preview | None:
        """Return the preview of a link to an article; None for other links."""
        if not url.startswith(f"{self._origin()}/news/"):
            return None
        name = urlsplit(url).path.removeprefix("/news/")
        sample = self._samples.get(name)
        return None if sample is None else _preview(sample, url)


def _preview(sample: Sample, url: str) -> Preview:
    return Preview(
        url=url,
        site=SITE,
        title=sample.title,
        description=sample.summary,
        image=f"/news/{sample.name}.svg",
    )
