"""The fetcher against sites that misbehave."""
