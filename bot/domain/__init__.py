"""Pure data and rules: what an article, a tag, a chat, a rating and a delivery are."""
