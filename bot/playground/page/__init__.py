"""The chat page of the playground, served together with the Bot API server.

Read `playground.py` first (the server with its page), then `personas.py` (users and chats),
`views.py` (content for a persona), `live_updates.py` (server-sent events) and `actions.py` (a
persona's actions).
"""
