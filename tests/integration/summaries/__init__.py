"""Summaries in processes of their own."""
