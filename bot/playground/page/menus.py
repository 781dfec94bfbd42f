"""Which commands a menu shows: the service's order of scopes (BotCommandScope, Bot API)."""

from bot.playground.api_server.errors import Json
from bot.playground.api_server.people import Person
from bot.playground.api_server.state.chats import PRIVATE, Chat


def commands_for(person: Person, chat: Chat) -> list[Json]:
    """Return the commands that a person is offered in a chat: the narrowest scope that has any.

    Within a scope the person's language goes before none.
    """
    menus = person.world.profile.commands
    language = (person.user.language_code or "")[:2]
    for scope in _scopes(person, chat):
        for code in (language, ""):
            if found := menus.get((scope, code)):
                return found
    return []


def _scopes(person: Person, chat: Chat) -> list[str]:
    here = f"chat:{chat.id}"
    if chat.type == PRIVATE:
        return [here, "all_private_chats", "default"]
    is_admin = chat.member(person.user).is_admin
    admins = [f"chat_administrators:{chat.id}"] if is_admin else []
    all_admins = ["all_chat_administrators"] if is_admin else []
    mine = f"chat_member:{chat.id}:{person.id}"
    return [mine, *admins, here, *all_admins, "all_group_chats", "default"]
