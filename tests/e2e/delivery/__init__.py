"""Delivery of messages by the whole bot."""
