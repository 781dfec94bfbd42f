"""The fetcher against a site that misbehaves; ids begin with the row of the list of bad inputs."""

import pytest

from bot.domain.errors import PersonError, Refused, Unreadable
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.fetcher import CheckedResolver, Fetcher, Limits
from tests.support.fetcher_limits import HOME, small_limits
from tests.support.refused_addresses import REFUSED
from tests.support.web_site import (
    HTML,
    Names,
    SlowNames,
    page,
    to,
)


async def test_a_page_is_fetched_with_an_honest_name_and_no_cookies(site, fetcher):
    url = site.on("/", page(HTML, content_type="text/html; charset=utf-8", Set_Cookie="a=b"))

    await fetcher.get(url)
    found = await fetcher.get(url, headers={"If-None-Match": '"x"'}, accept="application/rss+xml")

    assert found.body == HTML.encode()
    assert (found.url, found.status, found.content_type) == (url, 200, "text/html")
    assert found.charset == "utf-8"
    assert not found.is_moved
    sent = site.visits[-1].headers
    assert sent["user-agent"] == "Xulosa/0.1 (news bot)"
    assert sent["accept-encoding"] == "gzip, deflate"
    assert sent["accept"] == "application/rss+xml"
    assert sent["if-none-match"] == '"x"'
    assert "cookie" not in sent


async def test_a_fetcher_can_be_closed_twice(site, fetcher):
    site.on("/", page())
    await fetcher.get(site.url())

    await fetcher.close()
    await fetcher.close()


class TestNames:
    @pytest.mark.parametrize(
        "answers",
        [
            pytest.param(["127.0.0.1"], id="21-private"),
            pytest.param(["93.184.215.14", "10.0.0.1"], id="22-one-of-two-private"),
            pytest.param(["::ffff:127.0.0.1"], id="21-wrapped"),
            pytest.param(["fe80::1%eth0"], id="21-zone"),
        ],
    )
    async def test_a_private_answer_blocks_the_name(self, answers):
        async with Fetcher(resolver=Names(news_test=[answers])) as fetcher:
            with pytest.raises(Refused) as caught:
                await fetcher.get("http://news.test/")

        assert caught.value.text_key == "link.refused"

    async def test_the_second_answer_is_judged_again(self):
        """[23-rebinding]"""
        names = Names(news_test=[["93.184.215.14"], ["127.0.0.1"]])
        resolver = CheckedResolver(names, Allowlist(), timeout=1.0)

        (first,) = await resolver.resolve("news.test", 80)

        assert first["host"] == "93.184.215.14"
        with pytest.raises(Refused):
            await resolver.resolve("news.test", 80)

    async def test_a_request_looks_its_name_up_once(self, site, fetcher, names):
        """[23-the-checked-address-is-dialed]"""
        await fetcher.get(site.on("/", page()))

        assert names.asked == ["news.test"]

    @pytest.mark.parametrize(
        "resolver",
        [pytest.param(Names(), id="24-unknown"), pytest.param(SlowNames(), id="24-hangs")],
    )
    async def test_an_unknown_name_is_not_found(self, resolver):
        async with Fetcher(resolver=resolver, limits=small_limits(lookup=5)) as fetcher:
            with pytest.raises(Unreadable) as caught:
                await fetcher.get("http://nowhere.test/")

        assert caught.value.text_key == "link.not_found"
        assert caught.value.values == {"host": "nowhere.test"}

    def test_a_name_is_looked_up_for_five_seconds_at_most(self):
        """[24-five-seconds]"""
        assert Limits().lookup <= 5

    async def test_an_allowed_name_may_point_inside_on_its_port_only(self, site):
        allow = Allowlist.parse(f"news.test:{site.port}")
        async with Fetcher(allow, resolver=Names(news_test=HOME)) as fetcher:
            assert (await fetcher.get(site.on("/", page()))).status == 200
            with pytest.raises(Refused):
                await fetcher.get("http://news.test/")

    @pytest.mark.parametrize("url", [url for _, url in REFUSED], ids=[row for row, _ in REFUSED])
    async def test_a_refused_address_is_never_looked_up(self, site, fetcher, names, url):
        with pytest.raises(PersonError):
            await fetcher.get(url)

        assert names.asked == []
        assert site.visits == []

    async def test_a_literal_address_is_refused_without_a_visit(self, site, fetcher):
        with pytest.raises(Refused):
            await fetcher.get(f"http://127.0.0.1:{site.port}/")

        assert site.visits == []


class TestRedirects:
    @pytest.mark.parametrize(
        "location",
        [
            pytest.param("http://169.254.169.254/latest/meta-data/", id="37-metadata"),
            pytest.param("http://inside.test/", id="37-name-that-points-inside"),
            pytest.param("file:///etc/passwd", id="38-file"),
            pytest.param("ftp://other.test/", id="38-ftp"),
            pytest.param("//127.0.0.1/", id="37-scheme-relative"),
            pytest.param("http://u:p@other.test/", id="27-login"),
            pytest.param("http://other.test/\udcff", id="41-not-utf-8"),
        ],
    )
    async def test_a_hop_is_judged_like_an_address(self, site, fetcher, location):
        with pytest.raises(Refused):
            await fetcher.get(site.on("/", to(location)))

    @pytest.mark.parametrize(
        ("location", "path"),
        [
            pytest.param("/there", "/there", id="41-relative"),
            pytest.param("there", "/there", id="41-relative-to-the-page"),
            pytest.param("/so bad", "/so%20bad", id="41-space"),
            pytest.param("/новость", "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C", id="41-utf-8"),
        ],
    )
    async def test_a_relative_hop_is_followed(self, site, fetcher, location, path):
        site.on(path, page())

        found = await fetcher.get(site.on("/", to(location)))

        assert found.url == site.url(path)

    @pytest.mark.parametrize(
        "location", ["", "/", "?again"], ids=["41-empty", "39-self", "39-turn"]
    )
    async def test_a_circle_ends_after_five_hops(self, site, fetcher, location):
        with pytest.raises(Unreadable) as caught:
            await fetcher.get(site.on("/", to(location)))

        assert caught.value.text_key == "page.redirects"
        assert len(site.visits) == 6

    async def test_five_hops_are_followed(self, site, fetcher):
        for hop in range(5):
            site.on(f"/{hop}", to(f"/{hop + 1}"))
        site.on("/5", page())

        assert (await fetcher.get(site.url("/0"))).url == site.url("/5")

    async def test_only_a_chain_of_permanent_hops_has_moved(self, site, fetcher):
        site.on("/old", to("/newer", "301 Moved Permanently"))
        site.on("/newer", to("/new", "308 Permanent Redirect"))
        site.on("/now", to("/old", "302 Found"))
        site.on("/new", page())

        assert (await fetcher.get(site.url("/old"))).is_moved
        assert not (await fetcher.get(site.url("/now"))).is_moved
        assert not (await fetcher.get(site.url("/new"))).is_moved

    async def test_a_meta_refresh_is_not_followed(self, site, fetcher):
        """[42-meta-refresh]"""
        body = '<meta http-equiv="refresh" content="0;url=http://127.0.0.1/">'

        assert (await fetcher.get(site.on("/", page(body)))).body == body.encode()
        assert len(site.visits) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param(page(b"%PDF-1.7 ...", content_type="text/html"), "pdf", id="56-pdf-by-magic"),
        pytest.param(page(b"...", content_type="application/pdf"), "pdf", id="56-pdf-by-type"),
        pytest.param(page(b"...", content_type="image/png"), "image", id="56-image"),
        pytest.param(page(b"\xff\xd8\xff\xe0" * 200, content_type=""), "image", id="56-jpeg"),
        pytest.param(page(b"\0\0\0\x18ftypmp42", content_type=""), "video", id="56-video"),
        pytest.param(page(b"PK\x03\x04...", content_type=""), "archive", id="56-zip"),
        pytest.param(
            page(b"...", content_type="video/mp4", Content_Length=str(10**9)), "video", id="56-long"
        ),
    ],
)
async def test_a_body_that_is_not_text_is_unreadable(site, fetcher, answer, kind):
    with pytest.raises(Unreadable) as caught:
        await fetcher.get(site.on("/", answer))

    assert caught.value.text_key == "page.not_a_page"
    assert caught.value.values == {"kind": kind}


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified", "404 Not Found"])
async def test_the_status_of_a_response_is_returned(site, fetcher, status):
    found = await fetcher.get(site.on("/", page("", status, ETag='"x"')))

    assert found.status == int(status[:3])
    assert found.headers["etag"] == '"x"'
    assert found.body == b""
