"""The SQLite driver, and the permissions of the database files."""
