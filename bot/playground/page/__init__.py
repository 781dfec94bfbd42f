"""The chat page on top of the Bot API server: personas, what they see, what they can do.

Read `playground.py` first (the server with its page), then `cast.py` (who is there), `views.py`
(what a persona sees), `feed.py` (how a page learns of changes) and `verbs.py` (what it can do).
"""
