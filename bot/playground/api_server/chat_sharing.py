"""Share a group or channel with the bot through a `request_chat` button, as the clients do."""

from bot.playground.api_server.errors import Json
from bot.playground.api_server.groups import Group
from bot.playground.api_server.people import Person
from bot.playground.api_server.state.chats import ADMINISTRATOR, CHANNEL, CREATOR, MEMBER, Member
from bot.playground.api_server.state.messages import Message


def request_of(message: Message, label: str) -> Json:
    """Return the KeyboardButtonRequestChat of a button of a reply keyboard.

    Raises:
        LookupError: there is no such button.
    """
    for row in (message.other_markup or {}).get("keyboard", []):
        for button in row:
            if isinstance(button, dict) and button["text"] == label and "request_chat" in button:
                request: Json = button["request_chat"]
                return request
    raise LookupError(f"no button {label!r} under message {message.message_id} requests a chat")


def is_offered(request: Json, person: Person, chat: Group) -> bool:
    """Tell whether a client offers a chat for a request.

    A client offers also a chat without the bot, because it can add the bot.
    """
    member = chat.member(person.user)
    wanted: Json = {
        "chat_is_channel": chat.type == CHANNEL,
        "chat_is_forum": chat.is_forum,
        "chat_has_username": chat.username is not None,
    }
    is_kind = all(request.get(name) in (None, value) for name, value in wanted.items())
    is_owner = not request.get("chat_is_created") or member.status == CREATOR
    rights = _rights(request, "user_administrator_rights")
    is_allowed = all(member.has_right(right) for right in rights)
    return is_kind and is_owner and is_allowed and member.is_in and chat.migrated_to is None


def share_chat(person: Person, message: Message, label: str, chat: Group) -> Message:
    """Press a button that requests a chat, and choose the chat.

    The client adds the bot first if the request wants the bot in the chat.

    Raises:
        LookupError: there is no such button, or it does not offer the chat.
    """
    request = request_of(message, label)
    if not is_offered(request, person, chat):
        raise LookupError(f"{label!r} does not offer {chat.title}")
    _let_bot_in(request, person, chat)
    shared: Json = {"request_id": request["request_id"], "chat_id": chat.id}
    for name, value in (("title", chat.title), ("username", chat.username)):
        if request.get(f"request_{name}") and value is not None:
            shared[name] = value
    return person.world.post_service_message(
        person.private, {"chat_shared": shared}, sender=person.user
    )


def _let_bot_in(request: Json, person: Person, chat: Group) -> None:
    """Add or promote the bot as a request demands; the person needs the right for that."""
    world = person.world
    member = chat.member(world.bot)
    wants_rights = any(
        not member.has_right(right) for right in _rights(request, "bot_administrator_rights")
    )
    if wants_rights:
        status = ADMINISTRATOR
    elif request.get("bot_is_member") and not member.is_in:
        status = MEMBER
    else:
        return
    world.change_member(chat, Member(user=world.bot, status=status), by=person.user)


def _rights(request: Json, name: str) -> list[str]:
    return [right for right, is_wanted in (request.get(name) or {}).items() if is_wanted]
