"""How the database is opened, written and brought to the newest schema."""
