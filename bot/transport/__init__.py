"""Transport: requests to the Bot API and incoming updates, by polling or webhook."""
