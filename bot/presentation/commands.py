"""The commands, in the order of /help; routes, menus and README are held to this list."""

PEOPLE = (
    "start",
    "help",
    "latest",
    "top",
    "search",
    "summary",
    "tags",
    "subscribe",
    "unsubscribe",
    "subscriptions",
    "saved",
    "settings",
    "digest",
    "filter",
    "language",
    "status",
    "privacy",
    "export",
    "forget",
)
EDITORS = ("add", "edit", "delete", "alias", "feeds", "addfeed", "removefeed", "stats", "broadcast")
