"""A request becomes a submission of one kind, with its content and all options."""

from dataclasses import fields, replace

import pytest

from bot.domain.chat import ChatThread
from bot.domain.ids import ChatId, MessageId, TopicId, UserId
from bot.domain.submission import NewSubmission, SubmissionRequest

REQUEST = SubmissionRequest(
    user_id=UserId(7),
    thread=ChatThread(chat_id=ChatId(-5), topic_id=TopicId(3)),
    message_id=MessageId(11),
    is_listed=True,
    tags=("migrant",),
    length=5,
    inline_id="",
    language="uz",
)


@pytest.mark.parametrize(
    ("submission", "content"),
    [
        (REQUEST.link("https://news.example/a"), ("link", "https://news.example/a", None, None)),
        (REQUEST.text("A long text."), ("text", "A long text.", None, None)),
        (REQUEST.file("F1", "a.pdf", None), ("file", "F1", "a.pdf", None)),
    ],
)
def test_a_submission_has_its_content_and_the_request(
    submission: NewSubmission, content: tuple[str, str, str | None, str | None]
) -> None:
    kept = {each.name: getattr(submission, each.name) for each in fields(REQUEST)}

    assert SubmissionRequest(**kept) == REQUEST
    assert content == (
        submission.kind,
        submission.payload,
        submission.file_name,
        submission.mime_type,
    )


def test_a_request_without_options_gives_none() -> None:
    bare = replace(REQUEST, tags=(), length=None, inline_id=None, language=None)

    submission = bare.link("https://news.example/a")

    assert (submission.tags, submission.length) == ((), None)
    assert (submission.inline_id, submission.language) == (None, None)
