"""Duplicate detection: exact copies of an article, and articles about the same story."""
