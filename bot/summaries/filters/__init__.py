"""Which sentences may stand in a summary."""
