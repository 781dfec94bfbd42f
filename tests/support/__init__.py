"""What several suites share: fixtures' parts, servers, samples and measures."""
