"""Tests of ingestion: from links, files and feeds to stored articles."""
