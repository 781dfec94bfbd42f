"""Tests of summaries in separate processes."""
