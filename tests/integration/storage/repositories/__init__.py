"""Repositories, one per table group."""
