"""Which chat a request means, and whether the bot may write there."""

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

_NAMES = {GROUP: "group chat", "supergroup": "supergroup chat", CHANNEL: "channel chat"}
_GENERAL_TOPIC = 1


def find_chat(world: World, chat_id: int | str) -> Chat:
    """Return the chat that a request names.

    Raises:
        ApiError: 400, there is none.
    """
    if isinstance(chat_id, str):
        found = world.usernames.get(chat_id.removeprefix("@").lower())
    else:
        found = world.chats.get(chat_id)
    if found is None:
        raise bad_request("chat not found")
    return found


def readable_chat(world: World, chat_id: int | str) -> Chat:
    """Return a chat the bot may look into.

    Raises:
        ApiError: 400 or 403.
    """
    chat = find_chat(world, chat_id)
    if chat.type in _NAMES and chat.migrated_to is None:
        _check_member(world, chat)
    return chat


def writable_chat(world: World, chat_id: int | str) -> Chat:
    """Return a chat the bot may write to.

    Raises:
        ApiError: 400 or 403, in the service's words.
    """
    chat = find_chat(world, chat_id)
    if chat.type == PRIVATE:
        _check_private(chat)
        return chat
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to.id)
    _check_member(world, chat)
    standing = chat.member(world.bot)
    if chat.type == CHANNEL and not standing.may("can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")
    if "can_send_messages" in standing.lacks:
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
    standing = chat.member(world.bot)
    if standing.status == KICKED:
        raise forbidden(f"bot was kicked from the {_NAMES[chat.type]}")
    if not standing.is_in:
        raise forbidden(f"bot is not a member of the {_NAMES[chat.type]}")


def find_topic(world: World, chat: Chat, thread_id: int | None) -> Topic | None:
    """Return the topic to write to; chats without topics ignore the thread.

    Raises:
        ApiError: 400, there is no such topic or it is closed.
    """
    if not thread_id or not (chat.is_forum or chat.type == PRIVATE):
        return None
    topic = chat.topics.get(thread_id)
    if topic is None or topic.is_deleted or thread_id == _GENERAL_TOPIC:
        raise bad_request("message thread not found")
    standing = chat.member(world.bot)
    if topic.is_closed and not standing.may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return topic


def find_message(chat: Chat, message_id: int, what: str) -> Message:
    """Return a message that stands in the chat.

    Raises:
        ApiError: 400, `message to <what> not found`.
    """
    message = chat.log.get(message_id)
    if message is None or message.is_deleted:
        raise bad_request(f"message to {what} not found")
    return message


def replied_message(world: World, chat: Chat, parameters: Json | None) -> Message | None:
    """Return the message that a request answers.

    Raises:
        ApiError: 400, it is gone and the request does not allow that.
    """
    if not parameters:
        return None
    there = parameters.get("chat_id")
    if there is not None and find_chat(world, there) is not chat:
        raise not_supported("reply to a message of another chat")
    message = chat.log.get(parameters["message_id"])
    if message is not None and not message.is_deleted:
        return message
    if parameters.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def may_manage(world: World, chat: Chat, right: str) -> bool:
    """Tell whether the bot administers a chat with a right."""
    standing = chat.member(world.bot)
    return standing.status == ADMINISTRATOR and standing.may(right)
