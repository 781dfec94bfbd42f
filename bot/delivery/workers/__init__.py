"""Workers that take what waits in the database and send it."""
