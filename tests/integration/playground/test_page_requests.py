"""Requests of the page's server: hosts, origins, paths, files, and its content policy."""

import aiohttp
import pytest

from bot.playground.page.playground import Playground


@pytest.mark.parametrize(
    ("data", "kind", "disposition"),
    [
        (b"<script>alert(1)</script>", "application/octet-stream", "attachment"),
        (b"<svg onload='alert(1)'/>", "application/octet-stream", "attachment"),
        (b"GIF89a<script>alert(1)</script>", "image/gif", None),
        (b"\x89PNG\r\n\x1a\n", "image/png", None),
    ],
)
async def test_a_file_is_served_with_the_type_of_its_bytes(
    served: Playground,
    session: aiohttp.ClientSession,
    data: bytes,
    kind: str,
    disposition: str | None,
) -> None:
    anna = served.personas.by_name["anna"].person
    where = {"as": "anna", "chat": str(anna.id), "name": "evil.html", "caption": "/add"}
    url, said = f"{served.url}/page/do/send-file", {"Content-Type": "text/html"}

    async with session.post(url, params=where, data=data, headers=said) as response:
        assert response.status == 200, await response.text()
    document = anna.private.last.document
    assert document is not None
    async with session.get(f"{served.url}/page/files/{document['file_id']}") as response:
        body, headers = await response.read(), response.headers

    assert (body, headers["Content-Type"]) == (data, kind)
    assert headers.get("Content-Disposition") == disposition
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "["])
async def test_an_unknown_host_name_is_refused(
    served: Playground, session: aiohttp.ClientSession, host: str
) -> None:
    for path in ("/", "/page/events?as=anna", f"/bot{served.token}/getMe"):
        async with session.get(served.url + path, headers={"Host": host}) as response:
            assert response.status in {400, 421}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Content-Type": "text/plain"},
    ],
)
async def test_another_sites_page_cannot_act(
    served: Playground, session: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    url, before = f"{served.url}/page/do/start?as=anna", served.updates

    async with session.post(
        url, data=b"{}", headers={"Content-Type": "application/json", **headers}
    ) as response:
        assert response.status in {403, 415}

    assert served.updates == before


@pytest.mark.parametrize(
    "path",
    [
        *("/page/assets/../routes.py", "/page/assets/%2e%2e/routes.py", "/page/assets/"),
        *("/page/files/1", "/page/texts/xx", "/news/../page", "/news/x.svg", "/page/do/explode"),
    ],
)
async def test_an_unknown_path_is_not_found(
    served: Playground, session: aiohttp.ClientSession, path: str
) -> None:
    async with session.get(f"{served.url}{path}") as response:
        assert response.status in {404, 405}


async def test_a_body_without_end_is_cut_off(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    url = f"{served.url}/page/do/start?as=anna"

    async with session.post(
        url, data=b"[" * 200_000, headers={"Content-Type": "application/json"}
    ) as response:
        assert response.status == 413


async def test_the_page_loads_nothing_from_other_sites(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{served.url}/") as response:
        policy = response.headers["Content-Security-Policy"]
        assert "http" not in await response.text()

    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_a_sample_article_is_a_page_with_a_picture(
    served: Playground, session: aiohttp.ClientSession
) -> None:
    async with session.get(served.news.url("ru-storks")) as response:
        assert "чёрные аисты" in await response.text()
    async with session.get(served.news.picture_url("ru-storks")) as response:
        assert response.headers["Content-Type"].startswith("image/svg+xml")
        assert (await response.text()).startswith("<svg")
