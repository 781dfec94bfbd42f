"""Tests of several parts with a real database, real HTTP or real processes."""
