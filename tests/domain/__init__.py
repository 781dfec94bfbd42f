"""What `bot/domain` promises."""
