"""Domain model: articles, tags, chats, ratings, feeds and deliveries, without any I/O."""
