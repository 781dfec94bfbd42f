"""The state of the Bot API server: users, chats, messages, updates, queries and files."""
