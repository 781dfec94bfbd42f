"""Tests of reading in the process pool."""
