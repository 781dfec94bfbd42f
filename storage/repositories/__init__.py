"""Repositories: one module reads and writes one group of tables."""
