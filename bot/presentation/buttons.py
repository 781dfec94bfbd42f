"""What buttons carry: a verb and a few values in at most 64 bytes, read back without trust."""

from dataclasses import dataclass, field, fields
from typing import ClassVar, Self

from bot.domain.article import SHARE_KEY
from bot.domain.errors import NotFound
from bot.domain.summary import MAX_LENGTH
from bot.i18n.translator import LANGUAGES

NUMBER_MAX = 2**63 - 1  # what a database row's number can be
FEED_ACTIONS = ("pause", "resume", "remove")
LIST_KINDS = ("latest", "top", "search", "saved", "tags")


@dataclass(frozen=True, slots=True)
class Payload:
    """What a button carries; each kind has its verb and refuses values that make no sense.

    A value that is given by its name only is left out where it is empty.
    """

    verb: ClassVar[str]

    def encode(self) -> str:
        """Return the bytes for `callback_data`, as text."""
        values = ((each, getattr(self, each.name)) for each in fields(self))
        carried = (str(value) for each, value in values if value or not each.kw_only)
        return ":".join([self.verb, *carried])

    @classmethod
    def decode(cls, data: str) -> Self:
        """Read a button back.

        Raises:
            NotFound: it is not of this kind, forged, or from an older version.
        """
        verb, *values = data.split(":")
        carried = list(fields(cls))
        if len(values) < len(carried):
            carried = [each for each in carried if not each.kw_only]
        if verb != cls.verb or len(values) != len(carried):
            raise NotFound("button.stale")
        try:
            pairs = zip(carried, values, strict=True)
            return cls(**{each.name: _read(value, each.type is int) for each, value in pairs})
        except ValueError as error:
            raise NotFound("button.stale") from error


def _read(value: str, is_number: bool) -> int | str:
    if not is_number:
        return value
    if not value.isascii() or not value.isdigit() or int(value) > NUMBER_MAX:
        raise ValueError(f"not a number: {value}")
    return int(value)


def _require(is_true: bool, what: object) -> None:
    if not is_true:
        raise ValueError(f"no button: {what}")


@dataclass(frozen=True, slots=True)
class ArticleButton(Payload):
    """A button under a card of an article."""

    article_id: int
    key: str = field(default="", kw_only=True)  # of an unlisted article, see `Article.share_key`

    def __post_init__(self) -> None:
        _require(
            self.article_id > 0 and (not self.key or bool(SHARE_KEY.fullmatch(self.key))), self
        )


@dataclass(frozen=True, slots=True)
class CardButton(ArticleButton):
    """One that draws the card: how long its summary, which followed tag brought it."""

    length: int  # sentences, 1 to MAX_LENGTH
    tag_number: int  # 0 where nobody follows: not a push
    language: str  # of the words around; empty for the chat's own

    def __post_init__(self) -> None:
        ArticleButton.__post_init__(self)
        _require(1 <= self.length <= MAX_LENGTH, self)
        _require(not self.language or self.language in LANGUAGES, self)


@dataclass(frozen=True, slots=True)
class RateButton(CardButton):
    """Give stars."""

    verb: ClassVar[str] = "r"
    stars: int  # 1 to 5

    def __post_init__(self) -> None:
        CardButton.__post_init__(self)
        _require(1 <= self.stars <= 5, self)


@dataclass(frozen=True, slots=True)
class LengthButton(CardButton):
    """Show the card with a summary of `length` sentences."""

    verb: ClassVar[str] = "l"


@dataclass(frozen=True, slots=True)
class SaveButton(ArticleButton):
    """Save the article, or put it back."""

    verb: ClassVar[str] = "s"


@dataclass(frozen=True, slots=True)
class FullButton(ArticleButton):
    """Show the whole text."""

    verb: ClassVar[str] = "x"


@dataclass(frozen=True, slots=True)
class OpenButton(Payload):
    """Show the card of an article, as a new message."""

    verb: ClassVar[str] = "o"
    article_id: int


@dataclass(frozen=True, slots=True)
class FollowButton(Payload):
    """Follow a tag."""

    verb: ClassVar[str] = "f"
    tag_number: int


@dataclass(frozen=True, slots=True)
class FollowKeyButton(Payload):
    """Follow a tag that nobody used yet."""

    verb: ClassVar[str] = "k"
    key: str  # what a deep link carried: at most 62 of [A-Za-z0-9_-]


@dataclass(frozen=True, slots=True)
class UnfollowButton(Payload):
    """Leave a tag."""

    verb: ClassVar[str] = "u"
    tag_number: int


@dataclass(frozen=True, slots=True)
class ListButton(Payload):
    """Turn a list to a page."""

    verb: ClassVar[str] = "p"
    kind: str  # one of LIST_KINDS
    page: int  # 0 is the first
    what: str  # a tag's number, a period; empty for none (searched words stand in the message)

    def __post_init__(self) -> None:
        _require(self.kind in LIST_KINDS and self.page <= 10**6, self)


@dataclass(frozen=True, slots=True)
class LanguageButton(Payload):
    """Speak a language in this chat."""

    verb: ClassVar[str] = "g"
    language: str


@dataclass(frozen=True, slots=True)
class SettingButton(Payload):
    """Change a setting of this chat."""

    verb: ClassVar[str] = "c"
    name: str  # length, silent
    value: int


@dataclass(frozen=True, slots=True)
class MissedButton(Payload):
    """Send what was missed (1), or skip it (0)."""

    verb: ClassVar[str] = "m"
    is_wanted: int


@dataclass(frozen=True, slots=True)
class DeleteButton(Payload):
    """Delete an article (an editor's)."""

    verb: ClassVar[str] = "d"
    article_id: int


@dataclass(frozen=True, slots=True)
class BroadcastButton(Payload):
    """Send a broadcast (1), or drop it (0); an editor's."""

    verb: ClassVar[str] = "b"
    broadcast_id: int
    is_wanted: int


@dataclass(frozen=True, slots=True)
class FeedButton(Payload):
    """Pause, resume or remove a feed (an editor's), and show the page of the list again."""

    verb: ClassVar[str] = "fe"
    action: str  # one of FEED_ACTIONS
    feed_id: int
    page: int  # 0 is the first

    def __post_init__(self) -> None:
        _require(self.action in FEED_ACTIONS and self.page <= 10**6, self)


@dataclass(frozen=True, slots=True)
class FeedsButton(Payload):
    """Turn the list of feeds to a page (an editor's)."""

    verb: ClassVar[str] = "fp"
    page: int  # 0 is the first

    def __post_init__(self) -> None:
        _require(self.page <= 10**6, self)


@dataclass(frozen=True, slots=True)
class FeedsFileButton(Payload):
    """Send the feeds as an OPML file (an editor's)."""

    verb: ClassVar[str] = "fx"


@dataclass(frozen=True, slots=True)
class ForgetButton(Payload):
    """Forget a person; only that person's own tap counts."""

    verb: ClassVar[str] = "z"
    user_id: int


@dataclass(frozen=True, slots=True)
class CancelButton(Payload):
    """Do nothing of what was asked; only the tap of who was asked counts."""

    verb: ClassVar[str] = "n"
    user_id: int


@dataclass(frozen=True, slots=True)
class ScheduleButton(Payload):
    """Change when this chat is served."""

    verb: ClassVar[str] = "h"
    name: str  # mode, at, day, quiet, cap, zone
    value: str


@dataclass(frozen=True, slots=True)
class SchedulePageButton(Payload):
    """Show what can be changed about when this chat is served."""

    verb: ClassVar[str] = "e"
    name: str  # digest, quiet, cap, zones, or a region of zones
    page: int  # 0 is the first


@dataclass(frozen=True, slots=True)
class FilterButton(Payload):
    """Forget a filter."""

    verb: ClassVar[str] = "w"
    number: str
