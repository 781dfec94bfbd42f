"""Tests of requests to a Bot API server."""
