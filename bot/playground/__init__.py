"""The bot in a browser: our own Bot API server and a chat page in front of it."""
