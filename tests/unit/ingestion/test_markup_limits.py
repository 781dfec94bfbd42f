"""Limits on the size of a tag: found wherever the parser sees a tag, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from bot.ingestion.markup_limits import has_huge_html_tag

_HUGE = "<p " + " ".join(f"name{n}" for n in range(600)) + ">"
_WORDS = " and a word" * 300
_PIECES = [
    *("<a", "<b ", "</a", "</", "<!--", "-->", "--!>", "-", "<!", "<?", "<!DOCTYPE ", "<![CDATA["),
    *("<script>", "<script", "</script>", "</script", "<style>", "</style>", "<title>", "</title>"),
    *("<textarea>", "</textarea>", "<iframe>", "</iframe>", "<xmp>", "</xmp>", "<noscript>"),
    *("<svg>", "<plaintext>", ">", "/>", "/", '"', "'", "=", "= ", " ", "\n", "\x0b", "\xa0", "x"),
    *("y=1", 'z="1"', "<h q w e r t>", "<h q=1 w e r=2 y>", "é", "&lt;", "<1", "<é "),
]


@pytest.mark.parametrize(
    "text",
    [
        f"<script>for (i=0;i<n;i++) {{ say('{_WORDS}') + \" }}</script>",
        f"<script>if(a<b){{x='it'}}{_WORDS}</script>",
        f'<style>a::before {{content: "<b{_WORDS}"}}</style>',
        f"<!--[if lt IE 9]><p>It's old{_WORDS}<![endif]-->",
        f"<!-- <b {_WORDS} -->",
        f"<title>Is a<b and b<c{_WORDS}</title>",
        f"<script>a<b{_WORDS}",
        f"<p title='{_WORDS}'>",
        f"<p>1 <2{_WORDS}</p>",
    ],
)
def test_text_that_is_not_a_tag_is_not_huge(text):
    assert not has_huge_html_tag(f"<html><body>{text}<p>x</p></body></html>")


@pytest.mark.parametrize(
    "text",
    [
        _HUGE,
        f"<!-->{_HUGE}-->",
        f"<!--->{_HUGE}-->",
        f"<!-- x --!>{_HUGE}-->",
        f"<title><script></title>{_HUGE}</script>",
        f"<script></script>{_HUGE}",
        f"<script/>{_HUGE}</script>",
        f"<!x <script> >{_HUGE}</script>",
        f"</p title='<script>'>{_HUGE}</script>",
        f'<b ">{_HUGE}<i ">',
        f'<b x=c"d>{_HUGE}<i y=">',
        _HUGE.replace(">", " y='</script>'>").replace("<p", "<p x='<script>'"),
    ],
)
def test_a_huge_tag_is_found_wherever_it_hides(text):
    assert has_huge_html_tag(f"<html><body>{text}<p>x</p></body></html>")


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
def test_every_huge_tag_that_the_parser_sees_is_found(html):
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(html.encode(), parser=parser)
    except etree.LxmlError:
        return

    is_huge = any(len(element.attrib) > 3 for element in tree.iter())

    assert has_huge_html_tag(html, 3) or not is_huge
