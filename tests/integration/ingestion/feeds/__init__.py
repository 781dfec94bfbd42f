"""From a feed to articles."""
