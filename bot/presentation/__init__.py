"""Words on the screen as plain data."""
