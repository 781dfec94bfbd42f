"""Canonical URLs, fingerprints, the recent index."""
