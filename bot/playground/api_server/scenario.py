"""Test scenario: creates the bot, people, groups and channels in a world."""

from collections.abc import Iterable
from typing import TypedDict, Unpack

from bot.playground.api_server.errors import Json
from bot.playground.api_server.groups import Group, initial_members
from bot.playground.api_server.people import Person
from bot.playground.api_server.state.chats import (
    CHANNEL,
    GROUP,
    MEMBER,
    PRIVATE,
    SUPERGROUP,
    Chat,
    Member,
)
from bot.playground.api_server.state.clock import Clock
from bot.playground.api_server.state.users import User
from bot.playground.api_server.state.world import Options, World

_BOT_ID, _SECRET = "123456", "TEST"
TEST_TOKEN = f"{_BOT_ID}:{_SECRET}"
TEST_USERNAME = "xulosa_test_bot"


class ChatOptions(TypedDict, total=False):
    """Options of a new chat besides its title, owner and members."""

    is_forum: bool
    username: str | None  # makes the chat public
    has_bot: bool  # True by default
    bot_status: str | None  # default: administrator in a channel, member elsewhere
    announce: bool  # True by default: the bot gets updates about being added
    owner_is_anonymous: bool


class Scenario:
    """A world and methods that fill it; knows no network.

    Args:
        token: the bot's token, `<id>:<secret>`.
        username: the bot's username without `@`.
        name: the bot's first name.
        options: the bot's @BotFather settings and the Bot API version.
        history: the number of updates to keep; None for all.
    """

    def __init__(
        self,
        token: str = TEST_TOKEN,
        username: str = TEST_USERNAME,
        *,
        name: str = "Xulosa",
        options: Options | None = None,
        history: int | None = None,
    ) -> None:
        bot_id = token.partition(":")[0]
        if not bot_id.isdigit():
            raise ValueError("a token begins with the bot's id and a colon")
        bot = User(id=int(bot_id), is_bot=True, first_name=name, username=username)
        self.token = token
        self.world = World(bot, options or Options(), history)
        self.people: list[Person] = []

    @property
    def bot(self) -> User:
        """The bot's account."""
        return self.world.bot

    @property
    def clock(self) -> Clock:
        """The world's clock; tests move it with `advance`."""
        return self.world.clock

    @property
    def options(self) -> Options:
        """The @BotFather settings and the Bot API version; tests may change them at any time."""
        return self.world.options

    def person(
        self,
        name: str,
        *,
        language_code: str | None = "en",
        username: str | None = None,
        last_name: str | None = None,
        user_id: int | None = None,
        is_started: bool = False,
    ) -> Person:
        """Create a person.

        The bot cannot write to a person who has not written first, unless `is_started`.
        """
        world = self.world
        user = User(
            id=user_id or world.next_user_id(),
            first_name=name,
            last_name=last_name,
            username=username,
            language_code=language_code,
        )
        world.add_user(user)
        private = Chat(id=user.id, type=PRIVATE, person=user, is_started=is_started)
        private.members[world.bot.id] = Member(user=world.bot, status=MEMBER)
        world.add_chat(private)
        person = Person(world, user, private)
        self.people.append(person)
        return person

    def group(
        self,
        title: str,
        owner: Person,
        members: Iterable[Person] = (),
        **chat_options: Unpack[ChatOptions],
    ) -> Group:
        """Create a basic group; see `supergroup` for the rest."""
        return self._create_chat(GROUP, title, owner, members, **chat_options)

    def supergroup(
        self,
        title: str,
        owner: Person,
        members: Iterable[Person] = (),
        **chat_options: Unpack[ChatOptions],
    ) -> Group:
        """Create a supergroup.

        Args:
            title: the supergroup's title.
            owner: the creator.
            members: the other members.
            chat_options: see `ChatOptions`.
        """
        return self._create_chat(SUPERGROUP, title, owner, members, **chat_options)

    def channel(
        self,
        title: str,
        owner: Person,
        members: Iterable[Person] = (),
        **chat_options: Unpack[ChatOptions],
    ) -> Group:
        """Create a channel with the bot as an administrator; see `supergroup` for the rest."""
        return self._create_chat(CHANNEL, title, owner, members, **chat_options)

    def _create_chat(
        self,
        chat_type: str,
        title: str,
        owner: Person,
        members: Iterable[Person],
        *,
        is_forum: bool = False,
        username: str | None = None,
        has_bot: bool = True,
        bot_status: str | None = None,
        announce: bool = True,
        owner_is_anonymous: bool = False,
    ) -> Group:
        world = self.world
        group = Group(
            id=world.next_chat_id(chat_type),
            type=chat_type,
            title=title,
            username=username,
            is_forum=is_forum,
            members=initial_members(owner.user, [one.user for one in members], owner_is_anonymous),
            world=world,
            owner=owner,
        )
        world.add_chat(group)
        if has_bot:
            group.add_bot(status=bot_status, announce=announce)
        return group

    def inject(self, update: Json) -> Json:
        """Queue an update as it is, with the next update_id unless it has one; return it."""
        return self.world.queue.inject(update)

    def redeliver(self, update: Json) -> None:
        """Deliver an update again, as Telegram does after a lost confirmation."""
        self.world.queue.redeliver(update)

    @property
    def pending_updates(self) -> list[Json]:
        """Updates that the bot has not confirmed and its webhook has not accepted."""
        return list(self.world.queue.pending.values())

    @property
    def updates(self) -> list[Json]:
        """All updates in the history, pending or not."""
        return list(self.world.queue.history)

    @property
    def confirmed_offset(self) -> int:
        """The highest offset that the bot has confirmed."""
        return self.world.queue.confirmed_offset
