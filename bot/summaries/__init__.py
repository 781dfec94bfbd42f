"""From a text to the sentences worth reading."""
