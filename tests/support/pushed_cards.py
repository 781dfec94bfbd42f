"""The cards that a Bot API server got."""

from collections import Counter

from bot.playground.api_server.server import BotApiServer


def cards(bot_api: BotApiServer) -> Counter[int]:
    """Count the cards that each chat got, of articles of `stored_samples`."""
    return Counter(
        call.params["chat_id"]
        for call in bot_api.calls("sendMessage", ok=True)
        if "Title of" in call.params["text"]
    )
