"""Membership changes of the bot, and groups that become supergroups."""

from telegram import ChatMember, Update

from bot.actions import chats, follow
from bot.domain.ids import ChatId
from bot.presentation.following import group_greeting
from handlers.context import Context, message_of

_MEMBER_STATUSES = {
    ChatMember.OWNER,
    ChatMember.ADMINISTRATOR,
    ChatMember.MEMBER,
    ChatMember.RESTRICTED,
}


async def update_membership(update: Update, context: Context) -> None:
    """Suspend a chat that removed or blocked the bot; resume a group or channel that re-added it.

    A group that follows nothing is greeted when it adds the bot; a channel is not, because its
    posts are public. A person who unblocks the bot decides about missed articles through /start.
    """
    change = update.my_chat_member
    if change is None:
        return
    if change.new_chat_member.status not in _MEMBER_STATUSES:
        await chats.mark_unreachable(context.services, context.chat.id)
    elif not context.is_private:
        await chats.resume_chat(context.services, context.chat.id)
        was_added = change.old_chat_member.status not in _MEMBER_STATUSES
        if was_added and not context.is_channel:
            await _greet(context)


async def _greet(context: Context) -> None:
    if not await follow.followed_tags(context.services, context.chat.id):
        username, translator = context.gateway.username, context.chat_translator
        await context.send(group_greeting(context.chat.id, username, translator))


async def migrate_group(update: Update, context: Context) -> None:
    """Move a group's data to the id of its supergroup."""
    message = message_of(update)
    if message.migrate_to_chat_id:
        await chats.migrate(context.services, context.chat.id, ChatId(message.migrate_to_chat_id))
    elif message.migrate_from_chat_id:
        await chats.migrate(context.services, ChatId(message.migrate_from_chat_id), context.chat.id)
