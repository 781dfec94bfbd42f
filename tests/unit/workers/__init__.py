"""Polling workers, fair semaphore, clock."""
