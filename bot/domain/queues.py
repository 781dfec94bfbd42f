"""The queues of the bot: rows of tables that wait for a worker."""

from typing import Literal

Queue = Literal[
    "new articles",  # to be summarized
    "summarized articles",  # to be fanned out
    "broadcasts",
    "submissions",  # to be read
    "replies",  # to submissions
    "feeds",
    "feed items",
    "deliveries",
    "digests",
    "notices",
]
