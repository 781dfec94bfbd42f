"""Our own HTML pages become drafts; ids begin with the row of the list of bad inputs."""

import json
import pickle
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.article import TITLE_MAX, Draft
from bot.domain.errors import Unreadable
from bot.ingestion.metadata.page_metadata import site_of
from bot.ingestion.readers.html_page import HTML_MAX, read_page

NOW = datetime(2025, 6, 20, 12, 0, tzinfo=UTC)
URL = "https://www.daryo.example.com/2025/06/18/bridge/?id=7"
PARAGRAPHS = [
    "A bridge of four hundred metres across the Zarafshan was opened in Samarkand on Monday.",
    "It took three years to build and cost sixty million dollars, the ministry of transport said.",
    "Traffic in the old town should shrink by a third, the city's planners said in spring.",
    "Buses will cross it from Tuesday; lorries have to wait until the approach road is finished.",
]


def html(head: str = "", body: str | None = None, lang: str = "en") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS) if body is None else body
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head>'
        f'<body><nav><a href="/">Home</a></nav>'
        f"<article>{text}</article><footer>All rights reserved</footer></body></html>"
    )


def read(head: str = "", body: str | None = None, url: str | None = URL) -> Draft:
    return read_page(html(head, body), url, NOW)


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def linked_data(**fields: object) -> str:
    data = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **fields})
    return f'<script type="application/ld+json">{data}</script>'


def test_a_page_becomes_a_draft():
    draft = read(
        meta("og:title", "Samarkand opens a bridge | Daryo News")
        + meta("og:site_name", "Daryo News")
        + meta("article:published_time", "2025-06-18T10:00:00+05:00")
        + meta("article:section", "Local")
        + meta("article:tag", "Samarqand")
        + meta("og:image", "https://img.example.com/bridge.jpg")
        + '<link rel="canonical" href="https://daryo.example.com/2025/06/18/bridge/?utm_source=x">'
    )

    assert draft.title == "Samarkand opens a bridge"
    assert draft.body == "\n".join(PARAGRAPHS)
    assert draft.source == "Daryo News"
    assert draft.published_at == datetime(2025, 6, 18, 5, 0, tzinfo=UTC)
    assert draft.section == "Local"
    assert draft.tags == ("Samarqand",)
    assert draft.image_url == "https://img.example.com/bridge.jpg"
    assert draft.canonical_url == "https://daryo.example.com/2025/06/18/bridge/"
    assert draft.language == "en"
    assert draft.url == URL
    assert pickle.loads(pickle.dumps(draft)) == draft  # noqa: S301 - our own


class TestTitle:
    @pytest.mark.parametrize(
        ("head", "body", "title"),
        [
            ("<title>Samarkand opens a bridge - Some Site</title>", "", "Samarkand opens a bridge"),
            ("<title>Samarkand opens a bridge</title>", "", "Samarkand opens a bridge"),
            ("", "<h1>Samarkand opens <i>a</i> bridge</h1>", "Samarkand opens a bridge"),
            (linked_data(headline="Dogs &amp; cats live well"), "", "Dogs & cats live well"),
            (
                meta("og:title", "Old town — new bridge: who pays | daryo"),
                "",
                "Old town — new bridge: who pays",
            ),
            (
                meta("og:title", "You will not believe it")
                + linked_data(headline="Samarkand opens a bridge")
                + "<title>Samarkand opens a bridge - Daryo</title>",
                "<h1>A bridge</h1>",
                "Samarkand opens a bridge",
            ),
            pytest.param(
                meta("og:title", "&lt;b&gt;A &amp; B&lt;/b&gt; &lt;script&gt;"),
                "",
                "<b>A & B</b> <script>",
                id="66-markup-is-text",
            ),
            pytest.param(meta("og:title", "a\u202eb\u200bc"), "", "abc", id="67-override"),
        ],
    )
    def test_the_headline_is_found_without_the_site(self, head, body, title):
        text = body + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)

        assert read(head, text, url="https://daryo.uz/1").title == title

    def test_an_endless_title_is_cut(self):
        """[67-megabyte]"""
        title = read(meta("og:title", "word " * 200_000)).title

        assert len(title) <= TITLE_MAX
        assert title.endswith("…")

    def test_a_page_without_a_headline_takes_its_beginning(self):
        assert PARAGRAPHS[0].startswith(read().title.rstrip("…"))


class TestDate:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("2025-06-18", "2025-06-18T00:00"),
            ("2025-06-18 16:00:34 +02:00", "2025-06-18T14:00"),
            ("2025-06-18T16:00:34.123456+0500", "2025-06-18T11:00"),
            ("Wed, 18 Jun 2025 10:00:00 GMT", "2025-06-18T10:00"),
            pytest.param("2025-06-21T01:00:00Z", "2025-06-20T12:00", id="68-tomorrow-is-now"),
            pytest.param("9999-99-99", None, id="68-no-date"),
            pytest.param("1900-01-01", None, id="68-1900"),
            pytest.param("30000-01-01", None, id="68-year-30000"),
            pytest.param("2026-06-20", None, id="68-next-year"),
            pytest.param("0001-01-01T00:00:00+14:00", None, id="68-before-time"),
            pytest.param("1750412345", None, id="68-number"),
            pytest.param("x" * 5000, None, id="68-garbage"),
        ],
    )
    def test_a_date_is_read_in_utc_and_nonsense_passed_over(self, written, expected):
        found = read(meta("article:published_time", written), url=None).published_at

        assert (found and found.isoformat(timespec="minutes")[:16]) == expected

    def test_nonsense_does_not_hide_a_credible_date(self):
        head = linked_data(datePublished="9999-99-99") + meta("date", "2025-06-18")

        found = read(head).published_at

        assert found == datetime(2025, 6, 18, tzinfo=UTC)

    def test_the_address_gives_the_day_as_the_last_resort(self):
        assert read().published_at == datetime(2025, 6, 18, tzinfo=UTC)

    @given(st.text(max_size=40))
    @settings(max_examples=30)
    def test_no_date_is_an_error_or_in_the_future(self, written):
        found = read(linked_data(datePublished=written)).published_at

        assert found is None or found <= NOW


@pytest.mark.parametrize(
    ("stated", "believed"),
    [
        ("https://daryo.example.com/bridge", "https://daryo.example.com/bridge"),
        ("/bridge", "https://www.daryo.example.com/bridge"),
        pytest.param("https://other.com/bridge", None, id="69-another-site"),
        pytest.param("http://127.0.0.1/", None, id="69-private"),
        pytest.param("javascript:alert(1)", None, id="69-script"),
        pytest.param("http://[broken", None, id="69-broken"),
        pytest.param("https://www.daryo.example.com/", None, id="69-front-page"),
        pytest.param("", None, id="69-empty"),
    ],
)
def test_a_canonical_address_is_believed_on_its_own_site_only(stated, believed):
    assert read(f'<link rel="canonical" href="{stated}">').canonical_url == believed
    assert read(meta("og:url", stated)).canonical_url == believed


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("www.gov.uz", "gov.uz"),
        ("one.github.io", "one.github.io"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
        ("xn--d1abbgf6aiiy.xn--p1ai", "xn--d1abbgf6aiiy.xn--p1ai"),
    ],
)
def test_the_registrable_domain_is_known_without_a_network(host, site):
    assert site_of(host) == site


@pytest.mark.parametrize(
    "image",
    [
        pytest.param("http://192.168.0.1/a.jpg", id="70-private"),
        pytest.param("data:image/png;base64,AAAA", id="70-data"),
        pytest.param("/relative.jpg", id="70-relative"),
        pytest.param("http://u:p@a.com/a.jpg", id="70-login"),
    ],
)
def test_a_picture_that_nobody_should_open_is_dropped(image):
    assert read(meta("og:image", image)).image_url is None


def test_tags_are_a_union_of_at_most_twelve():
    draft = read(
        linked_data(keywords=["Samarqand", "category: Bridges", "8ae9ab2d-fe1b-4230-a59b52877682"])
        + meta("article:tag", "samarqand")
        + meta("article:tag", "<b>river</b>")
        + '<meta name="news_keywords" content="water, old town; ???, example.com">'
        + f'<meta name="keywords" content="{",".join(f"word{n}" for n in range(500))}">'
    )

    assert draft.tags[:5] == ("Samarqand", "Bridges", "b river b", "water", "old town")
    assert len(draft.tags) == 12


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("uz-Cyrl", "uz-Cyrl"),
        ("ru_RU", "ru"),
        ("EN-us", "en"),
        ("uz-Latn-UZ", "uz-Latn"),
        ("?", None),
    ],
)
def test_the_claimed_language_is_read(written, language):
    assert read_page(html(lang=written), URL, NOW).language == language


COOKIE_WALL = """<p>We and our 843 partners use cookies to store and access personal data on your
device for advertising and content measurement.</p><p>You can accept all cookies or manage your
privacy choices at any time in the settings of this site.</p>"""
RUSSIAN_COOKIE_WALL = """<p>Мы используем файлы cookie, чтобы сайт работал лучше, и передаём данные
партнёрам.</p><p>Продолжая пользоваться сайтом, вы соглашаетесь с политикой обработки данных.</p>"""
PAYWALL = """<p>This article is for subscribers of the paper and those who read it on other
devices.</p><p>Already a subscriber? Log in to continue reading, or choose one of the offers
below.</p>"""
CAPTCHA = """<p>Please verify that you are human by completing the action below, then go on.</p>
<p>The site needs to review the security of your connection before proceeding to it.</p>"""
NO_ARTICLE = [
    ("61-script-only", "<div id=root></div><script>render()</script>"),
    ("61-empty", ""),
    ("61-enable-javascript", "<p>You need to enable JavaScript to run this app.</p>" * 3),
    ("60-cookie-wall", COOKIE_WALL),
    ("60-cookie-wall-in-russian", RUSSIAN_COOKIE_WALL),
    ("60-paywall", PAYWALL),
    ("60-captcha", CAPTCHA),
]


@pytest.mark.parametrize("body", [b for _, b in NO_ARTICLE], ids=[i for i, _ in NO_ARTICLE])
def test_a_page_without_an_article_is_said_to_have_no_text(body):
    with pytest.raises(Unreadable) as caught:
        read("<title>Some page</title>", body)

    assert caught.value.text_key == "page.no_text"


@pytest.mark.parametrize(
    "title", ["404", "Page not found - Daryo", "Just a moment...", "Доступ запрещён"]
)
def test_an_error_page_has_no_text(title):
    with pytest.raises(Unreadable):
        read(f"<title>{title}</title>")


def test_an_article_of_which_trafilatura_finds_a_quarter_is_whole():
    story = [f"{paragraph} This is part {part}." for part in range(12) for paragraph in PARAGRAPHS]
    shown = [f"<p>{paragraph}</p>" for paragraph in story]
    parts = "".join(shown[:12]), "".join(shown[12:])

    draft = read(body=f'<div class="text">{parts[0]}</div><div class="sidebar">{parts[1]}</div>')

    assert draft.body == "\n".join(story)


def test_a_short_note_stays_without_the_texts_beside_it():
    beside = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 2)

    draft = read(
        body=f'<div class="text">{PARAGRAPHS[0] * 3}</div><div class="sidebar">{beside}</div>'
    )

    assert PARAGRAPHS[1] not in draft.body


def test_an_article_about_cookies_is_an_article():
    body = "".join(f"<p>{text} {text}</p>" for text in PARAGRAPHS)
    body += "<p>The ministry's site uses cookies, a court found, without asking anybody for it.</p>"

    assert read("<title>Court fines the ministry for its site</title>", body).body


def test_calls_to_subscribe_are_removed_from_a_body():
    paragraphs = [f"<p>{text}</p>" for text in PARAGRAPHS]
    note = "<p>Sign up for our daily newsletter to get stories like this every morning.</p>"

    draft = read("<title>Samarkand opens a bridge</title>", note.join(paragraphs))

    assert draft.body == "\n".join(PARAGRAPHS)


TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
HOSTILE = [
    ("64-nested", html(body="<div>" * 200_000 + TEXT)),
    (
        "64-attributes",
        html(body=f"<div {' '.join(f'a{n}=1' for n in range(200_000))}>{TEXT}</div>"),
    ),
    ("64-bare-attributes", html(body=f"<p {' '.join(f'a{n}' for n in range(200_000))}>{TEXT}</p>")),
    ("64-one-line", html(body="<p>" + "word " * 300_000)),
    ("65-links", html(body=TEXT + '<a href="/x">x</a>' * 100_000)),
    ("65-deep-json", html(f'<script type="application/ld+json">{"[" * 100_000}</script>')),
    ("65-long-json", html(f'<script type="application/ld+json">["{"x" * 2_000_000}"]</script>')),
    ("65-wide-json", html(linked_data(a=[{"@type": "Thing"}] * 20_000))),
    ("58-lone-surrogate", html(body=TEXT + "<p>\ud800\0</p>")),
    ("xml-declaration", '<?xml version="1.0" encoding="utf-16"?>' + html()),
    ("unclosed", "<html><body><article><p>" + "<b><i><table><tr>" * 500 + TEXT),
    ("comment", "<!--" * 50_000),
    ("nothing", ""),
    ("only-a-comment", "<!-- -->"),
]


@pytest.mark.parametrize("page", [p for _, p in HOSTILE], ids=[i for i, _ in HOSTILE])
def test_a_hostile_page_is_read_or_unreadable(page):
    try:
        draft = read_page(page, URL, NOW)
    except Unreadable:
        return

    assert draft.title
    assert draft.body


@pytest.mark.parametrize(
    "head",
    [
        f"<script>for (i=0;i<n;i++) {{ say({'a word ' * 600}) }}</script>",
        f"<!--[if lt IE 9]><b old{' again' * 600}<![endif]-->",
        f"<style>a::before {{content: '<b {'x ' * 600}'</style>",
    ],
)
def test_a_less_than_sign_outside_of_tags_is_harmless(head):
    assert read(head).body == "\n".join(PARAGRAPHS)


def test_a_page_that_is_too_large_is_not_parsed():
    with pytest.raises(Unreadable) as caught:
        read_page("x" * (HTML_MAX + 1), URL, NOW)

    assert caught.value.text_key == "page.too_large"


pieces = st.sampled_from(
    [
        *("<p>", "</p>", "<div>", "</div>", "<h1>", "<title>", "<meta ", "<table>", "<tr>", "<td>"),
        *("<ul>", "<li>", "<script>", "<!--", "-->", "<article>", "<html lang=x>", '"', ">"),
        *("<link rel=canonical href=", "&#0;", "&amp;", "\0", "\ud800", "<?x", "<![CDATA["),
        *(PARAGRAPHS[0], PARAGRAPHS[1], linked_data(headline=[1])),
    ]
)


@given(st.lists(pieces, max_size=12).map("".join))
def test_any_markup_is_read_or_unreadable(page):
    try:
        draft = read_page(page, URL, NOW)
    except Unreadable:
        return

    assert draft.body
