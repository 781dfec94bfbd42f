"""Telegram's HTML and Markdown, parsed as strictly as Telegram parses them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.playground.api_server.errors import ApiError
from bot.playground.api_server.formatting.entities import (
    Entity,
    Formatted,
    utf16_length,
    utf16_slice,
)
from bot.playground.api_server.formatting.entity_merging import merge_entities
from bot.playground.api_server.formatting.html import escape, parse_html, to_html
from bot.playground.api_server.formatting.parse_mode import caption_text, format_text, message_text

STYLES = ["bold", "italic", "underline", "strikethrough", "spoiler"]
BLOCKS = ["code", "pre", "blockquote", "expandable_blockquote"]


def spans(formatted: Formatted) -> list[tuple[str, str]]:
    """Return each entity's type and the text under it."""
    text = formatted.text
    return [(one.type, utf16_slice(text, one.offset, one.length)) for one in formatted.entities]


@st.composite
def formatted_texts(draw: st.DrawFn) -> Formatted:
    """Texts with any formatting, in its normal form."""
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
    edges = [utf16_length(text[:place]) for place in range(len(text) + 1)]
    entities = []
    for _ in range(draw(st.integers(0, 6))):
        start, end = sorted(draw(st.tuples(st.sampled_from(edges), st.sampled_from(edges))))
        kind = draw(st.sampled_from([*STYLES, *BLOCKS, "text_link", "text_mention"]))
        url = "https://a.uz/?a=1&b=<2>" if kind == "text_link" else None
        user_id = 7 if kind == "text_mention" else None
        language = draw(st.sampled_from([None, "python"])) if kind == "pre" else None
        entities.append(Entity(kind, start, end - start, url, user_id, language))
    return Formatted(text, merge_entities(entities))


@given(formatted_texts())
@example(Formatted("a😀b", (Entity("bold", 1, 2),)))
def test_formatting_survives_the_trip_through_html(formatted):
    assert parse_html(to_html(formatted)) == formatted


@given(formatted_texts())
def test_entities_nest_and_stay_inside_the_text(formatted):
    total = utf16_length(formatted.text)
    for one in formatted.entities:
        assert 0 <= one.offset < one.end <= total
        for other in formatted.entities:
            assert not one.offset < other.offset < one.end < other.end


@given(st.text())
def test_an_escaped_text_stands_for_itself(text):
    assert parse_html(escape(text)) == Formatted(text)


@given(st.text(st.sampled_from("<>/&;#=\"'aAbxX0 \n-ipre" + "😀😁"), max_size=60))
@example("<a href='")
@example("&#x110000;")
@example("<pre><code class='language-x'>a</code>b</pre>")
def test_junk_is_read_or_refused_but_never_breaks_the_parser(source):
    try:
        formatted = message_text(source, "HTML")
    except ApiError as error:
        refusal = error.description
    else:
        refusal = ""
        assert formatted.text == formatted.text.strip()
    assert not refusal or refusal.startswith("Bad Request: ")


@given(
    st.text(st.sampled_from("_*[]()~`>#+-=|{}.!\\ab \n" + "😀"), max_size=40),
    st.sampled_from(["Markdown", "MarkdownV2"]),
)
def test_junk_never_breaks_the_markdown_parsers(source, mode):
    try:
        formatted = format_text(source, mode)
    except ApiError as error:
        refusal = error.description
    else:
        refusal = "can't parse entities"
        assert all(one.end <= utf16_length(formatted.text) for one in formatted.entities)
    assert "can't parse entities" in refusal


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b<", "Unclosed start tag at byte offset 0"),
        ("<b<>x</b>", 'Unsupported start tag "b<" at byte offset 0'),
        ("é<br/>", 'Unsupported start tag "br/" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=x_y>x</a>", "Unexpected end of name token at byte offset 8"),
        (
            "&#xd800;",
            (
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            ),
        ),
    ],
)
def test_broken_html_is_refused_in_the_services_words(source, words):
    with pytest.raises(ApiError) as refusal:
        format_text(source, "HTML")

    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<b>a<i>b</i></b>", [("bold", "a"), ("bold", "b"), ("italic", "b")]),
        ("<strong>a</strong><em>b</em>", [("bold", "a"), ("italic", "b")]),
        ("<b>a</b><b>b</b>", [("bold", "ab")]),
        ("<tg-spoiler>a</tg-spoiler><span class='tg-spoiler'>b</span>", [("spoiler", "ab")]),
        ("<BLOCKQUOTE expandable>a</BLOCKQUOTE>", [("expandable_blockquote", "a")]),
        ("<b>a<code>b</code>c</b>", [("bold", "a"), ("code", "b"), ("bold", "c")]),
        ("<a href='tg://user?id=7'>Ann</a>", [("text_mention", "Ann")]),
        ("<a href='javascript:x'>a</a><a href='http://localhost/'>b</a>", []),
        ('<a href="http://a.uz">b</a>', [("text_link", "b")]),
        ("<b> a </b>", [("bold", " a")]),
        ("<b></b>a", []),
        ("&lt;b&gt; &amp;amp; &#65;&#x42; &copy; &", []),
    ],
)
def test_html_becomes_entities(source, expected):
    assert spans(format_text(source, "HTML")) == expected


def test_a_language_needs_code_inside_pre():
    with_language = format_text('<pre><code class="language-py">x</code></pre>', "HTML")
    without = format_text('<code class="language-py">x</code>', "HTML")

    assert with_language.entities == (Entity("pre", 0, 1, language="py"),)
    assert without.entities == (Entity("code", 0, 1),)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("*a* _b_ __c__ ~d~ ||e||", ["bold", "italic", "underline", "strikethrough", "spoiler"]),
        ("[a](http://a.uz) `b` ```py\nc```", ["text_link", "code", "pre"]),
        (">a\n>b\nc", ["blockquote"]),
        ("1\\. \\#\\!", []),
    ],
)
def test_markdown_v2_becomes_entities(source, expected):
    assert [kind for kind, _ in spans(format_text(source, "MarkdownV2"))] == expected


def test_markdown_v2_wants_reserved_characters_escaped():
    with pytest.raises(ApiError, match=r"Character '\.' is reserved and must be escaped"):
        format_text("a.", "MarkdownV2")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start@xulosa_bot a/b", [("bot_command", "/start@xulosa_bot")]),
        ("#Oʻzbekiston #2024 #a1", [("hashtag", "#Oʻzbekiston"), ("hashtag", "#a1")]),
        ("see https://a.uz/x_(y), or b.com.", [("url", "https://a.uz/x_(y)"), ("url", "b.com")]),
        ("ann@a.uz @ann_b a@b", [("email", "ann@a.uz"), ("mention", "@ann_b")]),
        ("3.5 e.g. readme.txt $USD", [("cashtag", "$USD")]),
        ("😀 #тег", [("hashtag", "#тег")]),
        ("<http://127.0.0.1:8000/a>", [("url", "http://127.0.0.1:8000/a")]),
    ],
)
def test_the_service_finds_links_tags_and_commands_by_itself(text, expected):
    assert spans(format_text(text)) == expected


def test_code_and_links_contain_no_detected_entities():
    found = format_text("<code>#a</code> <a href='http://a.uz'>#b</a> <b>#c</b>", "HTML")

    assert [kind for kind, _ in spans(found)] == ["code", "text_link", "hashtag", "bold"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<b>x</b>" + "a" * 4095, None),
        ("<b>x</b>" + "a" * 4096, "Bad Request: message is too long"),
        ("😀" * 4096, None),
        ("", "Bad Request: message text is empty"),
        (" \n<b> </b>", "Bad Request: text must be non-empty"),
        ("я" * 16385, "Bad Request: text is too long"),
    ],
)
def test_a_text_has_one_to_4096_characters_after_parsing(source, expected):
    if expected is None:
        assert message_text(source, "HTML").text
        return
    with pytest.raises(ApiError) as refusal:
        message_text(source, "HTML")
    assert refusal.value.description == expected


def test_a_caption_has_at_most_1024_characters():
    assert caption_text("a" * 1024).text
    with pytest.raises(ApiError, match="message caption is too long"):
        caption_text("a" * 1025)


def test_entities_are_clipped_and_moved_with_the_trimmed_text():
    items = [
        {"type": "bold", "offset": 2, "length": 2},
        {"type": "italic", "offset": 3, "length": 4},
    ]

    formatted = format_text("  abcd\r", None, items)

    assert formatted.text == "abcd"
    assert spans(formatted) == [("bold", "a"), ("italic", "bcd"), ("bold", "b")]


def test_only_the_first_hundred_entities_count():
    source = "".join(f"<b>{number}</b> " for number in range(150))

    assert len(format_text(source, "HTML").entities) == 100


TIME = {"type": "date_time", "offset": 0, "length": 4, "unix_time": 5, "date_time_format": "wDT"}


@pytest.mark.parametrize(
    "way",
    [
        {"text": '<tg-time unix="5" format="wDT">then</tg-time>', "parse_mode": "HTML"},
        {"text": "![then](tg://time?unix=5&format=wDT)", "parse_mode": "MarkdownV2"},
        {"text": "then", "entities": [TIME]},
    ],
)
async def test_a_time_is_shown_in_every_format(bot_api, bot, way):
    ann = bot_api.person("Ann", is_started=True)

    sent = await bot.get("sendMessage", chat_id=ann.id, **way)

    assert sent["entities"] == [TIME]
    assert format_text(ann.private.last.html, "HTML").entities == ann.private.last.entities


@pytest.mark.parametrize(
    "way",
    [
        {"text": '<tg-time unix="5" format="q">then</tg-time>', "parse_mode": "HTML"},
        {"text": "![then](tg://time?format=t)", "parse_mode": "MarkdownV2"},
        {"text": "then", "entities": [{**TIME, "date_time_format": "tD"}]},
    ],
)
async def test_a_wrong_time_is_refused(bot_api, bot, way):
    ann = bot_api.person("Ann", is_started=True)

    refusal = await bot.refusal("sendMessage", chat_id=ann.id, **way)

    assert "time" in refusal or "date" in refusal


async def test_an_expandable_quote_may_follow_a_quote(bot_api, bot):
    ann = bot_api.person("Ann", is_started=True)
    text = ">one\n>two\n**>three\n>four||"

    sent = await bot.get("sendMessage", chat_id=ann.id, text=text, parse_mode="MarkdownV2")

    assert sent["text"] == "one\ntwo\nthree\nfour"
    assert sent["entities"] == [
        {"type": "blockquote", "offset": 0, "length": 8},
        {"type": "expandable_blockquote", "offset": 8, "length": 10},
    ]
