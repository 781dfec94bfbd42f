"""Handing in links, texts and files to be read."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.actions.services import Services
from bot.domain.errors import NotUnderstood
from bot.domain.ids import MessageId
from bot.domain.submission import FILE_MAX, NewSubmission, Submission
from bot.domain.tag import tags_of_a_page

LINKS_MAX = 5  # of one message
_UNACKNOWLEDGED_AFTER = timedelta(minutes=2)  # it is read after a crash, acknowledged or not
_SHORT = 300  # characters: a text that brings a link and says no more than this is about the link
_LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://\S+|www\.\S+", re.IGNORECASE)
_LOGIN = re.compile(r"(?<=://)[^/?#\\\s]*@")
_TRAILING = ".,;:!?)]}»”’'\""
_HASHTAG = re.compile(r"#[^\s#,;]+")


def links_in(text: str) -> list[str]:
    """Return the links that stand in a text, in their order, each once."""
    found = (link.rstrip(_TRAILING) for link in _LINK.findall(text))
    return list(dict.fromkeys(link if "://" in link else f"https://{link}" for link in found))


def forget_login(link: str) -> str:
    """Return a link without user name and password, which are nobody's to keep.

    Where a backslash might make two parsers see two hosts, it is left for the fetcher to refuse.
    """
    return _LOGIN.sub("", link)


def hashtags_in(text: str) -> tuple[str, ...]:
    """Return the tags of a text that stand beside its links; what can be no tag is passed over."""
    return tags_of_a_page(_HASHTAG.findall(_LINK.sub("", text)))


def is_only_hashtags(text: str) -> bool:
    """Whether a text says nothing, or nothing but hashtags."""
    return not _HASHTAG.sub("", text).strip(" ,;\n")


def is_about_links(text: str, links: Sequence[str]) -> bool:
    """Whether a message hands in its links, rather than its text."""
    return bool(links) and len(_LINK.sub("", text)) <= _SHORT


def requests(
    text: str, hidden_links: Sequence[str], asked: NewSubmission
) -> tuple[list[NewSubmission], int]:
    """Return what a message hands in, and how many links beyond `LINKS_MAX` it has.

    Hashtags beside a link are tags of its article where an editor hands it in.

    Args:
        text: the message's words.
        hidden_links: addresses behind words of it.
        asked: who asks, where and for what; the rest is filled in.

    Raises:
        NotUnderstood: there is nothing in it.
    """
    links = list(dict.fromkeys(map(forget_login, [*links_in(text), *hidden_links])))
    if not is_about_links(text, links):
        if not text.strip():
            raise NotUnderstood("add.what")
        return [replace(asked, kind="text", payload=text)], 0
    tags = (*asked.tags, *hashtags_in(text)) if asked.is_listed else ()
    taken = links[:LINKS_MAX]
    found = [replace(asked, kind="link", payload=link, tags=tags) for link in taken]
    return found, len(links) - len(taken)


def file_request(
    asked: NewSubmission, file_id: str, name: str | None, mime_type: str | None, size: int | None
) -> NewSubmission:
    """Return the request to read a file.

    Raises:
        NotUnderstood: it is larger than what a Bot API server hands out.
    """
    if size is not None and size > FILE_MAX:
        raise NotUnderstood("file.too_large", megabytes=FILE_MAX // 2**20)
    return replace(asked, kind="file", payload=file_id, file_name=name, mime_type=mime_type)


async def submit(services: Services, new: NewSubmission) -> Submission:
    """Remember what somebody handed in; it is read as soon as it is acknowledged.

    Raises:
        RateLimited: they handed in as many links as they may for now.
    """
    now, limits = services.clock(), services.limits
    if new.user_id in services.editors:
        limits = replace(limits, per_day=None)
    return await services.store.submissions.put(
        new, now, due_at=now + _UNACKNOWLEDGED_AFTER, limits=limits
    )


async def acknowledge(
    services: Services, submission: Submission, answer_id: MessageId | None
) -> None:
    """Remember the message that becomes the answer, None where there is none, and begin to read."""
    await services.store.submissions.mark_acknowledged(submission.id, answer_id, services.clock())
    services.wake_ingestion()


async def acknowledge_as_guest(services: Services, submission: Submission, inline_id: str) -> None:
    """Remember the message, in a chat where we are a guest, that becomes the answer; as above."""
    await services.store.submissions.mark_acknowledged_inline(
        submission.id, inline_id, services.clock()
    )
    services.wake_ingestion()
