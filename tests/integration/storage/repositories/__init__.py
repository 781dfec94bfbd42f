"""Tests of the repositories, one per table group."""
