"""Names of all commands, in the order of their lists; tests compare routes, menus and README."""

MENU = ("latest", "top", "search", "tags", "saved", "settings", "help")  # the others work, too

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
