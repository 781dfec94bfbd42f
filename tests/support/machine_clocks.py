"""A machine's two clocks, moved by tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Machine:
    """The one that can be set, `wall`, and the one that only ever goes on."""

    now: datetime = NOW
    seconds: float = 100.0

    def pass_(self, span: timedelta) -> None:
        """Let time go by on both."""
        self.now += span
        self.seconds += span.total_seconds()

    def wall(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.seconds
