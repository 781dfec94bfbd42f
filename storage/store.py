"""Everything that the bot remembers, in one place to hand down."""

import asyncio

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from storage.articles import Articles
from storage.broadcasts import Broadcasts
from storage.cards import Cards
from storage.chats import Chats
from storage.database import Database
from storage.deliveries import Deliveries
from storage.digests import Digests
from storage.feed_items import FeedItems
from storage.feeds import Feeds
from storage.figures import Counts
from storage.filters import Filters
from storage.headlines import Headlines
from storage.housekeeping import Housekeeping
from storage.notices import Notices
from storage.offers import Offers
from storage.people import People
from storage.ratings import Ratings
from storage.saved import Saved
from storage.schedules import Schedules
from storage.schema import chats
from storage.search import Search
from storage.submissions import Submissions
from storage.subscriptions import Subscriptions
from storage.summaries import Summaries
from storage.tags import Tags
from storage.updates import Updates

_PROBE_SECONDS = 3.0  # who asks whether all is well gives up soon, too


class Store:
    """One repository per table group, all on one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.articles = Articles(database)
        self.broadcasts = Broadcasts(database)
        self.cards = Cards(database)
        self.chats = Chats(database)
        self.counts = Counts(database)
        self.deliveries = Deliveries(database)
        self.digests = Digests(database)
        self.feed_items = FeedItems(database)
        self.feeds = Feeds(database)
        self.filters = Filters(database)
        self.headlines = Headlines(database)
        self.housekeeping = Housekeeping(database)
        self.notices = Notices(database)
        self.offers = Offers(database)
        self.people = People(database)
        self.ratings = Ratings(database)
        self.saved = Saved(database)
        self.schedules = Schedules(database)
        self.search = Search(database)
        self.submissions = Submissions(database)
        self.subscriptions = Subscriptions(database)
        self.summaries = Summaries(database)
        self.tags = Tags(database)
        self.updates = Updates(database)

    async def is_working(self) -> bool:
        """Return whether the database can be read and written, within `_PROBE_SECONDS`."""
        try:
            async with asyncio.timeout(_PROBE_SECONDS):
                async with self._database.read() as connection:
                    await connection.execute(select(chats.c.chat_id).limit(1))
                await self._database.probe()
        except (SQLAlchemyError, TimeoutError):
            return False
        return True
