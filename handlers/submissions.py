"""Handing in: /add, links and files; and plain words, which get a hint."""

from dataclasses import replace

from telegram import Message, MessageEntity, Update

from bot.actions import submit
from bot.delivery.errors import DeliveryUnknown, FloodWait
from bot.domain.errors import NotUnderstood, PersonError, RateLimited
from bot.domain.ids import MessageId
from bot.domain.submission import NewSubmission, Submission
from bot.domain.tag import read_tags
from handlers.context import Context, message_of, replied_to


async def add(update: Update, context: Context) -> None:
    """Store an article: from the command's own words, its file, or the message it replies to."""
    message = message_of(update)
    asked, replied = asked_by(context, message, is_listed=True), replied_to(message)
    if message.document is not None:
        asked = replace(asked, tags=tuple(read_tags(context.args)))
        await hand_in(context, [file_of(message, asked)])
    elif replied is not None and submit.is_only_hashtags(context.args):
        asked = replace(asked, tags=submit.hashtags_in(context.args))
        await hand_in(context, *_replied(replied, asked))
    else:
        await hand_in(context, *submit.requests(context.args, hidden_links(message), asked))


async def words(update: Update, context: Context) -> None:
    """Read a link or a file that somebody sends in private; hint at /help for other words."""
    message = message_of(update)
    if not context.is_private:
        return
    text = message.text or message.caption or ""
    links = [*submit.links_in(text), *hidden_links(message)]
    if message.document is not None:
        asked = asked_by(context, message, is_listed=False)
        await hand_in(context, [file_of(message, asked)])
    elif submit.is_about_links(text, links):
        asked = asked_by(context, message, is_listed=False)
        await hand_in(context, *submit.requests(text, hidden_links(message), asked))
    else:
        await context.reply("hint.words")


def asked_by(
    context: Context, message: Message, *, is_listed: bool, length: int | None = None
) -> NewSubmission:
    """Return who asks, where and for what; what is handed in is to be filled."""
    return NewSubmission(
        kind="text",
        payload="",
        user_id=context.user_id,
        place=context.place,
        message_id=MessageId(message.message_id),
        is_listed=is_listed,
        length=length,
    )


async def hand_in(context: Context, handed: list[NewSubmission], left_out: int = 0) -> None:
    """Remember all submissions, then acknowledge each; the acknowledgement becomes its card.

    A crash loses nothing: the update comes again, and what was remembered is remembered once.
    """
    services = context.services
    taken: list[Submission] = []
    refusal: PersonError | None = None
    try:
        for new in handed:
            taken.append(await submit.submit(services, new))  # noqa: PERF401 - those before a refusal
    except PersonError as error:
        refusal = error
    for submission in taken:
        await _acknowledge(context, submission)
    if isinstance(refusal, RateLimited):
        if services.rejection_throttle.should_tell(context.user_id, refusal.wait, services.clock()):
            raise refusal
    elif refusal is not None:
        raise refusal
    elif left_out:
        await context.reply("add.first_links", maximum=submit.LINKS_MAX, count=left_out)


async def _acknowledge(context: Context, submission: Submission) -> None:
    if submission.answer_id is not None:  # it came before
        return
    await context.gateway.show_typing(context.place)
    await submit.acknowledge(context.services, submission, await _acknowledged(context))


async def _acknowledged(context: Context) -> MessageId | None:
    """Say that reading begins; None where Telegram does not take it now: the answer will say it."""
    try:
        return await context.reply("add.reading")
    except (FloodWait, DeliveryUnknown):
        return None


def hidden_links(message: Message) -> list[str]:
    """Return the addresses behind words of a message."""
    entities = message.entities or message.caption_entities
    return [each.url for each in entities if each.type == MessageEntity.TEXT_LINK and each.url]


def _replied(message: Message, asked: NewSubmission) -> tuple[list[NewSubmission], int]:
    if message.document is not None:
        tags = submit.hashtags_in(message.caption or "")
        return [file_of(message, replace(asked, tags=(*asked.tags, *tags)))], 0
    text = message.text or message.caption or ""
    return submit.requests(text, hidden_links(message), asked)


def file_of(message: Message, asked: NewSubmission) -> NewSubmission:
    """Return the request to read a message's file.

    Raises:
        NotUnderstood: it has none, or one that is too large.
    """
    document = message.document
    if document is None:
        raise NotUnderstood("add.what")
    return submit.file_request(
        asked, document.file_id, document.file_name, document.mime_type, document.file_size
    )
