"""Tests of actions that need no database."""
