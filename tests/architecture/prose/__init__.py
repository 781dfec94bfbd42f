"""Check the project's prose; `python -m tests.architecture.prose` prints each sentence to rewrite.

`passages` reads docstrings, comments and Markdown, `sentences` splits them, `rules` judges one
sentence, and `names` judges the spelling of identifiers. No package does this for us: Vale's on
PyPI downloads its program at the first run, and proselint reads no docstrings.
"""
