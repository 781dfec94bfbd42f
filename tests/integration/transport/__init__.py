"""Requests to a Bot API server."""
