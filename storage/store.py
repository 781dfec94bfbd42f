"""All repositories and queues on one database, in one object."""

import asyncio

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.domain.errors import OperatorError
from storage.engine.database import Database, damage_message
from storage.engine.schema import chats
from storage.housekeeping import Housekeeping
from storage.queues.deliveries import Deliveries
from storage.queues.digests import Digests
from storage.queues.due_times import DueTimes
from storage.queues.fanout import FanoutQueue
from storage.queues.feed_items import FeedItems
from storage.queues.feeds import Feeds
from storage.queues.submissions import Submissions
from storage.repositories.article_lists import ArticleLists
from storage.repositories.articles import Articles
from storage.repositories.bookmarks import Bookmarks
from storage.repositories.broadcasts import Broadcasts
from storage.repositories.cards import Cards
from storage.repositories.chats import Chats
from storage.repositories.filters import Filters
from storage.repositories.leases import Leases
from storage.repositories.managed_chats import ManagedChats
from storage.repositories.notices import Notices
from storage.repositories.processed_updates import ProcessedUpdates
from storage.repositories.ratings import Ratings
from storage.repositories.schedules import Schedules
from storage.repositories.search import Search
from storage.repositories.stats import Stats
from storage.repositories.subscriptions import Subscriptions
from storage.repositories.summaries import Summaries
from storage.repositories.tags import Tags
from storage.repositories.user_data import UserData

_PROBE_SECONDS = 3.0  # a health check must answer before its client times out


class Store:
    """Holds one repository or queue for each group of tables."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.articles = Articles(database)
        self.broadcasts = Broadcasts(database)
        self.cards = Cards(database)
        self.chats = Chats(database)
        self.stats = Stats(database)
        self.deliveries = Deliveries(database)
        self.digests = Digests(database)
        self.due_times = DueTimes(database)
        self.feed_items = FeedItems(database)
        self.feeds = Feeds(database)
        self.filters = Filters(database)
        self.article_lists = ArticleLists(database)
        self.housekeeping = Housekeeping(database)
        self.leases = Leases(database)
        self.managed_chats = ManagedChats(database)
        self.notices = Notices(database)
        self.fanout = FanoutQueue(database)
        self.user_data = UserData(database)
        self.ratings = Ratings(database)
        self.bookmarks = Bookmarks(database)
        self.schedules = Schedules(database)
        self.search = Search(database)
        self.submissions = Submissions(database)
        self.subscriptions = Subscriptions(database)
        self.summaries = Summaries(database)
        self.tags = Tags(database)
        self.processed_updates = ProcessedUpdates(database)

    @property
    def is_embedded(self) -> bool:
        """Whether the database belongs to one process."""
        return self._database.is_sqlite

    @property
    def damaged(self) -> asyncio.Event:
        """Set when an access finds the embedded database damaged."""
        return self._database.faults.damaged

    def require_intact(self) -> None:
        """Check that no access has found the embedded database damaged.

        Raises:
            OperatorError: one has.
        """
        if self.damaged.is_set():
            raise OperatorError(damage_message(self._database, self._database.faults.damage))

    async def version(self) -> int | None:
        """As `Database.version`."""
        return await self._database.version()

    async def is_working(self) -> bool:
        """Return whether one read and one write succeed within `_PROBE_SECONDS`."""
        try:
            async with asyncio.timeout(_PROBE_SECONDS):
                async with self._database.read() as connection:
                    await connection.execute(select(chats.c.chat_id).limit(1))
                await self._database.probe()
        except (SQLAlchemyError, TimeoutError):
            return False
        return True
