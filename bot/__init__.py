"""Xulosa: a Telegram bot that stores, summarizes, recommends and shares news."""

__version__ = "0.1.0"
