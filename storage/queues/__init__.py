"""Work queues in the database: feeds, feed items, submissions, fan-out, deliveries, digests."""
