"""Who is there when the playground opens: two readers, an editor, an administrator, five chats."""

from dataclasses import dataclass

from bot.playground.api_server.groups import Group
from bot.playground.api_server.people import Person
from bot.playground.api_server.scenario import Scenario
from bot.playground.api_server.state.chats import CHANNEL, Chat
from bot.playground.api_server.state.messages import TEXT, Message

EDITOR_ID = 5_100_000_003


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody whom the page can speak as."""

    name: str  # in the page's address: ?as=anna
    role: str  # reader, editor or admin; the page has a word for each
    person: Person


class Personas:
    """The personas and their chats, on a stage of their own."""

    def __init__(self, stage: Scenario) -> None:
        anna = stage.person("Anna", username="anna_reads", user_id=5_100_000_001)
        bekzod = stage.person(
            "Bekzod", username="bekzod_uz", user_id=5_100_000_002, language_code="uz"
        )
        edith = stage.person("Edith", username="edith_edits", user_id=EDITOR_ID)
        galina = stage.person(
            "Galina", username="galina_r", user_id=5_100_000_004, language_code="ru"
        )
        self.personas = {
            "anna": Persona("anna", "reader", anna),
            "bekzod": Persona("bekzod", "reader", bekzod),
            "edith": Persona("edith", "editor", edith),
            "galina": Persona("galina", "admin", galina),
        }
        everybody = [anna, bekzod, edith]
        self.group = stage.group("Book club", galina, everybody)
        self.forum = stage.supergroup("Harrowmere neighbours", galina, everybody, is_forum=True)
        for topic in ("News", "Flea market"):
            self.forum.topic(topic)
        self.channel = stage.channel("City paper", galina, everybody, username="city_paper")
        self.channel.promote(edith)
        self._talk(anna, bekzod, galina)

    def _talk(self, anna: Person, bekzod: Person, galina: Person) -> None:
        """Let people have said something already, so that no chat is empty."""
        news, market = self.forum.topics.values()
        galina.send("В четверг читаем про ночную библиотеку.", self.group)
        anna.send("I will bring the tea and a telescope.", self.group)
        bekzod.send("Zoʻr! Men ham boraman.", self.group)
        galina.send("Here go the news of our town.", topic=news)
        anna.send("A bicycle for a child of six, almost new: who needs it?", topic=market)
        galina.send("Good morning, Harrowmere! The paper is back.", self.channel)

    def seen_by(self, persona: Persona) -> list[Chat]:
        """Return a persona's chats: the one with the bot, and those they are in.

        A group that became a supergroup is one of them still, since its messages stand there.
        """
        user, private = persona.person.user, persona.person.private
        chats = persona.person.world.chats.values()
        return [
            private,
            *(chat for chat in chats if chat.person is None and chat.member(user).is_in),
        ]

    def chat(self, persona: Persona, chat_id: int) -> Chat:
        """Return a chat that a persona sees.

        Raises:
            LookupError: they see no such chat.
        """
        for chat in self.seen_by(persona):
            if chat.id == chat_id:
                return chat
        raise LookupError(f"{persona.name} sees no chat {chat_id}")

    def run_by(self, persona: Persona, chat_id: int) -> Group:
        """Return a group or channel that a persona administers.

        Raises:
            LookupError: they administer no such chat.
        """
        chat = self.chat(persona, chat_id)
        is_admin = chat.member(persona.person.user).is_admin
        if isinstance(chat, Group) and is_admin and chat.migrated_to is None:
            return chat
        raise LookupError(f"{persona.name} does not administer {chat_id}")


def may_write(persona: Persona, chat: Chat) -> bool:
    """Tell whether a persona may write in a chat they see."""
    if chat.migrated_to is not None:
        return False
    return chat.type != CHANNEL or chat.member(persona.person.user).is_admin


def may_edit(persona: Persona, message: Message) -> bool:
    """Tell whether a persona may change a message: a text of their own, also as a channel."""
    is_text = message.content.kind == TEXT and "forward_origin" not in message.extra
    return message.author == persona.person.user and is_text and message.via_bot is None
