"""Ingestion: fetch and parse feeds, links, texts and files, and store the articles."""
