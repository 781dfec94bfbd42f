"""Readers that convert HTML pages, PDF, .docx, .epub and plain text to a `Draft`."""
