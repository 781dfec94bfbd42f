"""Database access: the engine, the repositories and the work queues."""
