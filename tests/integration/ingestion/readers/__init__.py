"""Reading in the process pool."""
