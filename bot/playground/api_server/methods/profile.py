"""Methods about the bot itself: getMe, commands, name and descriptions."""

import re

from bot.playground.api_server.errors import ApiError, Json, bad_request
from bot.playground.api_server.state.chat_access import find_chat
from bot.playground.api_server.state.world import World

_MAX_COMMANDS = 100


def get_me(world: World, request: Json) -> Json:
    """Return the bot's account."""
    options = world.options
    return {
        **world.bot.json,
        "can_join_groups": True,
        "can_read_all_group_messages": not options.has_privacy,
        "supports_inline_queries": options.is_inline,
        "supports_guest_queries": options.is_guest,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


def _scope_key(world: World, request: Json) -> str:
    """Return a BotCommandScope as a key such as `chat:5`."""
    scope = dict(request.get("scope") or {"type": "default"})
    if "chat_id" in scope:
        scope["chat_id"] = find_chat(world, scope["chat_id"]).id
    names = ("type", "chat_id", "user_id")
    return ":".join(str(scope[name]) for name in names if name in scope)


def _language(request: Json) -> str:
    code: str = request.get("language_code", "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("LANG_CODE_INVALID")
    return code


def _check_command(command: Json) -> Json:
    name, description = command["command"].removeprefix("/"), command["description"]
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def set_my_commands(world: World, request: Json) -> bool:
    """Set the commands for a scope and a language."""
    if len(request["commands"]) > _MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [_check_command(command) for command in request["commands"]]
    world.profile.commands[_scope_key(world, request), _language(request)] = commands
    world.changes.notify()
    return True


def get_my_commands(world: World, request: Json) -> list[Json]:
    """Return the commands for exactly this scope and language."""
    return world.profile.commands.get((_scope_key(world, request), _language(request)), [])


def delete_my_commands(world: World, request: Json) -> bool:
    """Delete the commands for a scope and a language."""
    world.profile.commands.pop((_scope_key(world, request), _language(request)), None)
    world.changes.notify()
    return True


def _set_text(texts: dict[str, str], request: Json, name: str, limit: int, error: ApiError) -> bool:
    text = request.get(name, "")
    if len(text) > limit:
        raise error
    texts[_language(request)] = text
    return True


def _get_text(texts: dict[str, str], request: Json, default: str = "") -> str:
    return texts.get(_language(request)) or texts.get("") or default


def set_my_name(world: World, request: Json) -> bool:
    """Set the bot's name in a language; without a language it is the account's first name."""
    done = _set_text(world.profile.names, request, "name", 64, bad_request("NAME_TOO_LONG"))
    world.bot.json["first_name"] = world.profile.names.get("") or world.bot.first_name
    world.changes.notify()
    return done


def get_my_name(world: World, request: Json) -> Json:
    """Return the bot's name in a language."""
    return {"name": _get_text(world.profile.names, request, world.bot.first_name)}


def set_my_description(world: World, request: Json) -> bool:
    """Set the description, which an empty chat shows."""
    error = bad_request("DESCRIPTION_TOO_LONG")
    return _set_text(world.profile.descriptions, request, "description", 512, error)


def get_my_description(world: World, request: Json) -> Json:
    """Return the description, which an empty chat shows."""
    return {"description": _get_text(world.profile.descriptions, request)}


def set_my_short_description(world: World, request: Json) -> bool:
    """Set the short description, which the bot's profile page shows."""
    error = bad_request("SHORT_DESCRIPTION_TOO_LONG")
    return _set_text(world.profile.short_descriptions, request, "short_description", 120, error)


def get_my_short_description(world: World, request: Json) -> Json:
    """Return the short description, which the bot's profile page shows."""
    return {"short_description": _get_text(world.profile.short_descriptions, request)}
