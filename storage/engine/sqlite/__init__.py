"""SQLite: its driver and its files."""
