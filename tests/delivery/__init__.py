"""What the pacer, the outcomes and the sender promise."""
