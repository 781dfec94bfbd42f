"""Tests of the whole bot against a Bot API server."""
