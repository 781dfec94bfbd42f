"""Look up the chat, topic or message of a request and check the bot's access."""

from bot.playground.api_server.errors import Json, bad_request, forbidden, migrated, not_supported
from bot.playground.api_server.state.chats import (
    ADMINISTRATOR,
    CHANNEL,
    GROUP,
    KICKED,
    PRIVATE,
    Chat,
    Topic,
)
from bot.playground.api_server.state.messages import Message
from bot.playground.api_server.state.world import World

_CHAT_TYPE_NAMES = {GROUP: "group chat", "supergroup": "supergroup chat", CHANNEL: "channel chat"}
_GENERAL_TOPIC = 1


def find_chat(world: World, chat_id: int | str) -> Chat:
    """Return the chat with an id or a username.

    Raises:
        ApiError: 400, there is no such chat.
    """
    if isinstance(chat_id, str):
        found = world.usernames.get(chat_id.removeprefix("@").lower())
    else:
        found = world.chats.get(chat_id)
    if found is None:
        raise bad_request("chat not found")
    return found


def readable_chat(world: World, chat_id: int | str) -> Chat:
    """Return a chat that the bot may read.

    Raises:
        ApiError: 400, there is no such chat; 403, the bot is not a member.
    """
    chat = find_chat(world, chat_id)
    if chat.type in _CHAT_TYPE_NAMES and chat.migrated_to is None:
        _check_member(world, chat)
    return chat


def writable_chat(world: World, chat_id: int | str) -> Chat:
    """Return a chat that the bot may write to.

    Raises:
        ApiError: 400 or 403 with Telegram's text.
    """
    chat = find_chat(world, chat_id)
    if chat.type == PRIVATE:
        _check_private(chat)
        return chat
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to.id)
    _check_member(world, chat)
    member = chat.member(world.bot)
    if chat.type == CHANNEL and not member.has_right("can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")
    if "can_send_messages" in member.lacks:
        raise bad_request("not enough rights to send text messages to the chat")
    return chat


def _check_private(chat: Chat) -> None:
    if chat.is_deactivated:
        raise forbidden("user is deactivated")
    if chat.is_blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.is_started:
        raise forbidden("bot can't initiate conversation with a user")


def _check_member(world: World, chat: Chat) -> None:
    member = chat.member(world.bot)
    if member.status == KICKED:
        raise forbidden(f"bot was kicked from the {_CHAT_TYPE_NAMES[chat.type]}")
    if not member.is_in:
        raise forbidden(f"bot is not a member of the {_CHAT_TYPE_NAMES[chat.type]}")


def find_topic(world: World, chat: Chat, thread_id: int | None) -> Topic | None:
    """Return the topic to write to; a chat without topics ignores `thread_id`.

    Raises:
        ApiError: 400, there is no such topic or it is closed.
    """
    if not thread_id or not (chat.is_forum or chat.type == PRIVATE):
        return None
    topic = chat.topics.get(thread_id)
    if topic is None or topic.is_deleted or thread_id == _GENERAL_TOPIC:
        raise bad_request("message thread not found")
    member = chat.member(world.bot)
    if topic.is_closed and not member.has_right("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return topic


def find_message(chat: Chat, message_id: int, action: str) -> Message:
    """Return a message of the chat that is not deleted.

    Raises:
        ApiError: 400, `message to <action> not found`.
    """
    message = chat.log.get(message_id)
    if message is None or message.is_deleted:
        raise bad_request(f"message to {action} not found")
    return message


def replied_message(world: World, chat: Chat, parameters: Json | None) -> Message | None:
    """Return the message that a request replies to.

    Raises:
        ApiError: 400, it is deleted and the request does not allow that.
    """
    if not parameters:
        return None
    chat_id = parameters.get("chat_id")
    if chat_id is not None and find_chat(world, chat_id) is not chat:
        raise not_supported("reply to a message of another chat")
    message = chat.log.get(parameters["message_id"])
    if message is not None and not message.is_deleted:
        return message
    if parameters.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def may_manage(world: World, chat: Chat, right: str) -> bool:
    """Tell whether the bot is an administrator of a chat with a right."""
    member = chat.member(world.bot)
    return member.status == ADMINISTRATOR and member.has_right(right)
