"""Tests of transactions, migrations and backups."""
