import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding.characters import text
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.characters.text import LIMIT, clean, head
from dialogs.understanding.days import calendar_words, dates, sightings
from dialogs.understanding.figures import amounts, numerals, rough_words
from dialogs.understanding.words import choices, polarity

CASES = [
    ("３．５万", "3.5万"),
    ("５０Ｗ", "50w"),
    ("ISO９００１", "iso9001"),
    ("￥300", "¥300"),
    ("12，000元", "12, 000元"),
    ("１２，０００元", "12,000元"),
    ("①检测②研发", "1 检测 2 研发"),
    ("选②", "选 2"),
    ("❷", "2"),
    ("⑵", "2"),
    ("2️⃣", "2"),
    ("🔟", "10"),
    ("㈢", "3"),
    ("①20万", "1 20万"),
    ("500m²", "500m 2"),
    ("3½万", "3 1⁄2 万"),
    ("二○二四年", "二〇二四年"),
    ("關(guān)單", "关单"),
    ("優(yōu)化", "优化"),
    ("小企業(yè)研發\n(fā)投入", "小企业研发投入"),
    ("我們(men)是", "我们是"),
    ("检测(ppt)", "检测(ppt)"),
    ("測試(app)", "测试(app)"),
    ("青島市檢測費三萬五", "青岛市检测费三万五"),
    ("貳拾萬圓整", "贰拾万圆整"),
    ("⻘岛", "青岛"),
    ("乾燥箱检测", "干燥箱检测"),
    ("  检测 \t 费  ", "检测 费"),
    ("检测\u200b费\ufeff80万\u202e", "检测费80万"),
    ("检\x00测\x1b费", "检测费"),
    ("第一行\r\n\r\n 第二行 ", "第一行\n第二行"),
    ("检测　费", "检测 费"),
    ("检\ud800测", "检测"),
    ("\ud800\udfff", ""),
    ("", ""),
    (" \n\t", ""),
    ("😀", "😀"),
]


@pytest.mark.parametrize(("written", "read"), CASES)
def test_brings_a_message_to_one_form(written: str, read: str) -> None:
    assert clean(written).text == read


def test_says_whether_a_message_is_in_traditional_characters() -> None:
    assert clean("檢測費三萬五").traditional
    assert not clean("检测费三万五").traditional
    assert not clean("喆镕公司").traditional


def test_reads_no_more_than_the_limit_and_says_so() -> None:
    long = clean("检测费三万五，" * 20_000)
    assert long.cut
    assert len(long.text) <= LIMIT
    assert not clean("检" * LIMIT).cut
    assert not clean("检测" + " " * 100_000).cut


def test_drops_a_number_that_the_limit_would_tear() -> None:
    assert clean("啊" * (LIMIT - 3) + "300000元").text == "啊" * (LIMIT - 3)
    assert clean("啊" * (LIMIT - 8) + "，付了300000元").text == "啊" * (LIMIT - 8)
    assert head("啊" * (LIMIT - 2) + "三十万") == "啊" * (LIMIT - 2)


def test_head_leaves_what_is_within_the_limit() -> None:
    assert head("检测费80万") == "检测费80万"


@given(st.text(st.characters(), max_size=300))
def test_never_raises_and_gives_text_that_can_be_encoded(text: str) -> None:
    read = clean(text).text
    read.encode("utf-8")
    assert read == read.strip()
    assert "  " not in read


ORDINARY = st.text("我们是青岛市的检测费三万五千元0123456789.%abcXYZ 补贴额度", max_size=60)


@given(ORDINARY)
def test_full_width_reads_like_half_width(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in text)
    assert clean(wide).text == clean(text).text


@given(ORDINARY)
def test_reading_again_changes_nothing(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


@given(ORDINARY)
def test_decomposed_characters_read_like_composed_ones(text: str) -> None:
    assert clean(unicodedata.normalize("NFD", text)).text == clean(text).text


def test_traditional_script_reads_like_simplified() -> None:
    pairs = [
        ("我們是運城鹽湖區的創新型中小企業", "我们是运城盐湖区的创新型中小企业"),
        ("檢測費貳萬參仟圓", "检测费贰万叁仟圆"),
        ("發票於去年開的", "发票于去年开的"),
        ("著作權登記", "著作权登记"),
    ]
    for traditional, simplified in pairs:
        assert clean(traditional).text == clean(simplified).text == simplified


def test_every_pattern_is_compiled_at_its_first_use() -> None:
    found = 0
    for module in (amounts, calendar_words, choices, dates, numerals, polarity, rough_words, sightings, text):
        for value in vars(module).values():
            for pattern in value.values() if isinstance(value, dict) else (value,):
                if isinstance(pattern, Pattern):
                    assert pattern.search("") is None or pattern.fullmatch("") is not None
                    found += 1
    assert found > 40
