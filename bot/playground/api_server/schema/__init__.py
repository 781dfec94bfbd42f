"""The parameters and objects of each Bot API method: read and checked."""
