"""What happens to groups, supergroups and channels."""

from dataclasses import dataclass, field

from bot.playground.api_server.errors import Json
from bot.playground.api_server.people import Person
from bot.playground.api_server.state.chats import (
    ADMINISTRATOR,
    CHANNEL,
    GROUP,
    KICKED,
    MEMBER,
    SUPERGROUP,
    Chat,
    Member,
    Topic,
)
from bot.playground.api_server.state.messages import SERVICE, Content, Message
from bot.playground.api_server.state.users import GROUP_ANONYMOUS_BOT, User
from bot.playground.api_server.state.world import World


@dataclass(slots=True, eq=False, kw_only=True)
class Group(Chat):
    """A group, a supergroup or a channel; people speak in it through `Person.send`."""

    world: World = field(repr=False)
    owner: Person = field(repr=False)

    def add(self, *people: Person) -> None:
        """Let people be members, without a word to anybody."""
        for person in people:
            self.members[person.id] = Member(user=person.user)

    def promote(
        self, person: Person, *, is_anonymous: bool = False, lacks: frozenset[str] = frozenset()
    ) -> None:
        """Make somebody an administrator; an anonymous one speaks as the group."""
        new = Member(user=person.user, status=ADMINISTRATOR, is_anonymous=is_anonymous, lacks=lacks)
        self.world.change_member(self, new, by=self.owner.user)

    def demote(self, person: Person) -> None:
        """Make an administrator a plain member."""
        self.world.set_standing(self, person.user, MEMBER, by=self.owner.user)

    def kick(self, person: Person) -> None:
        """Ban somebody."""
        self.world.set_standing(self, person.user, KICKED, by=self.owner.user)

    def add_bot(
        self, by: Person | None = None, *, status: str | None = None, announce: bool = True
    ) -> None:
        """Let the bot in, as an administrator in a channel and a member elsewhere.

        Args:
            by: who adds it; the owner unless named.
            status: its standing instead.
            announce: whether the bot is told, as it always is in life.
        """
        world, performer = self.world, (by or self.owner).user
        standing = status or (ADMINISTRATOR if self.type == CHANNEL else MEMBER)
        if not announce:
            self.members[world.bot.id] = Member(user=world.bot, status=standing)
            return
        world.set_standing(self, world.bot, standing, by=performer)
        if self.type != CHANNEL:
            joined: Json = {"new_chat_members": [world.bot.json]}
            world.serve(self, joined, sender=performer)

    def promote_bot(self, by: Person | None = None) -> None:
        """Make the bot an administrator."""
        self.world.set_standing(self, self.world.bot, ADMINISTRATOR, by=(by or self.owner).user)

    def restrict_bot(self, *rights: str) -> None:
        """Take rights from the bot, such as `can_send_messages` or `can_delete_messages`."""
        standing = self.member(self.world.bot)
        self.members[self.world.bot.id] = Member(
            user=standing.user, status=standing.status, lacks=standing.lacks | set(rights)
        )

    def kick_bot(self, by: Person | None = None) -> None:
        """Throw the bot out."""
        self.world.set_standing(self, self.world.bot, KICKED, by=(by or self.owner).user)

    def topic(self, name: str) -> Topic:
        """Open a topic in a forum."""
        if not self.is_forum:
            raise ValueError(f"{self.title} is no forum")
        created: Json = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        opening = self.world.post(
            self, Content(kind=SERVICE, media=created), sender=self.owner.user
        )
        opening.thread_id = opening.message_id
        opening.is_topic_message = True
        topic = Topic(chat=self, thread_id=opening.message_id, name=name, opening=opening)
        self.topics[topic.thread_id] = topic
        self.world.tell(opening)
        return topic

    def close_topic(self, topic: Topic) -> None:
        """Let only administrators write in a topic."""
        topic.is_closed = True
        self.world.serve(self, {"forum_topic_closed": {}}, sender=self.owner.user, topic=topic)

    def reopen_topic(self, topic: Topic) -> None:
        """Let everybody write in a topic again."""
        topic.is_closed = False
        self.world.serve(self, {"forum_topic_reopened": {}}, sender=self.owner.user, topic=topic)

    def delete_topic(self, topic: Topic) -> None:
        """Delete a topic and all that stands in it; bots are not told."""
        for message in topic.messages:
            message.is_deleted = True
        topic.is_deleted = True
        self.world.changes.notify()

    def post(self, text: str, *, by: Person | None = None, is_html: bool = False) -> Message:
        """Post in a channel."""
        return (by or self.owner).send(text, self, is_html=is_html)

    def migrate(self) -> "Group":
        """Make a basic group a supergroup; return it. The old chat refuses the bot from now on."""
        if self.type != GROUP:
            raise ValueError(f"{self.title} is no basic group")
        world = self.world
        new = Group(
            id=world.next_chat_id(SUPERGROUP),
            type=SUPERGROUP,
            title=self.title,
            members=dict(self.members),
            world=world,
            owner=self.owner,
        )
        world.add_chat(new)
        world.serve(self, {"migrate_to_chat_id": new.id}, sender=self.owner.user)
        self.migrated_to = new
        came = world.post(
            new,
            Content(kind=SERVICE, media={"migrate_from_chat_id": self.id}),
            sender=GROUP_ANONYMOUS_BOT,
            sender_chat=new,
        )
        world.tell(came)
        return new


def founded(owner: User, others: list[User], owner_is_anonymous: bool) -> dict[int, Member]:
    """Return the members of a new chat."""
    members = {user.id: Member(user=user) for user in others}
    members[owner.id] = Member(user=owner, status="creator", is_anonymous=owner_is_anonymous)
    return members
