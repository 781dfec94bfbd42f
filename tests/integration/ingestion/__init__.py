"""Links, files and feeds to stored articles."""
