"""The HTTP server: whom it answers, and at what cost."""
