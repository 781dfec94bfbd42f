"""How much CPU time a task may take, by the size of its input; and what ends a hang."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimit:
    """The limit of a task, by the size of its input in bytes.

    What else the machine does adds no CPU time, so a busy machine ends no fair task. The numbers
    come from `docs/figures.md`, "CPU time of a task".
    """

    base: float = 1.0  # CPU seconds; a page of 40,000 characters takes 0.06
    per_byte: float = 40e-6  # CPU seconds; of fair inputs a PDF takes the longest, 7e-6
    most: float = 20.0  # CPU seconds; a PDF of 400,000 characters takes 3, a page of 3 million 4
    hang: float = 200.0  # wall-clock seconds; ten times `most`, since other programs run beside it

    def cpu_seconds(self, size: int) -> float:
        """Return how much CPU time a task may take whose input has `size` bytes."""
        return min(self.base + self.per_byte * size, self.most)
