"""Bytes to a document: web pages, PDF, .docx, .epub and plain text."""
