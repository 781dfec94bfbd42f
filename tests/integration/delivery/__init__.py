"""Summarized articles to messages."""
