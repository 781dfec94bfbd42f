"""Readers of pages, documents and pasted texts."""
