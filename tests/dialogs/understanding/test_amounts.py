import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding.characters.text import clean
from dialogs.understanding.figures.amounts import Amount, amounts
from dialogs.understanding.figures.han_numerals import numeral, whole
from policy.money import spoken


def read(text: str, *, bare: bool = False) -> tuple[Amount, ...]:
    return amounts(clean(text).text, bare=bare)


EXACT = [
    ("3.5万", 35_000),
    ("三万五", 35_000),
    ("3万5", 35_000),
    ("1万2", 12_000),
    ("十二万八", 128_000),
    ("12万8", 128_000),
    ("9万5", 95_000),
    ("50w", 500_000),
    ("50W", 500_000),
    ("1.2w", 12_000),
    ("3w5", 35_000),
    ("5k", 5_000),
    ("5k块", 5_000),
    ("8.6个万", 86_000),
    ("叁万伍仟元整", 35_000),
    ("人民币壹拾贰万捌仟元整", 128_000),
    ("貳萬叁仟圓整", 23_000),
    ("一百二十", 120),
    ("一百二块", 120),
    ("三点八万", 38_000),
    ("3点5万", 35_000),
    ("3 万 6", 36_000),
    ("三千五", 3_500),
    ("3千5", 3_500),
    ("三百零五元", 305),
    ("35,000元", 35_000),
    ("35，000元", 35_000),
    ("３５，０００元", 35_000),
    ("12,345.67元", 12_345.67),
    ("含税12.8万", 128_000),
    ("￥300", 300),
    ("¥ 35,000.00", 35_000),
    ("RMB300", 300),
    ("300块", 300),
    ("300块钱", 300),
    ("三块五", 3.5),
    ("3块5毛", 3.5),
    ("三元五角二分", 3.52),
    ("两万", 20_000),
    ("半万", 5_000),
    ("一万半", 15_000),
    ("半个亿", 50_000_000),
    ("100万", 1_000_000),
    ("1.2亿", 120_000_000),
    ("1亿2000万", 120_000_000),
    ("一亿二", 120_000_000),
    ("二十万", 200_000),
    ("20万元", 200_000),
    ("30万整", 300_000),
    ("3 万 元", 30_000),
    ("三百万", 3_000_000),
    ("3百万", 3_000_000),
    ("3千5百万", 35_000_000),
    ("三万零五", 30_005),
    ("三万五百", 30_500),
    ("3万零500", 30_500),
    ("3万5000", 35_000),
    ("12万3456元", 123_456),
    ("九万八千七百六十五", 98_765),
    ("0元", 0),
    ("金额(万元)：12.8", 128_000),
    ("三万一年", 30_000),
    ("3万一次", 30_000),
    ("5万3月付的", 50_000),
    ("3万年底付", 30_000),
    ("3万分两次付", 30_000),
    ("30万项目经费", 300_000),
    ("合约30万", 300_000),
    ("最近付了30万", 300_000),
    ("三萬五", 35_000),
    ("paid了50w", 500_000),
]


@pytest.mark.parametrize(("text", "yuan"), EXACT)
def test_reads_an_exact_amount(text: str, yuan: float) -> None:
    (amount,) = read(text)
    assert amount.exact
    assert amount.low == amount.high == round(yuan * 100)
    assert amount.reading == spoken(amount.low)


VAGUE = [
    ("八万挂零", 80_000, 88_000),
    ("三万大几", 30_000, 40_000),
    ("三万几", 31_000, 40_000),
    ("三万多点", 30_000, 40_000),
    ("五万有余", 50_000, 55_000),
    ("三万出点头", 30_000, 33_000),
    ("小二十万", 180_000, 200_000),
    ("万把块钱", 10_000, 20_000),
    ("个把万", 10_000, 20_000),
    ("百八十万", 800_000, 1_000_000),
    ("千儿八百", 800, 1_000),
    ("不出5万", 0, 50_000),
    ("不止5万", 50_000, None),
    ("5万打不住", 50_000, None),
    ("3万差不多吧", 27_000, 33_000),
    ("一百二", 120, 1_200_000),
    ("两百五", 250, 2_500_000),
    ("大概三万多", 30_000, 40_000),
    ("三万多块钱", 30_000, 40_000),
    ("3万元多", 30_000, 40_000),
    ("30多万", 300_000, 400_000),
    ("20余万元", 200_000, 300_000),
    ("3百多万", 3_000_000, 4_000_000),
    ("三万五千多", 35_000, 36_000),
    ("三万出头", 30_000, 33_000),
    ("不到5万", 0, 50_000),
    ("5万不到", 0, 50_000),
    ("没有超过5万", 0, 50_000),
    ("5万以内", 0, 50_000),
    ("将近10万", 90_000, 100_000),
    ("10万左右", 90_000, 110_000),
    ("大概花了三十万", 270_000, 330_000),
    ("应该是30万", 270_000, 330_000),
    ("30万吧", 270_000, 330_000),
    ("大约5万", 45_000, 55_000),
    ("五十来万", 450_000, 550_000),
    ("至少3万", 30_000, None),
    ("30万以上", 300_000, None),
    ("50万+", 500_000, None),
    ("上百万", 1_000_000, None),
    ("20到30万", 200_000, 300_000),
    ("20-30万", 200_000, 300_000),
    ("20万～30万", 200_000, 300_000),
    ("二十到三十万", 200_000, 300_000),
    ("两到三百万", 2_000_000, 3_000_000),
    ("500到1万", 500, 10_000),
    ("20万和30万之间", 200_000, 300_000),
    ("3、4万", 30_000, 40_000),
    ("三四万", 30_000, 40_000),
    ("花了二三十万", 200_000, 300_000),
    ("三五万", 30_000, 50_000),
    ("二十四五万", 240_000, 250_000),
    ("十几万", 110_000, 200_000),
    ("几十万", 100_000, 1_000_000),
    ("几千块", 1_000, 10_000),
    ("数十万", 100_000, 1_000_000),
    ("5万6万", 50_000, 60_000),
    ("3万50", 30_050, 35_000),
    ("一百二万", 1_000_000 + 0, 1_200_000),
]


@pytest.mark.parametrize(("text", "low", "high"), VAGUE)
def test_bounds_a_vague_amount_and_never_takes_it_for_a_fact(text: str, low: int, high: int | None) -> None:
    (amount,) = read(text)
    assert not amount.exact
    assert (amount.low, amount.high) == (low * 100, None if high is None else high * 100)


NONE = [
    "0359-8711218",
    "13800138000",
    "电话400-820-8820",
    "〔2024〕16号",
    "2024年3月5日",
    "2024.3.5",
    "20240305",
    "2024年",
    "二〇二四年",
    "18%",
    "百分之三十",
    "三成",
    "3份",
    "两家",
    "5个工作日",
    "员工200人",
    "3万人",
    "三千人",
    "3万次",
    "3万美元",
    "$300",
    "5kg",
    "5kw",
    "1.2kw",
    "100万token",
    "三百六十五天",
    "一百分",
    "-5万",
    "负5万",
    "¥-300",
    "iso9001",
    "三元锂电池",
    "万一不行",
    "千万别忘",
    "第三方",
    "35",
    "300000",
    "能补几万",
    "3.1415926535万",
    "没有花钱",
    "",
]


@pytest.mark.parametrize("text", NONE)
def test_other_numbers_are_no_amounts(text: str) -> None:
    assert read(text) == ()


SEVERAL = [
    ("两个服务分别20万和35万", ["20 万元", "35 万元"]),
    ("一笔15万 一笔9万5", ["15 万元", "9.5 万元"]),
    ("①检测20万②研发30万", ["20 万元", "30 万元"]),
    ("1、35万元检测费", ["35 万元"]),
    ("从20万涨到30万", ["20 万元", "30 万元"]),
    ("2024年3月付5万2025年付6万", ["5 万元", "6 万元"]),
    ("电话0359-8711218，检测费3万", ["3 万元"]),
    ("3月15号3万5", ["3.5 万元"]),
    ("ISO9001花了3万", ["3 万元"]),
]


@pytest.mark.parametrize(("text", "readings"), SEVERAL)
def test_reads_every_amount_of_a_message(text: str, readings: list[str]) -> None:
    found = read(text)
    assert [amount.reading for amount in found] == readings
    assert all(amount.exact for amount in found)


ALTERNATIVES = [
    ("30万还是35万", (300_000, 350_000)),
    ("200，300元", (300, 200_300)),
    ("12,3456元", (3_456, 123_456)),
    ("20,35万", (350_000, 20_350_000)),
]


@pytest.mark.parametrize(("text", "candidates"), ALTERNATIVES)
def test_names_both_readings_of_what_can_be_read_in_two_ways(text: str, candidates: tuple[int, int]) -> None:
    (amount,) = read(text)
    assert not amount.exact
    assert amount.candidates == tuple(yuan * 100 for yuan in candidates)
    assert all(spoken(candidate) in amount.reading for candidate in amount.candidates)


def test_asks_whether_the_first_of_a_list_shares_the_unit_of_the_last() -> None:
    first, last = read("分别20、35万")
    assert first.candidates == (20_00, 200_000_00)
    assert not first.exact
    assert last.exact
    assert last.low == 350_000_00


BARE = [
    ("300000", 300_000),
    ("300,000", 300_000),
    ("一共300000", 300_000),
    ("我们花了12345.67", 12_345.67),
    ("30万", 300_000),
    ("三百", 300),
    ("0", 0),
    ("零", 0),
    ("没花钱", 0),
    ("没有花钱", 0),
    ("一分钱没花", 0),
    ("免费的", 0),
    ("2个服务共30万", 300_000),
]


@pytest.mark.parametrize(("text", "yuan"), BARE)
def test_reads_a_bare_number_where_an_amount_was_asked_for(text: str, yuan: float) -> None:
    (amount,) = read(text, bare=True)
    assert amount.exact
    assert amount.low == round(yuan * 100)


@pytest.mark.parametrize("text", ["35", "三十五", "3.5", "大概35", "100", "35吧"])
def test_a_small_bare_number_may_be_of_ten_thousands(text: str) -> None:
    (amount,) = read(text, bare=True)
    assert not amount.exact
    assert len(amount.candidates) == 2
    assert amount.candidates[1] == amount.candidates[0] * 10_000
    assert amount.reading.endswith("万元")


@pytest.mark.parametrize("text", ["2024", "20240305"])
def test_a_bare_number_like_a_date_is_confirmed_first(text: str) -> None:
    (amount,) = read(text, bare=True)
    assert not amount.exact


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "0359-8711218",
        "〔2024〕16号",
        "2个",
        "3月",
        "16号",
        "2024.3.5",
        "iso9001",
        "5%",
        "是的",
    ],
)
def test_not_every_bare_number_is_the_amount_asked_for(text: str) -> None:
    assert read(text, bare=True) == ()


def test_says_where_in_the_text_the_amount_stands() -> None:
    text = clean("检测费大概3万多块钱，研发￥5,000").text
    for amount in amounts(text):
        assert text[amount.start : amount.end] == amount.raw
    assert [amount.raw for amount in amounts(text)] == ["3万多块钱", "¥5,000"]


def test_an_unlikely_fraction_of_a_fen_is_not_exact() -> None:
    (amount,) = read("12.345元")
    assert not amount.exact
    assert (amount.low, amount.high) == (12_34, 12_35)


FEN = st.integers(0, 10**13) | st.integers(0, 10**7).map(lambda n: n * 10_000)


@given(FEN)
def test_an_amount_said_back_is_read_as_the_same(fen: int) -> None:
    (amount,) = read(spoken(fen))
    assert amount.exact
    assert amount.low == fen


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_range_said_back_is_read_as_the_same(low: int, more: int) -> None:
    (amount,) = read(f"{spoken(low * 100)}至 {spoken((low + more) * 100)}之间")
    assert (amount.low, amount.high) == (low * 100, (low + more) * 100)
    assert read(amount.reading)[0].reading == amount.reading


@pytest.mark.parametrize("text", [text for text, *_ in VAGUE])
def test_a_vague_reading_is_understood_as_itself(text: str) -> None:
    (amount,) = read(text)
    (again,) = read(amount.reading)
    assert (again.low, again.high, again.exact) == (amount.low, amount.high, False)


def _written(value: int) -> str:
    """A whole number below 10**8 in Chinese numerals, by the schoolbook."""
    digits = "零一二三四五六七八九"

    def section(part: int) -> str:
        out, gap = "", False
        for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = part // power % 10
            if digit:
                out += ("零" if gap else "") + digits[digit] + unit
                gap = False
            elif out:
                gap = True
        return out

    high, low = divmod(value, 10_000)
    words = section(high) + "万" if high else ""
    if low:
        words += ("零" if high and (low < 1000) else "") + section(low)
    return words or "零"


@given(st.integers(0, 10**8 - 1))
def test_schoolbook_numerals_are_read_exactly(value: int) -> None:
    (amount,) = read(_written(value) + "元")
    assert (amount.exact, amount.low) == (True, value * 100)


FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


@given(st.integers(1, 10**8 - 1))
def test_formal_numerals_are_read_like_plain_ones(value: int) -> None:
    (amount,) = read(_written(value).translate(FORMAL) + "元整")
    assert (amount.exact, amount.low) == (True, value * 100)


@given(st.integers(1, 9), st.integers(1, 9))
def test_a_last_digit_without_its_unit_is_of_the_next_lower_one(first: int, last: int) -> None:
    for unit, value in (("千", 1000), ("万", 10_000)):
        expected = (first * value + last * value // 10) * 100
        (arabic,) = read(f"{first}{unit}{last}")
        (chinese,) = read(_written(first) + unit + _written(last))
        assert arabic.low == chinese.low == expected


TEXTS = st.text(
    "0123456789一二三四五十百千万亿两半几多来元块角¥wk.,，、-~到和大概约不到左右年月日号%个〔〕 \n",
    max_size=40,
)


@given(TEXTS | st.text(st.characters(), max_size=60), st.booleans())
def test_never_raises_and_keeps_its_promises(text: str, bare: bool) -> None:
    position = 0
    for amount in amounts(text, bare=bare):
        assert position <= amount.start < amount.end <= len(text)
        assert text[amount.start : amount.end] == amount.raw
        assert amount.low >= 0
        assert amount.high is None or amount.low <= amount.high
        assert not amount.exact or amount.low == amount.high
        assert amount.reading
        position = amount.end


@given(TEXTS)
def test_full_width_figures_are_read_like_half_width_ones(text: str) -> None:
    text = text.replace("，", "、")  # a full-width comma between half-width digits means something else
    wide = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.%wk"})
    assert read(wide) == read(text)


def test_a_huge_message_is_read_as_far_as_the_limit() -> None:
    assert amounts("3万5，" * 30_000)[0].low == 35_000_00
    assert amounts("9" * 100_000) == ()
    assert amounts("1,111" * 30_000) == ()


NUMERALS = [
    ("十", 10), ("二十", 20), ("十五", 15), ("一百零五", 105), ("一千零二十", 1_020), ("廿五", 25), ("二〇二四", 2_024),
    ("三千五百", 3_500), ("两千", 2_000), ("零", 0), ("12", 12),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), NUMERALS)
def test_reads_whole_numbers(text: str, value: int) -> None:
    assert whole(text) == value


@pytest.mark.parametrize("text", ["", "百", "几", "七八", "二五", "十个", "一百百", "1.5", "x", "十几二十几"])
def test_what_is_no_exact_whole_number_is_none(text: str) -> None:
    assert whole(text) is None


def test_neighbouring_digits_span() -> None:
    read_numeral = numeral("七八")
    assert read_numeral is not None
    assert (read_numeral.low, read_numeral.high) == (7, 8)


@pytest.mark.parametrize(
    ("text", "yuan"),
    {
        "今年已经拿了3万 个体户": 30_000,
        "付了12.8万 iso认证": 128_000,
        "实付12万8 个体户": 128_000,
        "付了5万 家具公司": 50_000,
        "花了2万 台州的机构": 20_000,
        "付了8万 时间是上个月": 80_000,
    }.items(),
)
def test_a_word_after_a_space_is_no_unit(text: str, yuan: int) -> None:
    assert [(a.low, a.exact) for a in amounts(clean(text).text)] == [(yuan * 100, True)]


@pytest.mark.parametrize("text", ["用户3万 人", "产量5万 个", "厂房2万 平方米", "里程5万 km", "卖了50万 usd"])
def test_a_unit_after_a_space_is_one(text: str) -> None:
    assert amounts(clean(text).text) == ()
