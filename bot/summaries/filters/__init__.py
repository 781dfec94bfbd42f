"""Filters that reject sentences or texts: boilerplate, fragments, anaphora, binary data."""
