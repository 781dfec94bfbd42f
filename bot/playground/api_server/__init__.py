"""A Bot API server of our own, for the tests and the playground.

It speaks HTTP as api.telegram.org does and imports nothing of the bot's. Read `server.py` first
(the Python API), then `scenario.py` (users and chats), `people.py` (what a user can do) and
`methods/` (what the bot can call).
"""
