"""The services of actions, on a fresh database."""

import pytest

from bot.actions.services import Services, Wakers, build_services
from bot.domain.ids import UserId
from bot.domain.submission import LinkLimits
from bot.domain.summary import Summary
from bot.ingestion.duplicates.canonical_url import address_and_key
from bot.summaries import summarize
from storage.store import Store
from tests.support.stored_samples import NOW


@pytest.fixture
def wakes() -> list[str]:
    """The names of the workers that were woken."""
    return []


@pytest.fixture
def services(store: Store, wakes: list[str]) -> Services:
    """Services whose clock stands still."""

    async def summarize_text(text: str, _: UserId) -> Summary:
        return summarize("", text)

    return build_services(
        store,
        clock=lambda: NOW,
        summarize=summarize_text,
        address_and_key=address_and_key,
        editors=frozenset(),
        limits=LinkLimits(),
        wake=Wakers(
            ingestion=lambda: wakes.append("ingestion"),
            feeds=lambda: wakes.append("feeds"),
            fanout=lambda: wakes.append("fanout"),
            sender=lambda: wakes.append("sender"),
        ),
    )
