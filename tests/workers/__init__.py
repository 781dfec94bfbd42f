"""What stages and the process pool promise."""
