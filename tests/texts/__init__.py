"""What `bot/texts` promises."""
