"""Guest mode: the bot is mentioned in a chat of which it is not a member."""

from dataclasses import replace
from hashlib import sha256

from telegram import Message, Update

from bot.actions import submit
from bot.domain.errors import NotUnderstood, RateLimited
from bot.domain.ids import MessageId
from bot.presentation.outgoing_message import OutgoingMessage
from handlers.context import Context, hidden_links
from handlers.submissions import request_from


async def answer(update: Update, context: Context) -> None:
    """Answer a mention that has a link, or replies to one; the answer becomes the card later.

    Only the person is known. The chat is foreign, and its id may equal the id of one of our chats.
    """
    message = update.guest_message
    if message is None or message.guest_query_id is None:
        return
    links = [*_links_in(message), *_links_in(message.reply_to_message)]
    if not links:
        raise NotUnderstood("guest.how")
    request = replace(
        request_from(context, message, is_listed=False),
        message_id=_message_id_for(message.guest_query_id),
        inline_id="",
        language=context.translator.language,
    )
    link = request.link(submit.strip_credentials(links[0]))
    try:
        submission = await submit.submit(context.services, link)
    except RateLimited as error:
        if context.services.notice_throttle.should_notify(
            context.user_id, error.wait, context.services.clock()
        ):
            raise
        return
    reading = OutgoingMessage(html=context.translator.html("add.reading"))
    inline_id = await context.gateway.answer_guest(message.guest_query_id, reading)
    if inline_id is not None:
        await submit.acknowledge_as_guest(context.services, submission, inline_id)


def _links_in(message: Message | None) -> list[str]:
    if message is None:
        return []
    return [*submit.find_links(message.text or message.caption or ""), *hidden_links(message)]


def _message_id_for(query_id: str) -> MessageId:
    """Return a negative message id for a guest query, which no real message has.

    The real message id belongs to a foreign chat, so it could collide with one of ours.
    """
    return MessageId(-int.from_bytes(sha256(query_id.encode()).digest()[:7]))
