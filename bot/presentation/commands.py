"""Names of all commands, in the order of /help; tests compare routes, menus and README."""

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
