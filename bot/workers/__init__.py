"""Keeps the stages running, and slow work off the event loop."""
