"""Page metadata: headline, dates, tags, and the check that a page is an article."""
