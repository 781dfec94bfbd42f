"""One address for one article: what of a URL names it, and what only follows its reader."""

from urllib.parse import unquote_plus

from yarl import URL

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
_CAME_FROM = {"from", "ref", "source"}  # tracking only with one of these values
_PLACES = {
    *("rss", "feed", "telegram", "tg", "twitter", "x", "facebook", "fb", "vk", "ok", "instagram"),
    *("whatsapp", "viber", "linkedin", "reddit", "google", "googlenews", "yandex", "dzen"),
    *("newsletter", "email", "mail", "social", "share", "push", "homepage", "main", "top"),
}
_MOBILE = ("www.", "m.", "amp.")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str:
    """Return `url` as every copy of the link is written: the address that is stored and shown.

    Scheme and host in lower case (international names as punycode); no default port, login or
    fragment; the query sorted, without what only tells where a reader came from. Doing it twice
    changes nothing.

    Raises:
        ValueError: `url` is no absolute http or https address.
    """
    return str(_canonical(url))


def without_login(url: str) -> str:
    """Return `url` without user name, password and fragment, which are nobody's to keep.

    Raises:
        ValueError: it is no absolute http or https address.
    """
    parsed = URL(url.strip())
    if parsed.scheme not in _DEFAULT_PORTS or not parsed.raw_host:
        raise ValueError("not an absolute http or https address")
    return str(parsed.with_user(None).with_fragment(None))


def dedupe_key(url: str) -> str:
    """Return what all addresses of one article share; a key, not an address.

    As `canonical_url`, and without the scheme, leading `www.`, `m.`, `amp.`, a trailing `/amp`,
    `amp` among the query, and trailing slashes.

    Raises:
        ValueError: `url` is no absolute http or https address.
    """
    parsed = _canonical(url)
    host = _without_mobile(_bracketed(parsed.raw_host or ""))
    port = "" if parsed.port in _DEFAULT_PORTS.values() else f":{parsed.port}"
    query = "&".join(p for p in parsed.raw_query_string.split("&") if p and not _asks_for_amp(p))
    return host + port + _without_amp(parsed.raw_path) + (f"?{query}" if query else "")


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
    if name in _CAME_FROM:
        return value in _PLACES
    return name.startswith("utm_") or name in _TRACKING


def _asks_for_amp(parameter: str) -> bool:
    return parameter.lower() in {"amp", "amp=", "amp=1", "amp=true", "outputtype=amp"}


def _without_mobile(host: str) -> str:
    """Drop `www.`, `m.` and `amp.` in front, as long as what is left is still a domain."""
    for prefix in _MOBILE:
        rest = host.removeprefix(prefix)
        if rest != host and "." in rest:
            return _without_mobile(rest)
    return host


def _without_amp(path: str) -> str:
    bare = path.rstrip("/")
    shorter = bare.removesuffix("/amp")
    return bare if shorter == bare else _without_amp(shorter)
