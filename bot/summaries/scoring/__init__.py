"""Sentences to scores, and scores to a choice."""
