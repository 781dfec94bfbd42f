"""Xulosa: a Telegram bot that stores, summarizes, recommends and shares news."""
