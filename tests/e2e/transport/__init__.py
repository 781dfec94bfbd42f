"""Updates on their way through the whole bot."""
