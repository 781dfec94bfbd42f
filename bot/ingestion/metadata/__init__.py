"""What a page says about its article: headline, dates, tags, and whether it is an article."""
