"""A text to its sentences and words."""
