"""Feeds: asked on a schedule, parsed, and each of their items stored once."""
