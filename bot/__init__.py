"""Xulosa: a Telegram bot that stores, summarises, recommends and shares news. Imports nothing."""
