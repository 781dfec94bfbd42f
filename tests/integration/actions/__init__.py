"""Actions on a real database."""
