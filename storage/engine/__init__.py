"""The database engine: connections, transactions, schema, migrations, backup, restore and move."""
