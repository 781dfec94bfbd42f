"""Message text, entities, links and keyboards: parsed and checked as Telegram does."""
