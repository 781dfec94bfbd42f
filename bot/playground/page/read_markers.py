"""Read markers of each persona, shared by all open pages."""

from bot.playground.api_server.people import Person
from bot.playground.api_server.state.chats import Chat, Topic
from bot.playground.api_server.state.messages import SERVICE, Message


class ReadMarkers:
    """The last read message of each person in each chat and topic."""

    def __init__(self) -> None:
        self._last_read: dict[tuple[int, int, int], int] = {}

    def count_unread(self, person: Person, messages: list[Message], topic: Topic | None) -> int:
        """Return the number of unread messages in a topic, or outside all topics for None."""
        thread = topic.thread_id if topic else 0
        return sum(
            message.sender != person.user
            and message.content.kind != SERVICE
            and _thread(message) == thread
            and message.message_id > self._last_read.get((person.id, message.chat.id, thread), 0)
            for message in messages
        )

    def mark_read(self, person: Person, chat: Chat, topic: Topic | None) -> None:
        """Mark all messages of a chat or a topic as read."""
        thread = topic.thread_id if topic else 0
        self._last_read[person.id, chat.id, thread] = chat.last_message_id
        person.world.changes.notify()


def _thread(message: Message) -> int:
    return message.thread_id or 0 if message.is_topic_message else 0
