"""To and from Telegram over HTTP."""
