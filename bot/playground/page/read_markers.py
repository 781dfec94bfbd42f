"""What each persona has read, so that several open pages agree."""

from bot.playground.api_server.people import Person
from bot.playground.api_server.state.chats import Chat, Topic
from bot.playground.api_server.state.messages import SERVICE, Message


class ReadMarkers:
    """Up to which message each person has read each chat and topic."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, int, int], int] = {}

    def unread(self, person: Person, messages: list[Message], topic: Topic | None) -> int:
        """Return how many of a chat's messages a person has not read, in a topic or outside all."""
        thread = topic.thread_id if topic else 0
        return sum(
            message.sender != person.user
            and message.content.kind != SERVICE
            and _thread(message) == thread
            and message.message_id > self._read.get((person.id, message.chat.id, thread), 0)
            for message in messages
        )

    def read(self, person: Person, chat: Chat, topic: Topic | None) -> None:
        """Note that a person has read all that stands in a chat, or in its topic."""
        thread = topic.thread_id if topic else 0
        self._read[person.id, chat.id, thread] = chat.last_message_id
        person.world.changes.notify()


def _thread(message: Message) -> int:
    return message.thread_id or 0 if message.is_topic_message else 0
