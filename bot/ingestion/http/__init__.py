"""HTTP client for pages and feeds: address policy, limits, robots.txt and request throttling."""
