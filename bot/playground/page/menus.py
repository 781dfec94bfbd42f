"""The bot's commands in a menu, by Telegram's order of scopes (BotCommandScope, Bot API)."""

from bot.playground.api_server.errors import Json
from bot.playground.api_server.people import Person
from bot.playground.api_server.state.chats import PRIVATE, Chat


def commands_for(person: Person, chat: Chat) -> list[Json]:
    """Return the commands for a person in a chat, from the narrowest scope that has commands.

    Within a scope, commands in the person's language win over commands without a language.
    """
    menus = person.world.profile.commands
    language = (person.user.app_language or "")[:2]
    for scope in _scopes(person, chat):
        for code in (language, ""):
            if found := menus.get((scope, code)):
                return found
    return []


def _scopes(person: Person, chat: Chat) -> list[str]:
    chat_scope = f"chat:{chat.id}"
    if chat.type == PRIVATE:
        return [chat_scope, "all_private_chats", "default"]
    is_admin = chat.member(person.user).is_admin
    admin_scopes = [f"chat_administrators:{chat.id}"] if is_admin else []
    all_admin_scopes = ["all_chat_administrators"] if is_admin else []
    member_scope = f"chat_member:{chat.id}:{person.id}"
    return [
        member_scope,
        *admin_scopes,
        chat_scope,
        *all_admin_scopes,
        "all_group_chats",
        "default",
    ]
