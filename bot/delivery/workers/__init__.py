"""Delivery workers: each polls a queue in the database."""
