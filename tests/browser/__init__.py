"""The playground in a real headless browser."""
