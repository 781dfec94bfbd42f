"""Lists of words per language; written for this project."""
