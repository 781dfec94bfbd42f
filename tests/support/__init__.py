"""Code that several suites share: parts of fixtures, servers, samples and measurements."""
