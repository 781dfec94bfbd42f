"""Builders: hand each worker the repositories that it needs, and no others."""

from collections.abc import Callable
from datetime import datetime

from bot.delivery.card_views import CardViews
from bot.delivery.gateway import Gateway
from bot.delivery.render import DeliveryRenderer
from bot.delivery.workers.digests import DigestWorker
from bot.delivery.workers.fanout import FanoutWorker
from bot.delivery.workers.notices import NoticeWorker
from bot.delivery.workers.sender import IN_FLIGHT, Sender
from bot.delivery.workers.submission_replies import SubmissionReplier
from bot.domain.ids import UserId
from storage.store import Store

Clock = Callable[[], datetime]  # aware, UTC


def build_sender(
    store: Store,
    gateway: Gateway,
    clock: Clock,
    in_flight: int = IN_FLIGHT,
    editors: frozenset[UserId] = frozenset(),
) -> Sender:
    """Return the worker that sends deliveries; `editors` see the numbers of articles."""
    renderer = DeliveryRenderer(
        articles=store.articles,
        broadcasts=store.broadcasts,
        digests=store.digests,
        tags=store.tags,
        views=CardViews(store.cards, editors),
    )
    return Sender(
        deliveries=store.deliveries,
        chats=store.chats,
        subscriptions=store.subscriptions,
        renderer=renderer,
        gateway=gateway,
        clock=clock,
        in_flight=in_flight,
    )


def build_fanout_worker(store: Store, clock: Clock) -> FanoutWorker:
    """Return the worker that makes deliveries of articles and broadcasts."""
    return FanoutWorker(store.fanout, store.broadcasts, clock)


def build_digest_worker(store: Store, clock: Clock) -> DigestWorker:
    """Return the worker that makes digests."""
    return DigestWorker(
        schedules=store.schedules, chats=store.chats, digests=store.digests, clock=clock
    )


def build_notice_worker(store: Store, gateway: Gateway, clock: Clock) -> NoticeWorker:
    """Return the worker that sends notices."""
    return NoticeWorker(store.notices, store.chats, gateway, clock)


def build_submission_replier(
    store: Store, gateway: Gateway, clock: Clock, editors: frozenset[UserId] = frozenset()
) -> SubmissionReplier:
    """Return the worker that replies to submissions; `editors` see the numbers of articles."""
    return SubmissionReplier(
        submissions=store.submissions,
        articles=store.articles,
        cards=store.cards,
        chats=store.chats,
        subscriptions=store.subscriptions,
        deliveries=store.deliveries,
        views=CardViews(store.cards, editors),
        gateway=gateway,
        clock=clock,
    )
