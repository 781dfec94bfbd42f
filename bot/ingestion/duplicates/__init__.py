"""Copies of one article, and articles that tell the same story."""
