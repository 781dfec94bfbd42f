"""Tests of the way from a link, a file or a text to a draft."""
