"""What `bot/i18n` promises."""
