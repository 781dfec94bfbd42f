"""Delivery: sends articles, digests, broadcasts and replies to Telegram chats."""
