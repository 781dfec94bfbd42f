"""The languages of articles that a person can read, by the language in which the bot speaks."""

_READ_BY = {"uz": ("uz", "uz-Cyrl"), "uz-Cyrl": ("uz-Cyrl", "uz")}  # one language in two scripts


def reading_languages(language: str) -> tuple[str, ...]:
    """Return the languages of articles for a reader of `language`, the own script first."""
    return _READ_BY.get(language, (language,))
