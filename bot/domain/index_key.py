"""Keys that a database index can hold, whatever the length of the text."""

import hashlib

KEY_MAX = 1_000  # bytes; PostgreSQL's B-tree takes 2,704 for all columns of an index


def index_key(text: str) -> str:
    """Return `text`, or its SHA-256 if it is longer than `KEY_MAX`; equal texts have equal keys."""
    encoded = text.encode("utf-8", "surrogatepass")
    if len(encoded) <= KEY_MAX:
        return text
    return f"sha256:{hashlib.sha256(encoded).hexdigest()}"
