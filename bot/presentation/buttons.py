"""Callback data of buttons: a verb and values in at most 64 bytes, validated when decoded."""

from dataclasses import dataclass, field, fields
from typing import Annotated, ClassVar, Literal, Self, get_args, get_origin

from bot.domain.article import SHARE_KEY
from bot.domain.errors import NotFound
from bot.domain.filter import FilterKind
from bot.domain.ids import ArticleId, BroadcastId, FeedId, UserId, parse_id
from bot.domain.posted_card import CardState
from bot.i18n.translator import LANGUAGES

FEED_ACTIONS = ("pause", "resume", "remove")
_SHORT_LANGUAGES = {"uz-Cyrl": "uzc"}  # in the data; the longest data has no room for the code
_LONG_LANGUAGES = {short: language for language, short in _SHORT_LANGUAGES.items()}
Language = Annotated[str, "one of `LANGUAGES`, or empty"]
Page = Annotated[int, "0 is the first"]
_PAGE_MAX = 10**6
SETTINGS_PAGES = (
    *("home", "topics", "delivery", "filters", "language", "card"),
    *("links", "privacy", "chats", "commands"),
)
PrivacyAction = Literal["export", "forget"]
PRIVACY_ACTIONS: tuple[PrivacyAction, ...] = get_args(PrivacyAction)
LIST_KINDS = ("latest", "top", "search", "saved", "tags")
SEARCHED_TAGS = "q"  # argument of a list of the tags that contain the words


@dataclass(frozen=True, slots=True)
class Payload:
    """Callback data of one kind of button, with its own verb; refuses invalid values.

    An empty keyword-only field is left out of the encoded data.
    """

    verb: ClassVar[str]

    def encode(self) -> str:
        """Return the text for `callback_data`."""
        values = ((each, getattr(self, each.name)) for each in fields(self))
        encoded = (_write(value, each.type) for each, value in values if value or not each.kw_only)
        return ":".join([self.verb, *encoded])

    @classmethod
    def decode(cls, data: str) -> Self:
        """Return the payload of a button's callback data.

        Raises:
            NotFound: the data is of another kind, forged, or from an older version.
        """
        verb, *values = data.split(":")
        expected = list(fields(cls))
        if len(values) < len(expected):
            expected = [each for each in expected if not each.kw_only]
        if verb != cls.verb or len(values) != len(expected):
            raise NotFound("button.stale")
        try:
            pairs = zip(expected, values, strict=True)
            return cls(**{each.name: _read(value, each.type) for each, value in pairs})
        except ValueError as error:
            raise NotFound("button.stale") from error


def _write(value: object, kind: object) -> str:
    text = str(value)
    return _SHORT_LANGUAGES.get(text, text) if kind == Language else text


def _read(value: str, kind: object) -> int | str:
    if kind == Language:
        return _LONG_LANGUAGES.get(value, value)
    if kind is str or (get_origin(kind) is Literal and value in get_args(kind)):
        return value
    number = parse_id(value, int)  # the type of an id is a `NewType` of int
    if number is None or (kind == Page and number > _PAGE_MAX):
        raise ValueError(f"not a valid number: {value}")
    return number


def require(is_valid: bool, payload: object) -> None:
    """Refuse an invalid payload.

    Raises:
        ValueError: it is not valid.
    """
    if not is_valid:
        raise ValueError(f"invalid button: {payload}")


@dataclass(frozen=True, slots=True)
class ArticleButton(Payload):
    """A button of an article card."""

    article_id: ArticleId
    key: str = field(default="", kw_only=True)  # of an unlisted article, see `Article.share_key`

    def __post_init__(self) -> None:
        require(self.article_id > 0 and (not self.key or bool(SHARE_KEY.fullmatch(self.key))), self)


@dataclass(frozen=True, slots=True)
class CardButton(ArticleButton):
    """A button that redraws the card: it carries the values of a `CardState`."""

    is_expanded: ClassVar[bool] = False  # whether the tap shows the second row of buttons
    length: int
    tag_number: int
    language: Language

    def __post_init__(self) -> None:
        ArticleButton.__post_init__(self)
        require(not self.language or self.language in LANGUAGES, self)
        _ = self.state  # refuses invalid values

    @property
    def state(self) -> CardState:
        """The state of the card after the tap."""
        return CardState(
            article_id=self.article_id,
            length=self.length,
            tag_number=self.tag_number,
            language=self.language,
            is_expanded=self.is_expanded,
        )


@dataclass(frozen=True, slots=True)
class RateButton(CardButton):
    """Rate the article."""

    verb: ClassVar[str] = "r"
    stars: int  # 1 to 5

    def __post_init__(self) -> None:
        CardButton.__post_init__(self)
        require(1 <= self.stars <= 5, self)


@dataclass(frozen=True, slots=True)
class LengthButton(CardButton):
    """Show the card with a summary of `length` sentences."""

    verb: ClassVar[str] = "l"


@dataclass(frozen=True, slots=True)
class MoreButton(CardButton):
    """Show the card with a summary of `length` sentences and its second row of buttons."""

    verb: ClassVar[str] = "mo"
    is_expanded: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class SaveButton(ArticleButton):
    """Save the article."""

    verb: ClassVar[str] = "s"


@dataclass(frozen=True, slots=True)
class UnsaveButton(ArticleButton):
    """Remove the article from the saved ones."""

    verb: ClassVar[str] = "us"


@dataclass(frozen=True, slots=True)
class WhyButton(ArticleButton):
    """Say why the card came."""

    verb: ClassVar[str] = "y"


@dataclass(frozen=True, slots=True)
class FullButton(ArticleButton):
    """Show the full text of the article."""

    verb: ClassVar[str] = "x"


@dataclass(frozen=True, slots=True)
class OpenButton(Payload):
    """Show the card of an article, as a new message."""

    verb: ClassVar[str] = "o"
    article_id: ArticleId


@dataclass(frozen=True, slots=True)
class FollowButton(Payload):
    """Follow a tag."""

    verb: ClassVar[str] = "f"
    tag_number: int


@dataclass(frozen=True, slots=True)
class FollowKeyButton(Payload):
    """Follow a tag that no article has yet."""

    verb: ClassVar[str] = "k"
    key: str  # from a deep link: at most 62 of [A-Za-z0-9_-]


@dataclass(frozen=True, slots=True)
class UnfollowButton(Payload):
    """Unfollow a tag."""

    verb: ClassVar[str] = "u"
    tag_number: int


@dataclass(frozen=True, slots=True)
class ListButton(Payload):
    """Show a page of a list."""

    verb: ClassVar[str] = "p"
    kind: str  # one of LIST_KINDS
    page: Page
    # A tag's number, a period, `SEARCHED_TAGS` or empty; the message itself shows search words.
    argument: str

    def __post_init__(self) -> None:
        require(self.kind in LIST_KINDS, self)


@dataclass(frozen=True, slots=True)
class LanguageButton(Payload):
    """Set the language of this chat."""

    verb: ClassVar[str] = "g"
    language: Language


@dataclass(frozen=True, slots=True)
class SettingButton(Payload):
    """Change a setting of this chat."""

    verb: ClassVar[str] = "c"
    name: str  # length, silent, plain, compact, buttons, links
    value: int


@dataclass(frozen=True, slots=True)
class SettingsPageButton(Payload):
    """Show a screen of the settings."""

    verb: ClassVar[str] = "sc"
    name: str  # one of SETTINGS_PAGES
    page: Page

    def __post_init__(self) -> None:
        require(self.name in SETTINGS_PAGES, self)


@dataclass(frozen=True, slots=True)
class PrivacyButton(Payload):
    """Send the stored data of the person, or ask whether to delete it."""

    verb: ClassVar[str] = "pv"
    action: PrivacyAction


@dataclass(frozen=True, slots=True)
class ConnectButton(Payload):
    """Let the person choose a group or channel to manage."""

    verb: ClassVar[str] = "cn"


@dataclass(frozen=True, slots=True)
class MissedButton(Payload):
    """Send the missed articles one by one (1), as a digest (2), or skip them (0)."""

    verb: ClassVar[str] = "m"
    choice: int

    def __post_init__(self) -> None:
        require(0 <= self.choice <= 2, self)


@dataclass(frozen=True, slots=True)
class DeleteButton(Payload):
    """Delete an article; for editors."""

    verb: ClassVar[str] = "d"
    article_id: ArticleId


@dataclass(frozen=True, slots=True)
class BroadcastButton(Payload):
    """Send a broadcast (1), or drop it (0); for editors."""

    verb: ClassVar[str] = "b"
    broadcast_id: BroadcastId
    is_wanted: int


@dataclass(frozen=True, slots=True)
class FeedButton(Payload):
    """Pause, resume or remove a feed, and show the page again; for editors."""

    verb: ClassVar[str] = "fe"
    action: str  # one of FEED_ACTIONS
    feed_id: FeedId
    page: Page

    def __post_init__(self) -> None:
        require(self.action in FEED_ACTIONS, self)


@dataclass(frozen=True, slots=True)
class FeedsButton(Payload):
    """Show a page of the list of feeds; for editors."""

    verb: ClassVar[str] = "fp"
    page: Page


@dataclass(frozen=True, slots=True)
class FeedsFileButton(Payload):
    """Send the feeds as an OPML file; for editors."""

    verb: ClassVar[str] = "fx"


@dataclass(frozen=True, slots=True)
class ForgetButton(Payload):
    """Delete all data about a person; only that person's own tap counts."""

    verb: ClassVar[str] = "z"
    user_id: UserId


@dataclass(frozen=True, slots=True)
class CancelButton(Payload):
    """Cancel a question; only a tap of the person who was asked counts."""

    verb: ClassVar[str] = "n"
    user_id: UserId


@dataclass(frozen=True, slots=True)
class ScheduleButton(Payload):
    """Change the delivery schedule of this chat."""

    verb: ClassVar[str] = "h"
    name: str  # mode, at, day, quiet, cap, zone
    value: str


@dataclass(frozen=True, slots=True)
class SchedulePageButton(Payload):
    """Show a page of schedule options."""

    verb: ClassVar[str] = "e"
    name: str  # digest, quiet, cap, zones, or a region of zones
    page: Page


@dataclass(frozen=True, slots=True)
class FilterButton(Payload):
    """Remove a filter, and show the page again."""

    verb: ClassVar[str] = "w"
    key: str  # see `Filter.key`
    page: Page = field(default=0, kw_only=True)


@dataclass(frozen=True, slots=True)
class AddFilterButton(Payload):
    """Ask for the words of new filters."""

    verb: ClassVar[str] = "wa"
    kind: FilterKind
