"""From a summarised article to messages in chats."""
