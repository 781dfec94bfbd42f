"""Tests of delivery: from summarized articles to messages."""
