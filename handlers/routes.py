"""Everything that the bot listens to. Read this first."""

from bot.presentation import buttons
from handlers import (
    account,
    browsing,
    cards,
    editing,
    feeds,
    follows,
    guests,
    membership,
    ratings,
    schedule,
    settings,
    sharing,
    start,
    submissions,
    summaries,
)
from handlers.routing import Route, button, command, event, lasting_button


def routes() -> list[Route]:
    """Return the table of everything that the bot listens to."""
    return [*_commands(), *_buttons(), *_events()]


def _commands() -> list[Route]:
    return [
        command("start", start.start),
        command("help", account.help_),
        command("latest", browsing.latest),
        command("top", browsing.top),
        command("search", browsing.search),
        command("summary", summaries.summarize),
        command("tags", browsing.tags),
        command("subscribe", follows.subscribe, "chat admins"),
        command("unsubscribe", follows.unsubscribe, "chat admins"),
        command("subscriptions", follows.subscriptions),
        command("saved", browsing.saved),
        command("settings", settings.settings),
        command("digest", schedule.digest, "chat admins"),
        command("filter", schedule.filter_, "chat admins"),
        command("language", settings.language, "chat admins"),
        command("status", account.status),
        command("privacy", account.privacy),
        command("export", account.export),
        command("forget", account.forget),
        command("add", submissions.add, "editors"),
        command("edit", editing.change, "editors"),
        command("delete", editing.delete, "editors"),
        command("alias", editing.alias, "editors"),
        command("feeds", feeds.feeds, "editors"),
        command("addfeed", feeds.add, "editors"),
        command("removefeed", feeds.remove, "editors"),
        command("stats", editing.stats, "editors"),
        command("broadcast", editing.preview_broadcast, "editors"),
    ]


def _buttons() -> list[Route]:
    return [
        lasting_button(buttons.RateButton, ratings.rate),
        lasting_button(buttons.SaveButton, ratings.save),
        lasting_button(buttons.LengthButton, cards.change_length),
        lasting_button(buttons.FullButton, cards.full),
        lasting_button(buttons.OpenButton, cards.open_card),
        button(buttons.ListButton, browsing.turn),
        button(buttons.FollowButton, follows.follow_tag, "chat admins"),
        button(buttons.FollowKeyButton, follows.follow_key, "chat admins"),
        button(buttons.UnfollowButton, follows.unfollow_tag, "chat admins"),
        button(buttons.SettingButton, settings.change, "chat admins"),
        button(buttons.ScheduleButton, schedule.change, "chat admins"),
        button(buttons.SchedulePageButton, schedule.turn),
        button(buttons.FilterButton, schedule.drop_filter, "chat admins"),
        button(buttons.LanguageButton, settings.choose_language, "chat admins"),
        button(buttons.MissedButton, start.settle_missed, "chat admins"),
        lasting_button(buttons.DeleteButton, editing.delete_for_good, "editors"),
        lasting_button(buttons.BroadcastButton, editing.confirm_broadcast, "editors"),
        button(buttons.FeedButton, feeds.change, "editors"),
        button(buttons.FeedsButton, feeds.turn, "editors"),
        button(buttons.FeedsFileButton, feeds.export, "editors"),
        button(buttons.ForgetButton, account.forget_for_good),
        button(buttons.CancelButton, editing.cancel),
    ]


def _events() -> list[Route]:
    return [
        event("inline query", sharing.offer),
        event("guest", guests.answer),
        event("membership", membership.changed),
        event("migration", membership.migrated),
        event("words", submissions.words),
    ]
