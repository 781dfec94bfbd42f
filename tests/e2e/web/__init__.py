"""The HTTP server of the whole bot."""
