"""Groups and channels set up from the private chat of an administrator."""

from bot.domain.ids import ChatId
from bot.playground.api_server.chat_sharing import share_chat
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.messages import Message
from tests.support.conversations import ArticlePublisher, ask, said_after, tap


async def chat_question(bot: BotApiServer, person: Person) -> Message:
    """Return the message whose buttons open the chat picker."""
    hub = await ask(bot, person, "/settings")
    await tap(bot, person, hub, "Channels and groups")
    await person.press(hub, "Add a chat").answered()
    return await said_after(bot, person.private, hub)


async def settings_of(bot: BotApiServer, person: Person, sent: Message) -> Message:
    """Return the settings that follow the confirmation of a connected chat."""
    confirmed = await said_after(bot, person.private, sent)
    assert confirmed.text.startswith("Connected.")
    return await said_after(bot, person.private, confirmed)


async def test_a_channel_is_set_up_without_a_post_in_it(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await publisher.publish(tags=("bridges",))
    channel = bot.channel("Posts", owner=ann, has_bot=False)
    question = await chat_question(bot, ann)

    shared = share_chat(ann, question, "Choose a channel", channel)
    shown = await settings_of(bot, ann, shared)
    for label in ("Topics", "bridges", "‹ Back", "Card", "Buttons", "2", "‹ Back"):
        await tap(bot, ann, shown, label)
    await tap(bot, ann, shown, "Language")
    await tap(bot, ann, shown, "Русский")
    await publisher.publish("en-library", tags=("bridges",))

    await bot.until(lambda: len(channel.messages) == 1, show=channel)
    card = channel.last
    assert "голосов" in card.text or "оцен" in card.text
    assert len(card.text.split("\n\n")[1].split("\n")) == 2
    assert not card.buttons
    assert shown.text.startswith("Posts\n\n")
    assert (await ask(bot, ann, "/subscriptions")).text.startswith("This chat follows no tags yet.")


async def test_a_forwarded_post_connects_its_channel_once(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, bob: Person
) -> None:
    channel = bot.channel("Posts", owner=ann)
    post = channel.post("Some news of the day.")

    shown = await settings_of(bot, ann, ann.forward(post))
    again = await said_after(bot, ann.private, ann.forward(post))
    by_bob = await said_after(bot, bob.private, bob.forward(post))

    assert shown.text.startswith("Posts\n\nSettings")
    assert not again.text.startswith("Connected.")
    assert not by_bob.text.startswith("Connected.")


async def test_filters_of_a_channel_are_added_and_removed_by_taps(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, bob: Person
) -> None:
    await publisher.publish(tags=("bridges",))
    channel = bot.channel("Posts", owner=ann)
    shown = await settings_of(bot, ann, ann.forward(channel.post("Some news of the day.")))
    for label in ("Topics", "bridges", "‹ Back", "Filters"):
        await tap(bot, ann, shown, label)
    await ann.press(shown, "Mute a word").answered()
    question = await said_after(bot, ann.private, shown)

    again = await ask(bot, ann, "?!", reply_to=question)
    listed = await ask(bot, ann, "trams", reply_to=again)
    await publisher.publish(tags=("bridges",), title="No trams", body="The trams stand still.")
    await publisher.publish(tags=("bridges",), title="Ferries", body="The ferries sail again.")
    await bot.until(lambda: channel.last.text.startswith("Ferries\n"), show=channel)
    opened = await ask(bot, ann, f"/start w_{channel.id}_mute")
    refused = await ask(bot, bob, f"/start w_{channel.id}_mute")

    assert question.text.startswith("Posts · Filters\nWhich words")
    assert question.other_markup == {
        "force_reply": True,
        "input_field_placeholder": "hockey, football",
    }
    assert again.text.startswith("There is no word in that.")
    assert listed.text == opened.text == "Posts\n\nFilters\n\nwithout: trams"
    assert not [post for post in channel.messages if post.text.startswith("No trams\n")]
    assert refused.text == "Only administrators of this chat can do that."
    await tap(bot, ann, listed, "Remove “trams”")
    assert listed.text.startswith("Posts\n\nNo filters yet.")


async def test_a_group_is_managed_until_the_person_is_no_admin(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, bob: Person
) -> None:
    group = bot.group("Friends", owner=bob, members=[ann], announce=False)
    group.promote(ann)
    question = await chat_question(bot, ann)
    shown = await settings_of(bot, ann, share_chat(ann, question, "Choose a group", group))
    data = shown.button("Card").data or ""

    forged = await bob.press(await ask(bot, bob, "/settings"), data="@-5:c:length:8").answered()
    foreign = await ann.press(shown, data=data.replace(str(group.id), str(bob.id))).answered()
    await tap(bot, ann, shown, "Card")
    await tap(bot, ann, shown, "8")

    stored = await publisher.store.chats.find(ChatId(group.id))
    assert stored is not None
    assert stored.length == 8
    assert forged.text == foreign.text == "That button no longer works. See /help."


async def test_a_person_without_rights_changes_no_other_chat(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, bob: Person
) -> None:
    group = bot.group("Friends", owner=ann, members=[bob], announce=False)
    await ask(bot, ann, "/subscribe bridges", group)
    shown = await ask(bot, bob, "/settings")
    data = f"@{group.id}:c:length:8"

    refused = await bob.press(shown, data=data).answered()

    stored = await publisher.store.chats.find(ChatId(group.id))
    assert stored is not None
    assert stored.length == 3
    assert refused.text in (
        "That button no longer works. See /help.",
        "Only administrators of this chat can do that.",
    )


async def test_a_chat_is_connected_once_its_rights_are_known(
    bot: BotApiServer, ann: Person
) -> None:
    channel = bot.channel("Posts", owner=ann)
    question = await chat_question(bot, ann)
    outage = bot.fail("getChatMember", 502, times=None)

    refused = await said_after(
        bot, ann.private, share_chat(ann, question, "Choose a channel", channel)
    )
    outage.end()
    shown = await settings_of(bot, ann, share_chat(ann, question, "Choose a channel", channel))

    assert refused.text.startswith("I cannot see who is an administrator")
    assert shown.text.startswith("Posts\n\nSettings")
