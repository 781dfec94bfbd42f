"""Translations: the message catalogues, and the translator that reads them."""
