"""Prometheus metrics. Each series is there from the start, with the value 0.

So an alert can tell "never happened" from "not measured", and `rate` sees the first event.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Generic, Literal, TypeVar, get_args

from prometheus_client import Counter, Gauge, Histogram

from bot.domain.delivery import DeliveryState
from bot.domain.feed import FeedError, FeedState
from bot.domain.queues import Queue

Label = TypeVar("Label", bound=str)
Series = TypeVar("Series", Counter, Gauge, Histogram)
_FINE_BUCKETS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)  # seconds
_COARSE_BUCKETS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1_000, 3_600)  # seconds

UpdateOutcome = Literal["answered", "refused", "unanswered", "failed", "postponed"]
PushOutcome = Literal[
    "sent",
    "gone",
    "moved",
    "asleep",
    "quiet",
    "held",
    "told to wait",
    "refused",
    "unsure",
    "failed",
]
ItemOutcome = Literal["stored", "refused", "later"]
KillReason = Literal["cpu", "memory", "time", "crash"]
Operation = Literal["read", "write"]
BOT_API_METHODS = (  # of the Bot API; `file` is a download, and getUpdates waits on purpose
    *("answerCallbackQuery", "answerGuestQuery", "answerInlineQuery", "deleteWebhook"),
    *("editEphemeralMessageText", "editMessageText", "file", "getChat", "getChatMember"),
    *("getFile", "getMe", "getWebhookInfo", "sendChatAction", "sendDocument", "sendMessage"),
    *("sendRichMessage", "setMyCommands", "setWebhook", "other"),
)


class _Labeled(Generic[Label, Series]):
    """A metric with one label; it has the series of each value from the start."""

    def __init__(self, metric: Series, values: Sequence[Label]) -> None:
        self._series: dict[Label, Series] = {value: metric.labels(value) for value in values}


class LabeledCounter(_Labeled[Label, Counter]):
    """A counter with one label."""

    def add(self, value: Label) -> None:
        """Count one event."""
        self._series[value].inc()


class LabeledHistogram(_Labeled[Label, Histogram]):
    """A histogram of seconds with one label."""

    def observe(self, value: Label, seconds: float) -> None:
        """Add a duration."""
        self._series[value].observe(seconds)

    def measure(self, value: Label) -> "_Measured":
        """Add the duration of the `with` block, also if it fails."""
        return _Measured(self._series[value])


class _Measured:
    """Measures one block; a generator would take three times the CPU time."""

    __slots__ = ("_series", "_started")

    def __init__(self, series: Histogram) -> None:
        self._series = series

    def __enter__(self) -> None:
        self._started = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self._series.observe(time.perf_counter() - self._started)


class LabeledGauge(_Labeled[Label, Gauge]):
    """A gauge with one label."""

    def set(self, levels: Mapping[Label, int]) -> None:
        """Set the level of each value; it is 0 for a value that is not given."""
        for value, series in self._series.items():
            series.set(levels.get(value, 0))

    def unset(self) -> None:
        """Set all levels to NaN: they cannot be measured now."""
        for series in self._series.values():
            series.set(float("nan"))


BUILD = Gauge(
    "xulosa_build_info", "The program that runs; always 1", ["version", "python", "database"]
)

UPDATES = LabeledCounter[UpdateOutcome](
    Counter("xulosa_updates_total", "Updates by outcome", ["outcome"]), get_args(UpdateOutcome)
)
UPDATE_LAG = Histogram(
    "xulosa_update_lag_seconds",
    "Time from the arrival of an update until its handling began",
    buckets=_COARSE_BUCKETS,
)
BOT_API = LabeledHistogram[str](
    Histogram(
        "xulosa_bot_api_seconds",
        "Time of a request to the Bot API, by method",
        ["method"],
        buckets=_FINE_BUCKETS,
    ),
    BOT_API_METHODS,
)
FLOODS = Counter("xulosa_flood_answers_total", "Responses 429 (Too Many Requests) of Telegram")

PUSHES = LabeledCounter[PushOutcome](
    Counter("xulosa_pushes_total", "Push attempts by outcome", ["outcome"]), get_args(PushOutcome)
)
DELIVERIES = LabeledGauge[DeliveryState](
    Gauge("xulosa_deliveries", "Deliveries by state", ["state"]), get_args(DeliveryState)
)
BACKLOG = Gauge("xulosa_backlog", "Waiting deliveries")
BACKLOG_AGE = Gauge("xulosa_backlog_age_seconds", "Waiting time of the oldest due delivery")
QUEUE_AGE = LabeledHistogram[Queue](
    Histogram(
        "xulosa_queue_age_seconds",
        "Age of the oldest due row of a queue, at each look while a row is due",
        ["queue"],
        buckets=_COARSE_BUCKETS,
    ),
    get_args(Queue),
)

FEEDS = LabeledGauge[FeedState](
    Gauge("xulosa_feeds", "Feeds by state", ["state"]), get_args(FeedState)
)
FEED_VISITS = LabeledCounter[Literal["fine"] | FeedError](
    Counter("xulosa_feed_visits_total", "Feed fetches by outcome", ["outcome"]),
    ("fine", *get_args(FeedError)),
)
FEED_ITEMS = LabeledCounter[ItemOutcome](
    Counter("xulosa_feed_items_total", "Feed items by outcome", ["outcome"]), get_args(ItemOutcome)
)
FETCH_SECONDS = Histogram(
    "xulosa_fetch_seconds",
    "Time of fetching a page or a feed, with redirects and failures",
    buckets=_FINE_BUCKETS,
)

SUMMARY_SECONDS = Histogram("xulosa_summary_seconds", "Duration of a summary")
WORKER_KILLS = LabeledCounter[KillReason](
    Counter(
        "xulosa_worker_kills_total",
        "Processes for slow work that were killed or crashed, by reason",
        ["reason"],
    ),
    get_args(KillReason),
)

DATABASE_SECONDS = LabeledHistogram[Operation](
    Histogram(
        "xulosa_database_seconds",
        "Time of a transaction, with the wait for it",
        ["operation"],
        buckets=_FINE_BUCKETS,
    ),
    get_args(Operation),
)
DATABASE_BYTES = Gauge("xulosa_database_bytes", "Size of the database, with its log")
