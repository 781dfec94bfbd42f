"""OpenTelemetry traces: one trace for each article, with a span for each step of its way.

The steps run in different workers, perhaps days apart, and share nothing but the database. So the
ID of a trace is a hash of the article's ID, and a restart does not break a trace. Without
`start_tracing`, `trace_step` does nothing.
"""

import asyncio
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal

from bot import __version__
from bot.domain.errors import OperatorError
from bot.domain.ids import ArticleId

Step = Literal["extract", "store", "summarize", "fan out", "send"]
_EXPORT_SECONDS = 2.0  # for one request to the collector
_CLOSE_SECONDS = 1.0  # that the stop of the bot waits for the last requests


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """One step with its times in nanoseconds since 1970, and the type of its error."""

    step: Step
    started: int
    ended: int
    error: str | None


class ArticleSteps:
    """The steps of an article whose ID is known only after them."""

    def __init__(self) -> None:
        self._spans: list[_Span] = []

    def step(self, step: Step) -> "_MeasuredStep":
        """Measure a `with` block as one step, also if it fails."""
        return _MeasuredStep(step, self._spans)

    def record(self, article_id: ArticleId, **attributes: int | str) -> None:
        """Export the steps as spans of the article's trace, if tracing is on."""
        if _exporter is not None:
            for span in self._spans:
                _exporter.export(span, article_id, attributes)
        self._spans.clear()


class _MeasuredStep:
    """Measures one block, and adds it to `spans`."""

    def __init__(self, step: Step, spans: list[_Span]) -> None:
        self._step = step
        self._spans = spans
        self._started = 0

    def __enter__(self) -> None:
        self._started = time.time_ns()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        error = None if kind is None else kind.__name__
        ended = time.time_ns()
        self._spans.append(_Span(step=self._step, started=self._started, ended=ended, error=error))


def trace_step(
    step: Step, article_id: ArticleId, **attributes: int | str
) -> AbstractContextManager[None]:
    """Export the block as one span of the article's trace, if tracing is on."""
    return nullcontext() if _exporter is None else _traced(step, article_id, attributes)


@contextmanager
def _traced(step: Step, article_id: ArticleId, attributes: dict[str, int | str]) -> Iterator[None]:
    steps = ArticleSteps()
    try:
        with steps.step(step):
            yield
    finally:
        steps.record(article_id, **attributes)


class _Exporter:
    """Sends spans to a collector, in a thread of the SDK."""

    def __init__(self, url: str, bot_id: str) -> None:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        self._bot_id = bot_id
        self._resource = Resource.create(
            {
                "service.name": "xulosa",
                "service.version": __version__,
                "service.instance.id": bot_id,
            }
        )
        self._processor = BatchSpanProcessor(
            OTLPSpanExporter(endpoint=f"{url}/v1/traces", timeout=_EXPORT_SECONDS)
        )

    def export(self, span: _Span, article_id: ArticleId, attributes: dict[str, Any]) -> None:
        """Queue a span; a full queue drops it."""
        from opentelemetry.sdk.trace import ReadableSpan
        from opentelemetry.trace import SpanContext, Status, StatusCode, TraceFlags

        digest = hashlib.sha256(f"{self._bot_id} {article_id}".encode()).digest()
        context = SpanContext(
            trace_id=int.from_bytes(digest[:16]),
            span_id=secrets.randbits(64) or 1,  # 0 is not a valid ID
            is_remote=False,
            trace_flags=TraceFlags(TraceFlags.SAMPLED),
        )
        is_failed = span.error is not None
        self._processor.on_end(
            ReadableSpan(
                name=span.step,
                context=context,
                resource=self._resource,
                attributes={"article.id": article_id, **attributes},
                status=Status(StatusCode.ERROR, span.error) if is_failed else Status(),
                start_time=span.started,
                end_time=span.ended,
            )
        )

    def close(self) -> None:
        """Export the queued spans, for at most `_CLOSE_SECONDS`.

        The SDK itself would wait for each queued batch: ten seconds if the collector is silent.
        """
        closing = threading.Thread(target=self._processor.shutdown, daemon=True)
        closing.start()
        closing.join(_CLOSE_SECONDS)


_exporter: _Exporter | None = None  # None: tracing is off


def start_tracing(url: str, bot_id: str) -> None:
    """Export the steps of all articles from now on.

    Args:
        url: the address of an OTLP collector, such as http://127.0.0.1:4318.
        bot_id: tells the articles of several bots apart.

    Raises:
        OperatorError: the packages of OpenTelemetry are not installed.
    """
    global _exporter
    try:
        _exporter = _Exporter(url, bot_id)
    except ModuleNotFoundError as error:
        raise OperatorError(
            f"BOT_TRACES_URL: {error.name} is missing; pip install 'xulosa[traces]'"
        ) from error


async def stop_tracing() -> None:
    """Export the queued spans, and trace no longer."""
    global _exporter
    exporter, _exporter = _exporter, None
    if exporter is not None:
        await asyncio.to_thread(exporter.close)
