"""Tests: each name is a sentence about behavior."""
