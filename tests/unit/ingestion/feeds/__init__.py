"""Parsers, discovery, schedule."""
