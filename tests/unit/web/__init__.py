"""The HTTP server's parts."""
