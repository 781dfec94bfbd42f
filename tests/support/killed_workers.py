"""How many processes of the pool were killed or crashed."""

from prometheus_client import REGISTRY

from bot.telemetry.metrics import KillReason


def kills(reason: KillReason) -> float:
    """Return the metric of one reason."""
    return REGISTRY.get_sample_value("xulosa_worker_kills_total", {"reason": reason}) or 0.0
