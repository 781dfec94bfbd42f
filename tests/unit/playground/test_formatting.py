"""The Bot API server reads formatted texts by the rules of Telegram's own library (tdlib/td)."""

import pytest

from bot.playground.api_server.errors import ApiError, Json
from bot.playground.api_server.formatting.entities import Formatted, utf16_slice
from bot.playground.api_server.formatting.links import normalize_url
from bot.playground.api_server.formatting.parse_mode import format_text


def spans(formatted: Formatted) -> list[tuple[str, str]]:
    """Return each entity's type and the text under it."""
    text = formatted.text
    return [(one.type, utf16_slice(text, one.offset, one.length)) for one in formatted.entities]


def refusal(text: str, mode: str | None = None, entities: list[Json] | None = None) -> str:
    """Return the words in which a text is refused."""
    with pytest.raises(ApiError) as error:
        format_text(text, mode, entities)
    return error.value.description.removeprefix("Bad Request: ").removeprefix(
        "can't parse entities: "
    )


_MARKDOWN = {
    "an underline may end where the italics around it end": (
        "_one __two___",
        [("italic", "one "), ("italic", "two"), ("underline", "two")],
    ),
    "bold may begin before a quote and end after it": (
        "*>one\n*",
        [("blockquote", "one"), ("bold", "one")],
    ),
    "a quote may begin after a carriage return": ("\r>one", [("blockquote", "one")]),
    "a spoiler mark before a carriage return hides the rest of a quote": (
        ">one\n>two||\r\nthree",
        [("expandable_blockquote", "one\ntwo\n")],
    ),
    "the format of a time may repeat and mix its letters": (
        "![one](tg://time?format=wwt&unix=25)",
        [("date_time", "one")],
    ),
}
_MARKDOWN_REFUSALS = {
    "another scheme than tg is no emoji": (
        "![x](t://emoji?id=1)",
        "Invalid tg://emoji or tg://time URL specified",
    ),
    "another host than emoji is no emoji": (
        "![x](tg://emojis?id=1)",
        "Invalid tg://emoji or tg://time URL specified",
    ),
    "an emoji's number has no leading zero": (
        "![x](tg://emoji?id=01)",
        "Invalid tg://emoji or tg://time URL specified",
    ),
    "an emoji needs an address": ("![x]", "The entity must contain a tg://emoji or tg://time URL"),
    "code with a language is called by another name": (
        "```py x",
        "Can't find end of PreCode entity at byte offset 0",
    ),
    "a mark of code alone opens code inside a block of code": (
        "```x`",
        "Can't find end of Code entity at byte offset 4",
    ),
    "a spoiler mark that follows an open style does not hide a quote": (
        ">one__||\ntwo",
        "Can't find end of Underline entity at byte offset 4",
    ),
}
_HTML = {
    "an attribute may have no value": ("<i hidden>one</i>", [("italic", "one")]),
    "the names of attributes are lower case": ("<a HREF='http://a.uz'>one</a>", []),
    "a text with spaces around it is no address": ("<a>a.uz </a>", [("url", "a.uz")]),
    "an address with a space in its host is none": ("<a href=' a.uz'>one</a>", []),
    "another scheme than http is no link": ("<a href='ftp://a.uz'>one</a>", []),
    "a character's number in hexadecimal begins with a small x": ("&#X41;", [("hashtag", "#X41")]),
    "a comma ends the value of an attribute in quotes": (
        '<tg-time unix="5", format="r">one</tg-time>',
        [("date_time", "one")],
    ),
    "a time without a number is plain text": ("<tg-time unix='x'>one</tg-time>", []),
    "spaces under the first entity stay": ("<pre>  one</pre>", [("pre", "  one")]),
    "italics over a mention are split where it ends": (
        "<i>@readers and</i>",
        [("mention", "@readers"), ("italic", "@readers"), ("italic", " and")],
    ),
    "a style inside another one cuts it where the inner one begins": (
        "<u>one<s>two</s></u>",
        [("underline", "one"), ("underline", "two"), ("strikethrough", "two")],
    ),
    "a link loses against a quote that begins inside it": (
        "<a href='http://a.uz'>one<blockquote>two</blockquote></a>",
        [("blockquote", "two")],
    ),
    "a time has no style inside": ("<tg-time unix=5><b>one</b></tg-time>", [("date_time", "one")]),
}
_HTML_REFUSALS = {
    "a tag may not end inside an attribute": (
        "<i a",
        'Unclosed start tag "i" at byte offset 0',
    ),
    "a slash is no name of an attribute": (
        "<b />",
        'Empty attribute name in the tag "b" at byte offset 0',
    ),
    "a time's format has its own letters": (
        "<tg-time unix=5 format=x>one</tg-time>",
        "Invalid date format used",
    ),
    "an emoji's number has no leading zero": (
        "<tg-emoji emoji-id='01'>x</tg-emoji>",
        "Invalid custom emoji identifier specified",
    ),
    "half a character is refused after all tags are read": (
        "<b>&#xd83d;",
        'Can\'t find end tag corresponding to start tag "b"',
    ),
}
_DETECTED = {
    "a mention has five characters": ("@news @new", [("mention", "@news")]),
    "a mention follows no letter of any alphabet": ("янги@readers", []),
    "a command with a wrong bot's name is none": ("/start@ab", []),
    "a number sign that is no digit ends a hashtag": ("#a½", ["#a"]),
    "a cashtag may name a bot": ("$USD@readers $USD@ab", ["$USD@readers", "$USD"]),
    "one cashtag begins with a digit": ("$1INCH $2INCH", ["$1INCH"]),
    "an address of four numbers is an address": ("127.0.0.1", ["127.0.0.1"]),
    "a number above 255 is no part of an address": ("127.0.0.256", []),
    "a part with a leading zero is none either": ("127.0.0.01", []),
    "the domain of TON is known": ("wallet.ton", ["wallet.ton"]),
    "a domain in another alphabet is known": ("музей.москва", ["музей.москва"]),
    "a domain with a capital starts a sentence": ("the end.Org", []),
    "a domain in Punycode is known": ("xn--a.xn--p1ai", ["xn--a.xn--p1ai"]),
    "brackets around an address stay outside": (
        "[http://a.uz](test) (b.uz/x_(y))",
        ["http://a.uz", "b.uz/x_(y)"],
    ),
    "a dash or a dot ends no address": ("a-.uz a..uz", []),
    "an underscore is allowed in outer names": ("_.a.uz a_.uz", ["_.a.uz"]),
    "a port is at most 65535": ("a.uz:65535/x a.uz:65536/x", ["a.uz:65535/x", "a.uz"]),
    "two signs for a user spoil an address": ("http://a@b@c.uz", []),
    "a query may follow the host": ("a.uz?q a.uz?", ["a.uz?q", "a.uz"]),
    "an ellipsis ends an address": ("https://a.uz/b…", ["https://a.uz/b"]),
    "a scheme may follow other letters": ("xhttp://a.uz shttp://a.uz", ["http://a.uz"]),
    "the cheats' name for Telegram is no address": ("teiegram.org", []),
}


@pytest.mark.parametrize(("source", "expected"), _MARKDOWN.values(), ids=list(_MARKDOWN))
def test_markdown_v2_follows_every_rule(source, expected):
    found = format_text(source, "MarkdownV2")

    assert spans(found) == expected


@pytest.mark.parametrize(
    ("source", "words"), _MARKDOWN_REFUSALS.values(), ids=list(_MARKDOWN_REFUSALS)
)
def test_markdown_v2_is_refused_in_telegrams_words(source, words):
    assert refusal(source, "MarkdownV2") == words


@pytest.mark.parametrize(("source", "expected"), _HTML.values(), ids=list(_HTML))
def test_html_follows_every_rule(source, expected):
    found = format_text(source, "HTML")

    assert spans(found) == expected


@pytest.mark.parametrize(("source", "words"), _HTML_REFUSALS.values(), ids=list(_HTML_REFUSALS))
def test_html_is_refused_in_telegrams_words(source, words):
    assert refusal(source, "HTML") == words


@pytest.mark.parametrize(("text", "expected"), _DETECTED.values(), ids=list(_DETECTED))
def test_a_plain_text_follows_every_rule(text, expected):
    found = spans(format_text(text))

    assert expected in (found, [under for _, under in found])


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("A.UZ", "http://a.uz/"),
        ("HTTPS://a.uz?x y", "https://a.uz/?x%20y"),
        ("http://a.uz:080", "http://a.uz:80/"),
        ("http://[::g]/", None),
        ("tg:resolve?domain=x", "tg://resolve?domain=x"),
        ("tg://a.b", None),
        ("http://a<b.uz", None),
        ("http://a.uz:0", None),
        ("javascript:x", None),
    ],
)
def test_a_link_is_stored_as_telegram_stores_it(url, expected):
    assert normalize_url(url) == expected


@pytest.mark.parametrize(
    ("offset", "length", "words"),
    [
        (1, 2, "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
        (
            0,
            1,
            (
                "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at "
                "byte offset 4"
            ),
        ),
        (
            2,
            9,
            (
                "entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 "
                "offset 11"
            ),
        ),
        (9, 1, "entity begins after the end of the text at UTF-16 offset 9"),
        (-1, 1, "receive an entity with incorrect offset -1"),
        (0, -1, "receive an entity with incorrect length -1"),
    ],
)
def test_an_entity_that_does_not_fit_its_text_is_refused(offset, length, words):
    entity = {"type": "bold", "offset": offset, "length": length}

    assert refusal("😀abc", None, [entity]) == words


def test_characters_that_telegram_removes_move_the_entities():
    italics = [{"type": "italic", "offset": 3, "length": 2}]

    found = format_text("a\u0333\u202ebc\t", None, italics)

    assert found.text == "abc"
    assert spans(found) == [("italic", "bc")]


def test_a_text_of_invisible_characters_is_empty():
    assert format_text("\u200b\u00a0 \u2800").text == ""


def test_a_direction_mark_before_another_one_loses_its_effect():
    assert format_text("a\u200e\u200fb").text == "a\u200c\u200fb"
