"""Feeds: discovery, polling on a schedule, parsing, and the worker that stores their items."""
