"""PostgreSQL: connections, errors and the search index."""
