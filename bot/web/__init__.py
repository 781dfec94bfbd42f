"""HTTP server of the bot: health, readiness, metrics and the webhook route."""
