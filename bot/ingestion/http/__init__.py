"""The only code that dials out for content: fetcher, address policy, limits and politeness."""
