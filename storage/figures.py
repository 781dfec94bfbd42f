"""Figures for editors and operators."""

from dataclasses import dataclass

from sqlalchemy import FromClause, func, select

from storage.database import Database
from storage.schema import articles, chats, deliveries, ratings, submissions, subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How much there is of everything."""

    articles: int
    chats: int
    asleep: int
    subscriptions: int
    ratings: int
    submissions: int  # not read yet
    deliveries: dict[str, int]  # by state


class Counts:
    """Counts rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def figures(self) -> Figures:
        """Return the figures of this moment."""
        unread = submissions.select().where(submissions.c.state == "received").subquery()
        asleep = chats.select().where(chats.c.asleep_since.is_not(None)).subquery()
        counted: dict[str, FromClause] = {
            "articles": articles,
            "chats": chats,
            "asleep": asleep,
            "subscriptions": subscriptions,
            "ratings": ratings,
            "submissions": unread,
        }
        async with self._database.read() as connection:
            counts = {
                name: (
                    await connection.execute(select(func.count()).select_from(rows))
                ).scalar_one()
                for name, rows in counted.items()
            }
        return Figures(**counts, deliveries=await self.deliveries())

    async def deliveries(self) -> dict[str, int]:
        """Return how many deliveries there are, by state."""
        state = deliveries.c.state
        query = select(state, func.count().label("rows")).group_by(state)
        async with self._database.read() as connection:
            return {row.state: row.rows for row in await connection.execute(query)}
