"""Handlers of Telegram updates, one module per feature; routes.py lists them all."""
