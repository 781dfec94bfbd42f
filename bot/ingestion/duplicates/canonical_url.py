"""URL normalization: canonical URLs without tracking parameters, and keys for deduplication."""

from urllib.parse import unquote_plus

from yarl import URL

from bot.domain.index_key import index_key

_TRACKING = {
    *("fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "ttclid", "yclid"),
    *("ysclid", "_openstat", "erid", "igshid", "igsh", "mc_cid", "mc_eid", "_ga", "_gl", "mkt_tok"),
    *(
        "_hsenc",
        "_hsmi",
        "vero_id",
        "oly_anon_id",
        "oly_enc_id",
        "fb_action_ids",
        "fb_action_types",
    ),
}
_REFERRER_PARAMETERS = {"from", "ref", "source"}  # tracking only with a value in _REFERRERS
_REFERRERS = {
    *("rss", "feed", "telegram", "tg", "twitter", "x", "facebook", "fb", "vk", "ok", "instagram"),
    *("whatsapp", "viber", "linkedin", "reddit", "google", "googlenews", "yandex", "dzen"),
    *("newsletter", "email", "mail", "social", "share", "push", "homepage", "main", "top"),
}
_HOST_PREFIXES = ("www.", "m.", "amp.")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str:
    """Return the canonical form of `url`, which is stored and shown.

    Scheme and host are in lower case (international names as punycode). Default port, login,
    fragment and tracking parameters are removed, and the query is sorted. Idempotent.

    Raises:
        ValueError: `url` is not an absolute http or https address.
    """
    return str(_canonical(url))


def without_login(url: str) -> str:
    """Return `url` without user name, password and fragment.

    Raises:
        ValueError: `url` is not an absolute http or https address.
    """
    parsed = URL(url.strip())
    if parsed.scheme not in _DEFAULT_PORTS or not parsed.raw_host:
        raise ValueError("not an absolute http or https address")
    return str(parsed.with_user(None).with_fragment(None))


def address_and_key(url: str) -> tuple[str, str]:
    """Return `url` without login and fragment, and its `dedupe_key`.

    Raises:
        ValueError: `url` is not an absolute http or https address.
    """
    return without_login(url), dedupe_key(url)


def dedupe_key(url: str) -> str:
    """Return a key that is equal for all URLs of one article.

    The key is the canonical URL without the scheme, a leading `www.`, `m.` or `amp.`, a trailing
    `/amp`, an `amp` parameter in the query, and trailing slashes. Of a very long URL it is a hash.

    Raises:
        ValueError: `url` is not an absolute http or https address.
    """
    parsed = _canonical(url)
    host = _without_prefixes(_bracketed(parsed.raw_host or ""))
    port = "" if parsed.port in _DEFAULT_PORTS.values() else f":{parsed.port}"
    query = "&".join(p for p in parsed.raw_query_string.split("&") if p and not _is_amp(p))
    key = host + port + _without_amp(parsed.raw_path) + (f"?{query}" if query else "")
    return index_key(key)


def _canonical(url: str) -> URL:
    parsed = URL(url.strip())
    if parsed.scheme not in _DEFAULT_PORTS or not parsed.raw_host:
        raise ValueError("not an absolute http or https address")
    kept = [part for part in parsed.raw_query_string.split("&") if part and not _is_tracking(part)]
    return URL.build(
        scheme=parsed.scheme,
        host=_bracketed(parsed.raw_host.rstrip(".").lower()),
        port=None if parsed.port == _DEFAULT_PORTS[parsed.scheme] else parsed.port,
        path=parsed.raw_path or "/",
        query_string="&".join(sorted(kept)),
        encoded=True,
    )


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_tracking(parameter: str) -> bool:
    name, _, value = (unquote_plus(part).lower() for part in parameter.partition("="))
    if name in _REFERRER_PARAMETERS:
        return value in _REFERRERS
    return name.startswith("utm_") or name in _TRACKING


def _is_amp(parameter: str) -> bool:
    return parameter.lower() in {"amp", "amp=", "amp=1", "amp=true", "outputtype=amp"}


def _without_prefixes(host: str) -> str:
    """Remove leading `www.`, `m.` and `amp.` labels, but keep at least two labels."""
    for prefix in _HOST_PREFIXES:
        rest = host.removeprefix(prefix)
        if rest != host and "." in rest:
            return _without_prefixes(rest)
    return host


def _without_amp(path: str) -> str:
    bare = path.rstrip("/")
    shorter = bare.removesuffix("/amp")
    return bare if shorter == bare else _without_amp(shorter)
