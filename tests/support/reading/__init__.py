"""The reading test: people read articles of our own, and choose the best of three summaries.

`make read` starts it. The summaries are ours, the first three sentences, and that of the ranker of
sumy that is best on the language in the tables of docs/summaries.md. They have no labels.
"""
