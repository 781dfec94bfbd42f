"""Messages, buttons and deep links as plain data, without Telegram's library."""
