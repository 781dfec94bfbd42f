"""The languages of articles that a person can read, by the language in which the bot speaks."""

_UZBEK = ("uz", "uz-Cyrl")  # one language in two scripts
_READ_BY = {"uz": _UZBEK, "uz-Cyrl": _UZBEK}


def reading_languages(language: str) -> tuple[str, ...]:
    """Return the languages of articles for a reader of `language`, such as `en` or `uz`."""
    return _READ_BY.get(language, (language,))
