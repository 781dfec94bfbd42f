"""Messages counted by the whole bot."""
