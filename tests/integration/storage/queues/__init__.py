"""Tests of the queues of waiting work."""
