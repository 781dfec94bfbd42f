"""Retry policy and rate limiter."""
