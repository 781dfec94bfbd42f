"""What the bot says, per language."""
