"""A machine's two clocks, moved by tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Machine:
    """`wall` can be set back; the other clock is monotonic."""

    now: datetime = NOW
    seconds: float = 100.0

    def pass_(self, span: timedelta) -> None:
        """Move both clocks forward."""
        self.now += span
        self.seconds += span.total_seconds()

    def wall(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.seconds
