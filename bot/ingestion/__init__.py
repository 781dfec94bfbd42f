"""From a link, a file or a text to a stored article."""
