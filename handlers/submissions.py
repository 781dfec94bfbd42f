"""Submissions: /add, and what a private message without a command hands in."""

from dataclasses import replace

from telegram import Message, Update

from bot.actions import submit
from bot.delivery.errors import DeliveryUnknown, FloodWait
from bot.domain.errors import NotUnderstood, PersonError, RateLimited
from bot.domain.ids import MessageId
from bot.domain.submission import NewSubmission, Submission, SubmissionRequest
from bot.domain.tag import read_tags
from bot.presentation.links import parse_own_link
from handlers import cards, plain_messages, start
from handlers.context import Context, hidden_links, message_of, replied_to


async def add(update: Update, context: Context) -> None:
    """Submit an article: the command's text, its file, or the message it replies to."""
    message = message_of(update)
    request, replied = request_from(context, message, is_listed=True), replied_to(message)
    if message.document is not None:
        request = replace(request, tags=tuple(read_tags(context.args)))
        await submit_all(context, [file_submission(message, request)])
    elif replied is not None and submit.is_only_hashtags(context.args):
        request = replace(request, tags=submit.find_hashtags(context.args))
        await submit_all(context, *_submissions_in_reply(replied, request))
    else:
        await submit_all(
            context, *submit.parse_submissions(context.args, hidden_links(message), request)
        )


async def handle_message(update: Update, context: Context) -> None:
    """Answer a private message without a command: a file, a link, a text, words or a picture."""
    message = message_of(update)
    if not context.is_private:
        return
    text = message.text or message.caption or ""
    hidden, request = hidden_links(message), request_from(context, message, is_listed=False)
    links, is_forwarded = [*submit.find_links(text), *hidden], message.forward_origin is not None
    if message.document is not None:
        await submit_all(context, [file_submission(message, request)])
    elif submit.is_about_links(text, links):
        if not await _answer_known_link(update, context, links, request):
            await submit_all(context, *submit.parse_submissions(text, hidden, request))
    elif submit.is_article_text(text, is_forwarded=is_forwarded):
        await submit_all(context, *submit.parse_submissions(text, hidden, request))
    elif message.text:
        await plain_messages.answer_words(context, message.text)
    else:
        await plain_messages.answer_media(context, message)


async def _answer_known_link(
    update: Update, context: Context, links: list[str], request: SubmissionRequest
) -> bool:
    """Answer a link of the bot's own, or one that it has read; return whether it was one."""
    payload = parse_own_link(links[0], context.gateway.username)
    if payload is not None:
        await start.start(update, replace(context, args=payload))
        return True
    article_id = await submit.find_stored(context.services, links, request)
    if article_id is not None:
        await cards.send_stored(context, article_id)
    return article_id is not None


def request_from(
    context: Context, message: Message, *, is_listed: bool, length: int | None = None
) -> SubmissionRequest:
    """Return the request of the sender to submit something."""
    return SubmissionRequest(
        user_id=context.user_id,
        thread=context.thread,
        message_id=MessageId(message.message_id),
        is_listed=is_listed,
        length=length,
    )


async def submit_all(context: Context, submissions: list[NewSubmission], left_out: int = 0) -> None:
    """Store all submissions, then acknowledge each; the acknowledgement becomes the card later.

    Args:
        submissions: in the order of the message.
        left_out: how many links were too many; the person is told.

    A crash loses nothing: Telegram sends the update again, and storing twice equals once.
    """
    services = context.services
    stored: list[Submission] = []
    rejection: PersonError | None = None
    try:
        for new in submissions:
            stored.append(await submit.submit(services, new))  # noqa: PERF401 - keep partial results
    except PersonError as error:
        rejection = error
    for submission in stored:
        await _acknowledge(context, submission)
    if isinstance(rejection, RateLimited):
        if services.notice_throttle.should_notify(
            context.user_id, rejection.wait, services.clock()
        ):
            raise rejection
    elif rejection is not None:
        raise rejection
    elif left_out:
        await context.reply("add.first_links", maximum=submit.LINKS_MAX, count=left_out)


async def _acknowledge(context: Context, submission: Submission) -> None:
    if submission.answer_id is not None:  # acknowledged already
        return
    await context.gateway.show_typing(context.thread)
    answer_id = await send_acknowledgement(context, "add.reading")
    await submit.acknowledge(context.services, submission, answer_id)


async def send_acknowledgement(context: Context, text_key: str) -> MessageId | None:
    """Send the acknowledgement; None if Telegram refuses it now, the result follows anyway."""
    try:
        return await context.reply(text_key)
    except (FloodWait, DeliveryUnknown):
        return None


def _submissions_in_reply(
    message: Message, request: SubmissionRequest
) -> tuple[list[NewSubmission], int]:
    if message.document is not None:
        tags = submit.find_hashtags(message.caption or "")
        return [file_submission(message, replace(request, tags=(*request.tags, *tags)))], 0
    text = message.text or message.caption or ""
    return submit.parse_submissions(text, hidden_links(message), request)


def file_submission(message: Message, request: SubmissionRequest) -> NewSubmission:
    """Return the submission of a message's file.

    Raises:
        NotUnderstood: the message has no file, or the file is too large.
    """
    document = message.document
    if document is None:
        raise NotUnderstood("add.what")
    return submit.file_submission(
        request, document.file_id, document.file_name, document.mime_type, document.file_size
    )
