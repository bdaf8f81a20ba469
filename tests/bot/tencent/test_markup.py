"""XML of Tencent: read within bounds, and written so that what is read again is what was written."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.tencent.markup import DEEPEST, MOST_ELEMENTS, BadMarkup, Markup, parsed, written
from bot.tencent.texts import clean

TEXT = st.text() | st.text(st.sampled_from("]>[<!CDATA&;/ax \r\n\t\x00\x0b\ufffe\ud800一😀"))


@given(TEXT)
@example("]]>")
@example("]]>]]></Content></xml><xml>")
@example("]]]]><![CDATA[>")
@example("\r\n\r a \x00<\x00a href='x'>")
def test_what_is_written_is_read_again(text: str) -> None:
    body = written({"Content": clean(text), "CreateTime": 5})
    assert parsed(body.encode()) == Markup(fields={"Content": clean(text), "CreateTime": "5"})
    assert ElementTree.fromstring(body).findtext("Content") == clean(text)
    assert clean(clean(text)) == clean(text)


def test_fields_are_texts_and_what_lies_deeper_is_grouped() -> None:
    body = """<?xml version="1.0" encoding="gbk"?>
    <!-- WeChat sends none -->
    <xml>
      <A>1</A><B><![CDATA[ <二> ]]></B><C/><D>a&amp;&#x4e00;b</D>
      <E><List><F>1</F><G>2</G></List><List><F>3</F></List></E>
    </xml>"""
    found = parsed(body.encode())
    assert found.fields == {"A": "1", "B": " <二> ", "C": "", "D": "a&一b"}
    assert found.groups == ({"F": "1", "G": "2"}, {"F": "3"})


def test_as_much_as_vendors_send_is_read() -> None:
    deep = "<xml>" + "<a>" * (DEEPEST - 1) + "x" + "</a>" * (DEEPEST - 1) + "</xml>"
    assert parsed(deep.encode()).groups == ({"a": "x"},)
    many = "<xml>" + "".join(f"<e{n}/>" for n in range(MOST_ELEMENTS - 1)) + "</xml>"
    assert len(parsed(many.encode()).fields) == MOST_ELEMENTS - 1


@pytest.mark.parametrize(
    "body",
    [
        b"<xml>" + b"<a>" * DEEPEST + b"</a>" * DEEPEST + b"</xml>",
        b"<xml>" + b"<a><b/></a>" * 40 + b"</xml>",
        b"<xml>" + b"".join(b"<e%d/>" % n for n in range(MOST_ELEMENTS)) + b"</xml>",
        b"<xml><a>1</a><a>1</a></xml>",
        b"<xml><a><b>1</b></a><a><b>1</b></a></xml>",
        b"<xml><a>1</a><a><b>1</b></a></xml>",
        b"<xml><a><b>1</b><b>1</b></a></xml>",
        b"<xml>x<a/></xml>",
        b"<xml><a/>x</xml>",
        b"<xml><a>x<b/></a></xml>",
        b"<xml>x</xml>",
        b"<!DOCTYPE xml><xml/>",
        b"<xml><?a b?></xml>",
        b"<xml>&a;</xml>",
        b"<XML/>",
        b"<xml",
        b"",
        b"\xff\xfe<\x00x\x00m\x00l\x00/\x00>\x00",
        b"<xml><a>\xff</a></xml>",
        b"<xml><a>\xed\xa0\x80</a></xml>",
        b"<xml><a>\x00</a></xml>",
        b"<xml/><xml/>",
    ],
)
def test_what_no_vendor_sends_is_refused(body: bytes) -> None:
    with pytest.raises(BadMarkup):
        parsed(body)


@given(st.binary() | st.text(st.sampled_from("<>/!?xml[]CDATA&;a =\"'-")).map(str.encode))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        found = parsed(b"<xml>" + body + b"</xml>")
    except BadMarkup:
        return
    assert all(isinstance(value, str) for value in found.fields.values())


def test_a_bomb_is_left_as_soon_as_it_shows() -> None:
    # What comes after is no XML at all, and is not reached.
    with pytest.raises(BadMarkup, match="too much"):
        parsed(b"<xml>" + b"<a>" * DEEPEST + b"\x01" * 60_000)
    with pytest.raises(BadMarkup, match="DTD"):
        parsed(b'<!DOCTYPE x [<!ENTITY a "' + b"\x01" * 60_000)
