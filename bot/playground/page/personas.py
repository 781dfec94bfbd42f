"""The playground's personas (two readers, an editor, an administrator) and their chats."""

from dataclasses import dataclass

from bot.playground.api_server.groups import Group
from bot.playground.api_server.people import Person
from bot.playground.api_server.scenario import Scenario
from bot.playground.api_server.state.chats import CHANNEL, Chat
from bot.playground.api_server.state.messages import TEXT, Message

EDITOR_ID = 5_100_000_003


@dataclass(frozen=True, slots=True)
class Persona:
    """A user that the page can act as."""

    name: str  # in the page's URL: ?as=anna
    role: str  # reader, editor or admin
    person: Person
    follows_page: bool = False  # whether their app has the language of the page


class Personas:
    """Creates the personas and their chats in a scenario."""

    def __init__(self, scenario: Scenario) -> None:
        anna = scenario.person("Anna", username="anna_reads", user_id=5_100_000_001)
        bekzod = scenario.person(
            "Bekzod", username="bekzod_uz", user_id=5_100_000_002, language_code="uz"
        )
        edith = scenario.person("Edith", username="edith_edits", user_id=EDITOR_ID)
        galina = scenario.person(
            "Galina", username="galina_r", user_id=5_100_000_004, language_code="ru"
        )
        self.by_name = {
            "anna": Persona("anna", "reader", anna, follows_page=True),
            "bekzod": Persona("bekzod", "reader", bekzod),
            "edith": Persona("edith", "editor", edith, follows_page=True),
            "galina": Persona("galina", "admin", galina),
        }
        members = [anna, bekzod, edith]
        self.group = scenario.group("Book club", galina, members)
        self.forum = scenario.supergroup("Harrowmere neighbours", galina, members, is_forum=True)
        for topic in ("News", "Flea market"):
            self.forum.topic(topic)
        self.channel = scenario.channel("City paper", galina, members, username="city_paper")
        self.channel.promote(edith)
        self._post_first_messages(anna, bekzod, galina)

    def _post_first_messages(self, anna: Person, bekzod: Person, galina: Person) -> None:
        """Post the first messages, so that no chat is empty."""
        news, market = self.forum.topics.values()
        galina.send("В четверг читаем про ночную библиотеку.", self.group)
        anna.send("I will bring the tea and a telescope.", self.group)
        bekzod.send("Zoʻr! Men ham boraman.", self.group)
        galina.send("Here go the news of our town.", topic=news)
        anna.send("A bicycle for a child of six, almost new: who needs it?", topic=market)
        galina.send("Good morning, Harrowmere! The paper is back.", self.channel)

    def visible_chats(self, persona: Persona) -> list[Chat]:
        """Return a persona's chats: the private chat with the bot, and chats with membership.

        They include a group that became a supergroup, because it still has messages.
        """
        user, private = persona.person.user, persona.person.private
        chats = persona.person.world.chats.values()
        return [
            private,
            *(chat for chat in chats if chat.person is None and chat.member(user).is_in),
        ]

    def chat(self, persona: Persona, chat_id: int) -> Chat:
        """Return a visible chat of a persona.

        Raises:
            LookupError: the persona has no such chat.
        """
        for chat in self.visible_chats(persona):
            if chat.id == chat_id:
                return chat
        raise LookupError(f"{persona.name} sees no chat {chat_id}")

    def administered_chat(self, persona: Persona, chat_id: int) -> Group:
        """Return a group or channel that a persona administers.

        Raises:
            LookupError: the persona administers no such chat.
        """
        chat = self.chat(persona, chat_id)
        is_admin = chat.member(persona.person.user).is_admin
        if isinstance(chat, Group) and is_admin and chat.migrated_to is None:
            return chat
        raise LookupError(f"{persona.name} does not administer {chat_id}")


def may_write(persona: Persona, chat: Chat) -> bool:
    """Tell whether a persona may write in a visible chat."""
    if chat.migrated_to is not None:
        return False
    return chat.type != CHANNEL or chat.member(persona.person.user).is_admin


def may_edit(persona: Persona, message: Message) -> bool:
    """Tell whether a persona may edit a message: its own text, also posted as a channel."""
    is_text = message.content.kind == TEXT and "forward_origin" not in message.extra
    return message.author == persona.person.user and is_text and message.via_bot is None
