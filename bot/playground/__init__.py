"""A Bot API server of our own: the wire of the tests."""
