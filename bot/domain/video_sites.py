"""Sites whose pages are videos: there is no text to summarize."""

_SITES = ("youtube.com", "youtu.be", "vimeo.com", "tiktok.com", "rutube.ru", "twitch.tv")


def is_video_site(host: str) -> bool:
    """Return whether a host, such as `m.youtube.com`, is a site of videos."""
    name = host.casefold().rstrip(".")
    return any(name == site or name.endswith(f".{site}") for site in _SITES)
