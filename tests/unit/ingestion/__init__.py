"""Readers, metadata, feeds and duplicates, without a network."""
