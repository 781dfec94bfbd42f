"""Tests of the Bot API server that the other tests run against."""
