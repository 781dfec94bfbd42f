"""Filters that reject texts and sentences: boilerplate, fragments, binary data, no news."""
