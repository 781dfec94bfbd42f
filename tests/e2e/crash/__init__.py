"""Tests that kill: nothing is lost, and next to nothing comes twice."""
