"""Background workers: polling loops, housekeeping, and a process pool for CPU-bound work."""
