"""The update queue."""
