"""The labels of the buttons of a message, sent or about to be sent."""

from collections.abc import Sequence
from typing import Protocol


class Labeled(Protocol):
    """A button."""

    @property
    def text(self) -> str:
        """The label."""


def labels_of(rows: Sequence[Sequence[Labeled]]) -> list[list[str]]:
    """Return the labels of buttons, row by row."""
    return [[button.text for button in row] for row in rows]
