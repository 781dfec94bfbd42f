"""The method setMessageReaction."""

from bot.playground.api_server.errors import Json, bad_request
from bot.playground.api_server.state.chat_access import find_message, writable_chat
from bot.playground.api_server.state.world import World

_EMOJI_TEXT = """❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯
    🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪
    🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"""
_VARIATION_SELECTOR = "\ufe0f"  # an emoji is valid with and without it
EMOJI = frozenset(_EMOJI_TEXT.split())  # ReactionTypeEmoji of the Bot API


def set_message_reaction(world: World, request: Json) -> bool:
    """Set the bot's reaction to a message."""
    chat = writable_chat(world, request["chat_id"])
    message = find_message(chat, request["message_id"], "react")
    reactions = request.get("reaction", [])
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in reactions:
        if (
            reaction["type"] != "emoji"
            or reaction["emoji"].replace(_VARIATION_SELECTOR, "") not in EMOJI
        ):
            raise bad_request("REACTION_INVALID")
    chat.reactions[message.message_id] = reactions
    world.changes.notify()
    return True
