"""Word lists per language, written for this project."""
