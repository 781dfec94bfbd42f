"""Table of all routes: the commands, buttons and events that the bot handles."""

from bot.presentation import buttons, start_buttons
from handlers import (
    account,
    browsing,
    card_taps,
    connecting,
    editing,
    feeds,
    filters,
    follows,
    group_links,
    guests,
    membership,
    plain_messages,
    ratings,
    schedule,
    settings,
    sharing,
    start,
    submissions,
    summaries,
)
from handlers.routing import (
    HandlerFunction,
    Route,
    button,
    command,
    event,
    lasting_button,
    setting_button,
)


def routes() -> list[Route]:
    """Return all routes; each trigger occurs once."""
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
        command("filter", filters.filter_, "chat admins"),
        command("language", settings.language, "chat admins"),
        command("status", account.status),
        command("privacy", account.privacy),
        command("export", account.export),
        command("forget", account.forget),
        command("add", submissions.add, "editors"),
        command("edit", editing.edit_article, "editors"),
        command("delete", editing.delete_article, "editors"),
        command("alias", editing.alias, "editors"),
        command("feeds", feeds.list_feeds, "editors"),
        command("addfeed", feeds.add_feed, "editors"),
        command("removefeed", feeds.remove_feed, "editors"),
        command("stats", editing.stats, "editors"),
        command("broadcast", editing.preview_broadcast, "editors"),
    ]


def _buttons() -> list[Route]:
    return [
        lasting_button(buttons.RateButton, ratings.rate),
        lasting_button(buttons.SaveButton, ratings.save),
        lasting_button(buttons.UnsaveButton, ratings.unsave),
        lasting_button(buttons.LengthButton, card_taps.change_length),
        lasting_button(buttons.MoreButton, card_taps.show_more),
        lasting_button(buttons.FullButton, card_taps.send_full_text),
        lasting_button(buttons.WhyButton, card_taps.why),
        lasting_button(buttons.OpenButton, card_taps.open_card),
        button(buttons.ListButton, browsing.change_page),
        button(buttons.FollowButton, follows.follow_tag, "chat admins"),
        button(buttons.FollowKeyButton, follows.follow_new_tag, "chat admins"),
        setting_button(
            start_buttons.ToggleTagButton, follows.toggle_tag, "chat admins", is_lasting=True
        ),
        button(start_buttons.UndoFollowButton, follows.undo, "chat admins"),
        button(start_buttons.MenuButton, start.open_page, "chat admins"),
        button(start_buttons.StartLanguageButton, start.choose_language, "chat admins"),
        button(buttons.UnfollowButton, follows.unfollow_tag, "chat admins"),
        setting_button(buttons.SettingsPageButton, settings.open_page),
        setting_button(buttons.SettingButton, settings.change_setting, "chat admins"),
        setting_button(buttons.ScheduleButton, schedule.change_schedule, "chat admins"),
        setting_button(buttons.SchedulePageButton, schedule.change_page),
        setting_button(buttons.FilterButton, filters.remove_filter, "chat admins"),
        setting_button(buttons.AddFilterButton, filters.ask_for_words, "chat admins"),
        setting_button(buttons.LanguageButton, settings.choose_language, "chat admins"),
        button(buttons.PrivacyButton, account.use_privacy_button),
        button(buttons.ConnectButton, connecting.choose_chat),
        button(buttons.MissedButton, start.answer_missed_offer, "chat admins"),
        button(start_buttons.PauseButton, plain_messages.change_pause, "chat admins"),
        lasting_button(buttons.DeleteButton, editing.confirm_delete, "editors"),
        lasting_button(buttons.BroadcastButton, editing.confirm_broadcast, "editors"),
        button(buttons.FeedButton, feeds.change_feed, "editors"),
        button(buttons.FeedsButton, feeds.change_page, "editors"),
        button(buttons.FeedsFileButton, feeds.export_feeds, "editors"),
        button(buttons.ForgetButton, account.confirm_forget),
        button(buttons.CancelButton, editing.cancel),
    ]


def _events() -> list[Route]:
    return [
        event("inline query", sharing.answer_inline_query),
        event("guest", guests.answer),
        event("membership", membership.update_membership),
        event("migration", membership.migrate_group),
        event("chat shared", connecting.connect_shared),
        event("group link", group_links.summarize),
        event("message", _message_handler()),
    ]


def _message_handler() -> HandlerFunction:
    """Return the handler of a message without a command; the first match wins."""
    return connecting.connect_forwarded(filters.add_replied(submissions.handle_message))
