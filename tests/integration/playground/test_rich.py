"""Rich messages: HTML becomes the blocks it describes; malformed or unknown markup is refused."""

from typing import Any

import pytest

from tests.support.bot_api_rules import rule_breaks

BOLD = {"type": "bold", "text": "two"}


@pytest.fixture
def ann(bot_api):
    return bot_api.person("Ann", is_started=True)


def paragraph(text: Any) -> dict[str, Any]:
    return {"type": "paragraph", "text": text}


def cell(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "align": "left", "valign": "top", **more}


@pytest.mark.parametrize(
    ("html", "block"),
    [
        ("one\n  <b>two</b> &amp; three", paragraph(["one ", BOLD, " & three"])),
        ("<p>one<br>two &copy; &hellip;</p>", paragraph("one\ntwo &copy; …")),
        ("<h2>Title</h2>", {"type": "heading", "text": "Title", "size": 2}),
        (
            '<i>a</i><a href="https://a.uz/x">b</a>',
            paragraph(
                [
                    {"type": "italic", "text": "a"},
                    {"type": "url", "text": "b", "url": "https://a.uz/x"},
                ]
            ),
        ),
        (
            "see #tag",
            paragraph(["see ", {"type": "hashtag", "text": "#tag", "hashtag": "#tag"}]),
        ),
        (
            '<pre><code class="language-py">  a  b\n</code></pre>',
            {
                "type": "pre",
                "text": "  a  b\n",
                "language": "py",
            },
        ),
        ("<hr/>", {"type": "divider"}),
        (
            "<ul><li>a</li>\n<li><input type=checkbox checked>b</li></ul>",
            {
                "type": "list",
                "items": [
                    {"label": "•", "blocks": [paragraph("a")]},
                    {
                        "label": "•",
                        "blocks": [paragraph("b")],
                        "has_checkbox": True,
                        "is_checked": True,
                    },
                ],
            },
        ),
        (
            '<ol start="3" type="I"><li>a</li></ol>',
            {
                "type": "list",
                "items": [{"label": "III.", "blocks": [paragraph("a")], "value": 3, "type": "I"}],
            },
        ),
        (
            "<blockquote>a<cite>b</cite></blockquote>",
            {"type": "blockquote", "blocks": [paragraph("a")], "credit": "b"},
        ),
        (
            "<blockquote collapsed>a</blockquote>",
            {"type": "expandable_blockquote", "text": "a"},
        ),
        ("<aside>a<cite>b</cite></aside>", {"type": "pullquote", "text": "a", "credit": "b"}),
        (
            "<table bordered><tr><th>a</th><td colspan=2>b</td></tr></table>",
            {
                "type": "table",
                "is_bordered": True,
                "cells": [[cell("a", is_header=True), cell("b", colspan=2)]],
            },
        ),
        (
            "<details open><summary>a</summary>b</details>",
            {"type": "details", "summary": "a", "blocks": [paragraph("b")], "is_open": True},
        ),
        (
            '<tg-time unix="5" format="wD">then</tg-time>',
            paragraph(
                {"type": "date_time", "text": "then", "unix_time": 5, "date_time_format": "wD"}
            ),
        ),
    ],
)
async def test_html_becomes_the_block_it_describes(bot_api, bot, ann, html, block):
    sent = await bot.get("sendRichMessage", chat_id=ann.id, rich_message={"html": html})

    assert sent["rich_message"]["blocks"] == [block]
    assert rule_breaks(bot_api.calls()) == []


async def test_the_text_of_a_rich_message_keeps_cells_and_items_apart(bot, ann):
    html = "<h1>T</h1><ul><li>a</li><li>b</li></ul><table><tr><td>1</td><td>2</td></tr></table>"

    await bot.get("sendRichMessage", chat_id=ann.id, rich_message={"html": html})

    assert ann.private.last.text == "T\na\nb\n1\t2"


async def test_blocks_are_stored_as_they_came(bot_api, bot, ann):
    blocks = [
        paragraph(["one ", BOLD]),
        {"type": "blockquote", "blocks": [{"type": "divider"}], "credit": "b"},
    ]

    sent = await bot.get("sendRichMessage", chat_id=ann.id, rich_message={"blocks": blocks})

    assert sent["rich_message"]["blocks"] == blocks
    assert bot_api.rule_breaks == []


def deep(levels: int) -> Any:
    return "a" if levels == 0 else {"type": "bold", "text": deep(levels - 1)}


@pytest.mark.parametrize(
    ("rich", "words"),
    [
        ({}, "exactly one of"),
        ({"html": "a", "blocks": [paragraph("a")]}, "exactly one of"),
        ({"html": "<p> </p>"}, "must be non-empty"),
        ({"markdown": "*a*"}, "markdown in a rich message: not supported by this server"),
        ({"html": "a", "media": []}, "media: not supported by this server"),
        ({"html": "<p>a"}, 'Can\'t find end tag corresponding to start tag "p"'),
        ({"html": "я</b>"}, "Unexpected end tag at byte offset 2"),
        ({"html": "<b>a</i></b>"}, 'Unmatched end tag at byte offset 4, expected "</b>"'),
        ({"html": "a<foo>b</foo>"}, 'Unsupported start tag "foo" at byte offset 1'),
        ({"html": "<script>a</script>"}, 'Unsupported start tag "script" at byte offset 0'),
        ({"html": "a < b"}, "Unclosed start tag"),
        ({"html": "<!-- a -->b"}, "Unsupported comment"),
        ({"html": "<b><p>a</p></b>"}, "<p> can't stand in a line of text"),
        ({"html": "<li>a</li>"}, "<li> can't stand here"),
        ({"html": "<ul></ul>"}, "a list must have items"),
        ({"html": "<ul>a</ul>"}, "<ul> can hold nothing but <li>"),
        ({"html": "<table></table>"}, "a table must have cells"),
        ({"html": "<details>a</details>"}, "<details> must have a <summary>"),
        ({"html": "<table><tr><td align=up>a</td></tr></table>"}, "align must be one of left"),
        ({"html": '<img src="https://a.uz/x.png">'}, "media in a rich message: not supported"),
        ({"html": "<tg-map></tg-map>"}, "tag <tg-map> in a rich message: not supported"),
        ({"html": "<b>" * 17 + "a" + "</b>" * 17}, "nested too deep"),
        ({"html": "<b>" * 5_000 + "a" + "</b>" * 5_000}, "nested too deep"),
        ({"html": "<p>a</p>" * 501}, "too many blocks"),
        ({"html": "a" * 32_769}, "rich message is too long"),
        ({"blocks": [{}]}, 'Can\'t find field "type" in blocks[0]'),
        ({"blocks": [{"type": "bogus"}]}, "Unsupported type specified: 'bogus'"),
        ({"blocks": [{"type": "list"}]}, 'Can\'t find field "items" in blocks[0]'),
        ({"blocks": [{"type": "list", "items": []}]}, "a list must have items"),
        ({"blocks": [{"type": "list", "items": [5]}]}, 'items[0]" must be of type Object'),
        ({"blocks": [{"type": "table"}]}, 'Can\'t find field "cells" in blocks[0]'),
        ({"blocks": [{"type": "table", "cells": [[]]}]}, "a table must have cells"),
        ({"blocks": [{"type": "heading", "text": "a", "size": 7}]}, "heading is 1 to 6"),
        ({"blocks": [{"type": "photo", "photo": "x"}]}, "not supported by this server"),
        ({"blocks": [paragraph({"type": "blink", "text": "a"})]}, "Unsupported type specified"),
        ({"blocks": [paragraph(5)]}, "must be of type String or Array or Object"),
        ({"blocks": [paragraph(deep(300))]}, "nested too deep"),
    ],
)
async def test_a_wrong_rich_message_is_refused(bot, ann, rich, words):
    answer = await bot.ask("sendRichMessage", chat_id=ann.id, rich_message=rich)

    assert answer["error_code"] == 400
    assert words in answer["description"]
    assert ann.private.messages == []
