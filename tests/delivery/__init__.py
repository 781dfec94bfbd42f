"""Tests of the rate limiter, the errors of sending, and the sender."""
