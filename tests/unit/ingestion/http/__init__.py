"""Addresses, allowlists and responses."""
