"""Connect groups and channels to the private chat of a person who administers them."""

from telegram import Message, MessageOriginChannel, Update

from bot.actions import managed_chats
from bot.delivery.errors import SendError
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.ids import ChatId
from bot.presentation.buttons import ConnectButton
from bot.presentation.settings import chat_connected_message, choose_chat_message
from handlers import settings_pages
from handlers.context import Context, callback_data_of, callback_query_of, message_of
from handlers.routing import HandlerFunction


async def choose_chat(update: Update, context: Context) -> None:
    """Send buttons that open Telegram's chat picker, which exist in private chats only."""
    if not context.is_private:
        raise NotFound("button.stale")
    ConnectButton.decode(callback_data_of(update))
    context.answer_callback(callback_query_of(update))
    await context.send(choose_chat_message(context.chat_translator))


async def connect_shared(update: Update, context: Context) -> None:
    """Connect the chat that the person chose, and show its settings.

    Raises:
        NotAllowed: the bot may not post there, or the person does not administer the chat.
    """
    shared = message_of(update).chat_shared
    if shared is not None:
        await _connect_chosen(context, ChatId(shared.chat_id))


def connect_forwarded(otherwise: HandlerFunction) -> HandlerFunction:
    """Return a handler that connects the channel of a forwarded post, else calls `otherwise`.

    It connects a channel once, and only for a person who administers it: later posts, and the
    posts of other channels, are articles to read.
    """

    async def handle(update: Update, context: Context) -> None:
        channel_id = _channel_of(message_of(update))
        if channel_id is None or not await _may_connect(context, channel_id):
            await otherwise(update, context)
        else:
            await _connect_chosen(context, channel_id)

    return handle


async def open_settings(context: Context, chat_id: ChatId, page: str) -> None:
    """Connect the group or channel of a deep link, and show a screen of its settings.

    Raises:
        NotFound: there is no such screen, or this is not a private chat.
        NotAllowed: as `connect_shared`.
    """
    render = settings_pages.SETTINGS_PAGES.get(page)
    if render is None or not context.is_private:
        raise NotFound("button.stale")
    managed = await _connect(context, chat_id)
    await context.send(managed.about_chat(await render(managed, 0)))


def _channel_of(message: Message) -> ChatId | None:
    origin = message.forward_origin
    return ChatId(origin.chat.id) if isinstance(origin, MessageOriginChannel) else None


async def _may_connect(context: Context, chat_id: ChatId) -> bool:
    if await managed_chats.is_connected(context.services, context.user_id, chat_id):
        return False
    try:
        return await context.admins.is_admin(chat_id, context.user_id)
    except NotAllowed:  # the bot is not in that channel
        return False


async def _connect_chosen(context: Context, chat_id: ChatId) -> None:
    managed = await _connect(context, chat_id)
    await context.send(chat_connected_message(context.chat_translator))
    await context.send(managed.about_chat(await settings_pages.home(managed)))


async def _connect(context: Context, chat_id: ChatId) -> Context:
    """Return the context for the chat, after Telegram has confirmed the rights of both.

    Raises:
        NotAllowed: the bot may not post there, or the person does not administer the chat.
    """
    try:
        found = await context.gateway.find_postable_chat(chat_id)
    except SendError as error:
        raise NotAllowed("admins.unknown") from error
    if found is None:
        raise NotAllowed("chats.no_access")
    if not await context.admins.is_admin(chat_id, context.user_id):
        raise NotAllowed("chats.not_admin")
    kind, title = found
    language = context.chat.language
    chat = await managed_chats.connect(
        context.services, context.user_id, chat_id, kind, title, language
    )
    return context.managing(chat)
