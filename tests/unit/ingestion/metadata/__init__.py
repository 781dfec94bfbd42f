"""Metadata of a page: title, date, section, tags and picture."""
