"""Score sentences with a ranker, and select the best ones."""
