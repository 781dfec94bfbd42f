"""Links that members of a group post: answered with their cards, where that is switched on."""

from dataclasses import replace

from telegram import Message, MessageEntity, Update

from bot.actions import submit
from bot.domain.errors import PersonError
from handlers import cards
from handlers.context import Context, hidden_links, message_of
from handlers.submissions import request_from

_LINK_ENTITIES = {MessageEntity.URL, MessageEntity.TEXT_LINK}


def has_link(message: Message) -> bool:
    """Whether a message or its caption has a link."""
    return any(each.type in _LINK_ENTITIES for each in message.entities or message.caption_entities)


async def summarize(update: Update, context: Context) -> None:
    """Answer the first link of a message with its card; say nothing if it cannot be read.

    The links count toward the limits of their sender, as in the private chat.
    """
    message = message_of(update)
    if not context.chat.reads_links or _is_from_bot(message):
        return
    text = message.text or message.caption or ""
    links = [*submit.find_links(text), *hidden_links(message)][:1]
    if not links:
        return
    request = replace(request_from(context, message, is_listed=False), is_quiet=True)
    article_id = await submit.find_stored(context.services, links, request)
    if article_id is not None:
        await cards.send_card(context, article_id)
        return
    try:
        link = request.link(submit.strip_credentials(links[0]))
        submission = await submit.submit(context.services, link)
    except PersonError:  # nobody asked, so nobody is told about a limit
        return
    await submit.acknowledge(context.services, submission, None)


def _is_from_bot(message: Message) -> bool:
    """Whether another bot wrote a message; Telegram names anonymous administrators as a bot."""
    sender = message.from_user
    return sender is not None and sender.is_bot and message.sender_chat is None
