"""What a person can do; one file, one verb."""
