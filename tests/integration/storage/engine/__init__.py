"""Transactions, migrations, backups."""
