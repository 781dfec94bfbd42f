"""Summaries: language, sentences, ranks, quality."""
