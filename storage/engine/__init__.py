"""The database engine: connections, transactions, schema, migrations, backup and restore."""
