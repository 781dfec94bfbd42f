"""Being let in and shut out, and groups that become supergroups."""

from telegram import ChatMember, Update

from bot.actions import chats
from bot.domain.ids import ChatId
from handlers.context import Context, message_of

_IN = {ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER, ChatMember.RESTRICTED}


async def changed(update: Update, context: Context) -> None:
    """Sleep where the bot was shut out; wake where a group or channel let it in again.

    A person who unblocks the bot is asked by /start what to do about what was missed.
    """
    change = update.my_chat_member
    if change is None:
        return
    if change.new_chat_member.status not in _IN:
        await chats.fall_asleep(context.services, context.chat.id)
    elif not context.is_private:
        await chats.resume(context.services, context.chat.id)


async def migrated(update: Update, context: Context) -> None:
    """Follow a group to the supergroup that it has become."""
    message = message_of(update)
    if message.migrate_to_chat_id:
        await chats.move(context.services, context.chat.id, ChatId(message.migrate_to_chat_id))
    elif message.migrate_from_chat_id:
        await chats.move(context.services, ChatId(message.migrate_from_chat_id), context.chat.id)
