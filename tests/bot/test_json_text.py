"""JSON is read strictly, and every mistake has its line and column."""

from __future__ import annotations

import codecs
import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bad_input import BadInput
from bot.showing.json_text import LARGEST, read_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, 2]), st.booleans())
def test_a_sound_text_is_read_as_it_was_written(value: object, indent: int | None, is_ascii: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=is_ascii)
    assert read_json(text.encode("utf-8", "replace"), "F") == json.loads(text.encode("utf-8", "replace"))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_one_message(content: bytes) -> None:
    with contextlib.suppress(BadInput):
        value = read_json(content, "F")
        assert value == json.loads(content.removeprefix(codecs.BOM_UTF8))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "F 第 1 行第 1 列: 到结尾处不是合法的 JSON"),
        ('{"a": 1', "F 第 1 行第 8 列: 到结尾处不是合法的 JSON"),
        ('{\n "a": x}', "F 第 2 行第 7 列: 在 'x}' 处不是合法的 JSON"),
        ('{"a": 1,\n "a": 2}', "F 第 2 行第 2 列: 键 'a' 重复；只保留一处"),
        ('{"a": {"b": [{"c": 1, "\\u0063": 2}]}}', "F 第 1 行第 23 列: 键 'c' 重复"),
        ('{"a": [1, {"x": ","}, "a"], "a": 2}', "F 第 1 行第 29 列: 键 'a' 重复"),
        ('{"a": NaN}', "F 第 1 行第 7 列: NaN 不是 JSON 的数"),
        ("[1,\n-Infinity]", "F 第 2 行第 1 列: -Infinity 不是 JSON 的数"),
        ("1" * 5000, "F: 有一个整数过长"),
        ("[" * 100_000 + "]" * 100_000, "F: 嵌套过深"),
        ('{"a":' * 100_000, "F: 嵌套过深"),
        (" " * (LARGEST + 1), f"F: 超过 {LARGEST} 字节"),
    ],
    ids=lambda value: value[:20],
)
def test_a_mistake_is_told_with_its_line_and_column(text: str, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_json(text.encode(), "F")
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    "text", ['{"a": {"x": 1}, "b": {"x": 1}}', '[{"x": 1}, {"x": 1}]', '{"a": "a"}', '{"NaN": "NaN"}']
)
def test_the_same_key_may_stand_in_different_objects(text: str) -> None:
    assert read_json(text.encode(), "F") == json.loads(text)


def test_a_byte_order_mark_is_passed_over_and_other_encodings_are_refused() -> None:
    assert read_json(b"\xef\xbb\xbf{}", "F") == {}
    with pytest.raises(BadInput, match="第 3 个字节起不是 UTF-8；以 UTF-8 保存"):
        read_json('{"青岛": 1}'.encode("gbk"), "F")
