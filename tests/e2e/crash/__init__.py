"""A kill or a fault of the machine loses nothing and repeats almost nothing."""
