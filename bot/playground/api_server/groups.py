"""Actions in groups, supergroups and channels: members, rights, topics, migration."""

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
    """A group, a supergroup or a channel; people write in it with `Person.send`."""

    world: World = field(repr=False)
    owner: Person = field(repr=False)

    def add(self, *people: Person) -> None:
        """Add members without an update to the bot."""
        for person in people:
            self.members[person.id] = Member(user=person.user)

    def promote(
        self, person: Person, *, is_anonymous: bool = False, lacks: frozenset[str] = frozenset()
    ) -> None:
        """Make a person an administrator; an anonymous one posts as the group."""
        new = Member(user=person.user, status=ADMINISTRATOR, is_anonymous=is_anonymous, lacks=lacks)
        self.world.change_member(self, new, by=self.owner.user)

    def kick(self, person: Person) -> None:
        """Ban a person."""
        self.world.set_member_status(self, person.user, KICKED, by=self.owner.user)

    def add_bot(
        self, by: Person | None = None, *, status: str | None = None, announce: bool = True
    ) -> None:
        """Add the bot, as an administrator in a channel and as a member elsewhere.

        Args:
            by: the person who adds it; the owner by default.
            status: its member status instead of the default.
            announce: whether the bot gets updates about it, as Telegram always sends.
        """
        world, performer = self.world, (by or self.owner).user
        new_status = status or (ADMINISTRATOR if self.type == CHANNEL else MEMBER)
        if not announce:
            self.members[world.bot.id] = Member(user=world.bot, status=new_status)
            return
        world.set_member_status(self, world.bot, new_status, by=performer)
        if self.type != CHANNEL:
            joined: Json = {"new_chat_members": [world.bot.json]}
            world.post_service_message(self, joined, sender=performer)

    def promote_bot(self, by: Person | None = None) -> None:
        """Make the bot an administrator."""
        self.world.set_member_status(
            self, self.world.bot, ADMINISTRATOR, by=(by or self.owner).user
        )

    def restrict_bot(self, *rights: str) -> None:
        """Remove rights of the bot, such as `can_send_messages` or `can_delete_messages`."""
        member = self.member(self.world.bot)
        self.members[self.world.bot.id] = Member(
            user=member.user, status=member.status, lacks=member.lacks | set(rights)
        )

    def kick_bot(self, by: Person | None = None) -> None:
        """Ban the bot."""
        self.world.set_member_status(self, self.world.bot, KICKED, by=(by or self.owner).user)

    def topic(self, name: str) -> Topic:
        """Create a topic in a forum."""
        if not self.is_forum:
            raise ValueError(f"{self.title} is not a forum")
        created: Json = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        opening = self.world.post(
            self, Content(kind=SERVICE, media=created), sender=self.owner.user
        )
        opening.thread_id = opening.message_id
        opening.is_topic_message = True
        topic = Topic(chat=self, thread_id=opening.message_id, name=name, opening=opening)
        self.topics[topic.thread_id] = topic
        self.world.notify_bot(opening)
        return topic

    def close_topic(self, topic: Topic) -> None:
        """Close a topic: only administrators may write in it."""
        topic.is_closed = True
        self.world.post_service_message(
            self, {"forum_topic_closed": {}}, sender=self.owner.user, topic=topic
        )

    def delete_topic(self, topic: Topic) -> None:
        """Delete a topic and its messages; the bot gets no update."""
        for message in topic.messages:
            message.is_deleted = True
        topic.is_deleted = True
        self.world.changes.notify()

    def post(self, text: str, *, by: Person | None = None, is_html: bool = False) -> Message:
        """Post in a channel."""
        return (by or self.owner).send(text, self, is_html=is_html)

    def migrate(self) -> "Group":
        """Turn a basic group into a supergroup and return it; the old chat refuses the bot."""
        if self.type != GROUP:
            raise ValueError(f"{self.title} is not a basic group")
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
        world.post_service_message(self, {"migrate_to_chat_id": new.id}, sender=self.owner.user)
        self.migrated_to = new
        note = world.post(
            new,
            Content(kind=SERVICE, media={"migrate_from_chat_id": self.id}),
            sender=GROUP_ANONYMOUS_BOT,
            sender_chat=new,
        )
        world.notify_bot(note)
        return new


def initial_members(owner: User, others: list[User], owner_is_anonymous: bool) -> dict[int, Member]:
    """Return the members of a new chat by user id."""
    members = {user.id: Member(user=user) for user in others}
    members[owner.id] = Member(user=owner, status="creator", is_anonymous=owner_is_anonymous)
    return members
