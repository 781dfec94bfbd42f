"""Submissions: parses links, texts and files of a message, and queues them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.actions.services import Services
from bot.domain.errors import NotUnderstood
from bot.domain.ids import ArticleId, MessageId
from bot.domain.submission import FILE_MAX, NewSubmission, Submission, SubmissionRequest
from bot.domain.tag import tags_of_a_page

LINKS_MAX = 5  # per message
_MAX_ACKNOWLEDGE_WAIT = timedelta(minutes=2)  # then it is read without acknowledgment
_SHORT = 300  # characters; a shorter text with a link is about the link
_LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://\S+|www\.\S+", re.IGNORECASE)
_LOGIN = re.compile(r"(?<=://)[^/?#\\\s]*@")
_TRAILING = ".,;:!?)]}»”’'\""
_HASHTAG = re.compile(r"#[^\s#,;]+")


def find_links(text: str) -> list[str]:
    """Return the distinct links of a text, in order."""
    found = (link.rstrip(_TRAILING) for link in _LINK.findall(text))
    return list(dict.fromkeys(link if "://" in link else f"https://{link}" for link in found))


def strip_credentials(link: str) -> str:
    """Return a link without user name and password.

    A link with a backslash before the @ stays as it is, and the fetcher refuses it: two parsers may
    see two hosts in it.
    """
    return _LOGIN.sub("", link)


def find_hashtags(text: str) -> tuple[str, ...]:
    """Return the hashtags of a text outside its links; skip invalid ones."""
    return tags_of_a_page(_HASHTAG.findall(_LINK.sub("", text)))


def is_only_hashtags(text: str) -> bool:
    """Return whether a text is empty or has only hashtags."""
    return not _HASHTAG.sub("", text).strip(" ,;\n")


def is_about_links(text: str, links: Sequence[str]) -> bool:
    """Return whether a message submits its links, not its text."""
    return bool(links) and len(_LINK.sub("", text)) <= _SHORT


def is_article_text(text: str, *, is_forwarded: bool) -> bool:
    """Return whether a private message without a command is a text to summarize.

    A forwarded post is one if it has a title and a text under it, or is as long as a short article.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    return len(text) > _SHORT or (is_forwarded and len(lines) > 1)


async def find_stored(
    services: Services, links: Sequence[str], request: SubmissionRequest
) -> ArticleId | None:
    """Return the article of a message's only link, if the bot has read it; else None.

    None, too, for a message that was submitted before: its own answer comes, and no second one.
    """
    if await services.submissions.has_message(request.thread.chat_id, request.message_id):
        return None
    distinct = list(dict.fromkeys(map(strip_credentials, links)))
    if len(distinct) != 1:
        return None
    try:
        _, key = services.address_and_key(distinct[0])
    except ValueError:
        return None
    return await services.articles.find_summarized(key, request.user_id)


def parse_submissions(
    text: str, hidden_links: Sequence[str], request: SubmissionRequest
) -> tuple[list[NewSubmission], int]:
    """Return the submissions in a message, and the number of links above `LINKS_MAX`.

    If an editor submits a link, hashtags in the message become tags of the article.

    Args:
        text: the text of the message.
        hidden_links: URLs of text links in the message.
        request: the sender, chat and options.

    Raises:
        NotUnderstood: the message is empty.
    """
    links = list(dict.fromkeys(map(strip_credentials, [*find_links(text), *hidden_links])))
    if not is_about_links(text, links):
        if not text.strip():
            raise NotUnderstood("add.what")
        return [request.text(text)], 0
    tags = (*request.tags, *find_hashtags(text)) if request.is_listed else ()
    request, accepted = replace(request, tags=tags), links[:LINKS_MAX]
    return [request.link(link) for link in accepted], len(links) - len(accepted)


def file_submission(
    request: SubmissionRequest,
    file_id: str,
    name: str | None,
    mime_type: str | None,
    size: int | None,
) -> NewSubmission:
    """Return the submission of a file.

    Raises:
        NotUnderstood: the file is too large for a Bot API server.
    """
    if size is not None and size > FILE_MAX:
        raise NotUnderstood("file.too_large", megabytes=FILE_MAX // 2**20)
    return request.file(file_id, name, mime_type)


async def submit(services: Services, new: NewSubmission) -> Submission:
    """Queue a submission; it is read once it is acknowledged.

    Raises:
        RateLimited: the person submitted too many links.
    """
    now, limits = services.clock(), services.limits
    if new.user_id in services.editors:
        limits = replace(limits, per_day=None)
    return await services.submissions.put(
        new, now, due_at=now + _MAX_ACKNOWLEDGE_WAIT, limits=limits
    )


async def acknowledge(
    services: Services, submission: Submission, answer_id: MessageId | None
) -> None:
    """Store the acknowledgment message, None without one, and start reading."""
    await services.submissions.mark_acknowledged(submission.id, answer_id, services.clock())
    services.wake.ingestion()


async def acknowledge_as_guest(services: Services, submission: Submission, inline_id: str) -> None:
    """Store the inline ID of an acknowledgment in a guest chat, and start reading."""
    await services.submissions.mark_acknowledged_inline(submission.id, inline_id, services.clock())
    services.wake.ingestion()
