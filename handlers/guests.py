"""Guest mode: the bot is mentioned in a chat where it is no member."""

from dataclasses import replace
from hashlib import sha256

from telegram import Message, Update

from bot.actions import submit
from bot.domain.errors import NotUnderstood, RateLimited
from bot.domain.ids import MessageId
from bot.presentation.outgoing_message import OutgoingMessage
from handlers.context import Context
from handlers.submissions import asked_by, hidden_links


async def answer(update: Update, context: Context) -> None:
    """Answer a mention with a link, or in reply to one, at once; the answer becomes its card.

    Whoever mentions us is all that we know: the chat is not ours, and its number may be that of
    another one of ours.
    """
    message = update.guest_message
    if message is None or message.guest_query_id is None:
        return
    links = [*_links_in(message), *_links_in(message.reply_to_message)]
    if not links:
        raise NotUnderstood("guest.how")
    asked = replace(
        asked_by(context, message, is_listed=False),
        message_id=_number_of(message.guest_query_id),
        kind="link",
        payload=submit.forget_login(links[0]),
        inline_id="",
        language=context.speech.language,
    )
    try:
        submission = await submit.submit(context.services, asked)
    except RateLimited as error:
        if context.services.rejection_throttle.should_tell(
            context.user_id, error.wait, context.services.clock()
        ):
            raise
        return
    reading = OutgoingMessage(html=context.speech.write("add.reading"))
    inline_id = await context.gateway.answer_guest(message.guest_query_id, reading)
    if inline_id is not None:
        await submit.acknowledge_as_guest(context.services, submission, inline_id)


def _links_in(message: Message | None) -> list[str]:
    if message is None:
        return []
    return [*submit.links_in(message.text or message.caption or ""), *hidden_links(message)]


def _number_of(query_id: str) -> MessageId:
    """Return a number for a query, as no message of any chat has: it is the request's.

    The message's own number is one of a chat that is not ours.
    """
    return MessageId(-int.from_bytes(sha256(query_id.encode()).digest()[:7]))
