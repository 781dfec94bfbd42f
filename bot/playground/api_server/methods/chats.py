"""Methods about chats: getChat, getChatMember, getChatAdministrators, leaveChat."""

from bot.playground.api_server.errors import Json, bad_request, forbidden
from bot.playground.api_server.state.chat_access import find_chat, readable_chat
from bot.playground.api_server.state.chats import PRIVATE
from bot.playground.api_server.state.users import GROUP_ANONYMOUS_BOT
from bot.playground.api_server.state.world import World


def get_chat(world: World, request: Json) -> Json:
    """Return the ChatFullInfo of a chat."""
    chat = readable_chat(world, request["chat_id"])
    result = {**chat.as_json(), "accent_color_id": 0, "max_reaction_count": 11}
    result["accepted_gift_types"] = {
        "unlimited_gifts": False,
        "limited_gifts": False,
        "unique_gifts": False,
        "premium_subscription": False,
        "gifts_from_channels": False,
    }
    pinned = (chat.log[number] for number in reversed(chat.pinned))
    newest = next((message for message in pinned if not message.is_deleted), None)
    if newest is not None:
        result["pinned_message"] = newest.as_json(with_reply=False)
    if chat.username:
        result["active_usernames"] = [chat.username]
    if chat.type in {"group", "supergroup"}:
        result["permissions"] = dict.fromkeys(_PERMISSIONS, True)
    return result


_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


def get_chat_member(world: World, request: Json) -> Json:
    """Return a user's membership; a user who never joined has the status `left`."""
    chat = readable_chat(world, request["chat_id"])
    user = world.users.get(request["user_id"])
    if user is None:
        raise bad_request("invalid user_id specified")
    if chat.type == PRIVATE:
        if user not in {chat.person, world.bot}:
            raise bad_request("member not found")
        return {"user": user.json, "status": "member"}
    if chat.type == "channel" and not chat.member(world.bot).is_admin:
        raise bad_request("member list is inaccessible")
    return chat.member(user).as_json(chat.type)


def get_chat_administrators(world: World, request: Json) -> list[Json]:
    """Return the administrators; other bots only if `return_bots` is set."""
    chat = readable_chat(world, request["chat_id"])
    if chat.type == PRIVATE:
        raise bad_request("there are no administrators in the private chat")
    if chat.type == "channel" and not chat.member(world.bot).is_admin:
        raise bad_request("member list is inaccessible")
    return [
        member.as_json(chat.type)
        for member in chat.admins()
        if not member.user.is_bot or member.user == world.bot or request.get("return_bots")
    ]


def get_chat_member_count(world: World, request: Json) -> int:
    """Return the number of members."""
    chat = readable_chat(world, request["chat_id"])
    if chat.type == PRIVATE:
        return 2
    anonymous = GROUP_ANONYMOUS_BOT.id
    return sum(member.is_in for member in chat.members.values() if member.user.id != anonymous)


def leave_chat(world: World, request: Json) -> bool:
    """Let the bot leave a chat."""
    chat = find_chat(world, request["chat_id"])
    if chat.type == PRIVATE:
        raise bad_request("chat member status can't be changed in private chats")
    if not chat.member(world.bot).is_in:
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    world.remove_bot(chat)
    return True
