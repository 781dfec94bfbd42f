"""The command line, run in a process of its own."""
