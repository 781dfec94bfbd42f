"""What waits to be done: feeds, submissions, feed items, fan-out, deliveries and digests."""
