"""Time limits of tasks in the process pool: CPU time by input size, and a wall-clock limit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimit:
    """The time limit of a task, by the size of its input in bytes.

    Other programs do not add CPU time, so a busy machine ends no ordinary task. The numbers come
    from `docs/figures.md`, "CPU time of a task".
    """

    base: float = 1.0  # CPU seconds; a page of 40,000 characters takes 0.06
    per_byte: float = 40e-6  # CPU seconds; ordinary inputs take at most 7e-6 (PDF)
    most: float = 20.0  # CPU seconds; a PDF of 400,000 characters takes 3, a page of 3 million 4
    hang: float = 200.0  # wall-clock seconds; ten times `most`, since other programs use the CPU

    def cpu_seconds(self, size: int) -> float:
        """Return the CPU limit in seconds of a task with an input of `size` bytes."""
        return min(self.base + self.per_byte * size, self.most)
