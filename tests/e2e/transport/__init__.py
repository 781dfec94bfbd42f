"""Updates from Telegram to the whole bot."""
