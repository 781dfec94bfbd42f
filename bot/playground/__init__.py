"""A Bot API server of our own: the wire of the tests and the heart of the browser playground.

It speaks HTTP as api.telegram.org does and shares no code with the bot. Read `server.py` first
(the Python API), then `stage.py` (the cast), `people.py` (what a person can do) and `methods/`
(what the bot can ask for).
"""
