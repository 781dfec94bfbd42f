"""Tests of pure code: no process, no network, no database."""
