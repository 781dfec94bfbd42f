"""End-to-end tests: people talk to the shipped bot."""
