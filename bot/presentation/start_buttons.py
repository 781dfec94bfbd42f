"""Callback data of the buttons that follow tags, open a page of /start, or pause delivery."""

from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from bot.domain.ids import parse_id
from bot.domain.schedule import Mode
from bot.presentation.buttons import Language, Payload, require

MenuPage = Literal["tags", "latest"]
MENU_PAGES: tuple[MenuPage, ...] = get_args(MenuPage)


@dataclass(frozen=True, slots=True)
class ToggleTagButton(Payload):
    """Follow a tag (1) or unfollow it (0), and mark it on its button; a double tap changes once."""

    verb: ClassVar[str] = "t"
    tag_number: int
    is_wanted: int


@dataclass(frozen=True, slots=True)
class UndoFollowButton(Payload):
    """Unfollow the tags that one action has followed."""

    verb: ClassVar[str] = "uf"
    numbers: str  # of the tags, separated by commas

    def __post_init__(self) -> None:
        require(all(parse_id(each, int) for each in self.numbers.split(",")), self)

    @property
    def tag_numbers(self) -> tuple[int, ...]:
        """The numbers of the tags."""
        return tuple(int(each) for each in self.numbers.split(","))


@dataclass(frozen=True, slots=True)
class MenuButton(Payload):
    """Show a page as a new message."""

    verb: ClassVar[str] = "mn"
    name: MenuPage


@dataclass(frozen=True, slots=True)
class StartLanguageButton(Payload):
    """Set the language of this chat, and show the greeting of /start in it."""

    verb: ClassVar[str] = "gs"
    language: Language


@dataclass(frozen=True, slots=True)
class PauseButton(Payload):
    """Pause the delivery to this chat, or resume it in a mode."""

    verb: ClassVar[str] = "pa"
    mode: Mode
