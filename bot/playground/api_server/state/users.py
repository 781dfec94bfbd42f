"""Telegram users and the service accounts that post for chats."""

from dataclasses import dataclass, field

from bot.playground.api_server.errors import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A Telegram account."""

    id: int
    first_name: str
    is_bot: bool = False
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None  # of the person's app at first, see `app_language`
    is_premium: bool = False
    json: Json = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.json.update(id=self.id, is_bot=self.is_bot, first_name=self.first_name)
        for name in ("last_name", "username", "language_code"):
            if getattr(self, name) is not None:
                self.json[name] = getattr(self, name)
        if self.is_premium:
            self.json["is_premium"] = True

    @property
    def app_language(self) -> str | None:
        """The language of the person's app, which the bot reads in every update."""
        return self.json.get("language_code")

    def set_app_language(self, code: str) -> None:
        """Let the person use their app in another language."""
        self.json["language_code"] = code


# Telegram's service accounts (core.telegram.org/bots/api, field `from` of Message).
GROUP_ANONYMOUS_BOT = User(
    id=1087968824, is_bot=True, first_name="Group", username="GroupAnonymousBot"
)
CHANNEL_BOT = User(id=136817688, is_bot=True, first_name="Channel", username="Channel_Bot")
TELEGRAM = User(id=777000, first_name="Telegram")
