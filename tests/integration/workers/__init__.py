"""The process pool, and workers that are canceled."""
