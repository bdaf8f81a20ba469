from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding.characters.text import clean
from dialogs.understanding.days.calendar_words import Prefer
from dialogs.understanding.days.dates import DateMention, dates

TODAY = date(2024, 12, 2)  # a Monday


def read(text: str, today: date = TODAY, prefer: Prefer = "past") -> tuple[DateMention, ...]:
    return dates(clean(text).text, today, prefer)


EXACT = [
    ("2024年3月5日", "2024-03-05"),
    ("24年3月5号", "2024-03-05"),
    ("2024.3.5", "2024-03-05"),
    ("2024-03-05", "2024-03-05"),
    ("2024/3/5", "2024-03-05"),
    ("２０２４／３／５", "2024-03-05"),
    ("20240305", "2024-03-05"),
    ("2024 年 3 月 5 日", "2024-03-05"),
    ("2024年的3月5号", "2024-03-05"),
    ("2024-03-05 17:00:00", "2024-03-05"),
    ("二〇二四年三月五日", "2024-03-05"),
    ("二○二四年三月五日", "2024-03-05"),
    ("二零二三年十二月三十一日", "2023-12-31"),
    ("二四年三月五日", "2024-03-05"),
    ("98年3月5日", "1998-03-05"),
    ("去年10月15号", "2023-10-15"),
    ("今年2月28开的票", "2024-02-28"),
    ("上个月15号", "2024-11-15"),
    ("本月15日", "2024-12-15"),
    ("下个月3号", "2025-01-03"),
    ("今天", "2024-12-02"),
    ("昨天下午", "2024-12-01"),
    ("前天", "2024-11-30"),
    ("大前天", "2024-11-29"),
    ("明天", "2024-12-03"),
    ("大后天", "2024-12-05"),
    ("上周五", "2024-11-29"),
    ("上上周三", "2024-11-20"),
    ("下周一", "2024-12-09"),
    ("本周日", "2024-12-08"),
    ("3天前", "2024-11-29"),
    ("三天后", "2024-12-05"),
    ("合同2023.11.20签的", "2023-11-20"),
    ("2024年3月5號", "2024-03-05"),
    ("发票24.9.6", "2024-09-06"),
    ("24-9-6", "2024-09-06"),
    ("240618开的票", "2024-06-18"),
    ("去年12.1", "2023-12-01"),
    ("24年4/30", "2024-04-30"),
    ("去年十月十八", "2023-10-18"),
    ("贰零贰肆年零柒月壹拾伍日", "2024-07-15"),
    ("24年9月最后一天", "2024-09-30"),
    ("上个月29开的票", "2024-11-29"),
    ("昨儿个", "2024-12-01"),
    ("大上个月5号", "2024-10-05"),
    ("上个月底28号", "2024-11-28"),
    ("去年国庆当天", "2023-10-01"),
    ("July 18, 2024", "2024-07-18"),
    ("5th of March 2024", "2024-03-05"),
]


@pytest.mark.parametrize(("text", "day"), EXACT)
def test_reads_a_day(text: str, day: str) -> None:
    (mention,) = read(text)
    assert mention.exact
    assert not mention.assumed_year
    assert mention.low == mention.high == date.fromisoformat(day)


ASSUMED = [
    ("3月5号", "2024-03-05", "2025-03-05"),
    ("12月15号", "2023-12-15", "2024-12-15"),
    ("12月2日", "2024-12-02", "2024-12-02"),
    ("三月五号", "2024-03-05", "2025-03-05"),
    ("十月一号", "2024-10-01", "2025-10-01"),
    ("3月15 检测费", "2024-03-15", "2025-03-15"),
    ("3月15号开的票", "2024-03-15", "2025-03-15"),
    ("6月30号17点", "2024-06-30", "2025-06-30"),
    ("发票3.15，能拿多少", "2024-03-15", "2025-03-15"),
    ("3.15号开的", "2024-03-15", "2025-03-15"),
    ("3/15", "2024-03-15", "2025-03-15"),
    ("15号开的票", "2024-11-15", "2024-12-15"),
    ("周五", "2024-11-29", "2024-12-06"),
    ("双十一", "2024-11-11", "2025-11-11"),
    ("三月三签的", "2024-03-03", "2025-03-03"),
    ("六月十一", "2024-06-11", "2025-06-11"),
    ("2月14情人节", "2024-02-14", "2025-02-14"),
    ("圣诞节12月25号", "2023-12-25", "2024-12-25"),
    ("11月29号(周五)", "2024-11-29", "2025-11-29"),
    ("4-22出的报告", "2024-04-22", "2025-04-22"),
    ("报告10.15", "2024-10-15", "2025-10-15"),
]


@pytest.mark.parametrize(("text", "past", "future"), ASSUMED)
def test_takes_the_nearest_day_where_the_year_is_left_out_and_says_so(
    text: str, past: str, future: str
) -> None:
    for (mention,), day in ((read(text), past), (read(text, prefer="future"), future)):
        assert mention.exact
        assert mention.assumed_year
        assert mention.low == date.fromisoformat(day)


def test_a_day_of_the_month_is_sought_in_months_that_have_it() -> None:
    assert read("31号", date(2024, 3, 15))[0].low == date(2024, 1, 31)
    assert read("31号", date(2024, 6, 15), prefer="future")[0].low == date(2024, 7, 31)


SPANS = [
    ("国庆签的", "2024-10-01", "2024-10-07"),
    ("去年双12前后", "2023-12-05", "2023-12-19"),
    ("23年国庆后", "2023-10-01", "9999-12-31"),
    ("年头上", "2024-01-01", "2024-02-29"),
    ("八月初九", "2024-08-11", "2024-11-19"),
    ("六月一直没开", "2024-06-01", "2024-06-30"),
    ("去年10月", "2023-10-01", "2023-10-31"),
    ("2024年3月", "2024-03-01", "2024-03-31"),
    ("2024.3", "2024-03-01", "2024-03-31"),
    ("今年6月出的", "2024-06-01", "2024-06-30"),
    ("3月付的款8.6个万", "2024-03-01", "2024-03-31"),
    ("一月份", "2024-01-01", "2024-01-31"),
    ("上月", "2024-11-01", "2024-11-30"),
    ("上个月底", "2024-11-21", "2024-11-30"),
    ("2月底", "2024-02-21", "2024-02-29"),
    ("3月中旬", "2024-03-11", "2024-03-20"),
    ("月底", "2024-12-21", "2024-12-31"),
    ("23年底", "2023-11-01", "2023-12-31"),
    ("去年年底", "2023-11-01", "2023-12-31"),
    ("今年上半年", "2024-01-01", "2024-06-30"),
    ("2024下半年", "2024-07-01", "2024-12-31"),
    ("去年四季度", "2023-10-01", "2023-12-31"),
    ("2024年第3季度", "2024-07-01", "2024-09-30"),
    ("去年", "2023-01-01", "2023-12-31"),
    ("2024年度", "2024-01-01", "2024-12-31"),
    ("科小24年的", "2024-01-01", "2024-12-31"),
    ("上周", "2024-11-25", "2024-12-01"),
    ("两个月前", "2024-09-18", "2024-10-18"),
    ("3月5号左右", "2024-02-27", "2024-03-12"),
    ("大概3月5号", "2024-02-27", "2024-03-12"),
    ("3月5号吧", "2024-02-27", "2024-03-12"),
    ("3月5号到8号", "2024-03-05", "2024-03-08"),
    ("12月28号至1月5号", "2023-12-28", "2024-01-05"),
    ("3月5号或者6号", "2024-03-05", "2024-03-06"),
    ("2024年3月5日至2025年3月4日", "2024-03-05", "2025-03-04"),
    ("国庆前", "0001-01-01", "2024-09-30"),
    ("6月30号下班前", "0001-01-01", "2024-06-30"),
    ("6月30日17:00前", "0001-01-01", "2024-06-30"),
    ("3月15号之前开的", "0001-01-01", "2024-03-15"),
    ("截至6月30日", "0001-01-01", "2024-06-30"),
    ("3月前", "0001-01-01", "2024-02-29"),
    ("年底前", "0001-01-01", "2024-12-31"),
    ("春节前", "0001-01-01", "2024-02-19"),
    ("年前付的", "0001-01-01", "2024-02-19"),
    ("春节后", "2024-01-21", "9999-12-31"),
    ("3月5号以后", "2024-03-05", "9999-12-31"),
]


@pytest.mark.parametrize(("text", "low", "high"), SPANS)
def test_bounds_what_is_not_one_day_and_never_takes_it_for_one(text: str, low: str, high: str) -> None:
    (mention,) = read(text)
    assert not mention.exact
    assert not mention.impossible
    assert (mention.low.isoformat(), mention.high.isoformat()) == (low, high)


def test_tells_a_limit_from_a_day() -> None:
    assert [read(text)[0].bound for text in ("6月30号", "6月30号下班前", "3月5号以后")] == [
        "on",
        "before",
        "after",
    ]
    assert read("6月30号下班前", prefer="future")[0].high == date(2025, 6, 30)


IMPOSSIBLE = [
    ("2024年2月30日", "2024 年 2 月没有 30 日"),
    ("发票是2024年2月30号的", "2024 年 2 月没有 30 日"),
    ("2023-02-29", "2023 年 2 月没有 29 日"),
    ("4月31号", "2024 年 4 月没有 31 日"),
    ("13月5日", "没有 13 月"),
    ("2024-13-05", "没有 13 月"),
    ("20240230", "2024 年 2 月没有 30 日"),
]


@pytest.mark.parametrize(("text", "reading"), IMPOSSIBLE)
def test_an_impossible_day_is_said_to_be_so(text: str, reading: str) -> None:
    (mention,) = read(text)
    assert mention.impossible
    assert not mention.exact
    assert mention.reading == reading


NONE = [
    "",
    "0359-8711218",
    "13800138000",
    "〔2024〕16号",
    "青科规〔2024〕16号",
    "3个月",
    "5个工作日",
    "5日内",
    "3号楼",
    "2号服务",
    "第3号",
    "几号截止",
    "干了20年",
    "3年有效期",
    "成立10年",
    "周期",
    "每周五",
    "五一路",
    "税率3.5",
    "合同3.5万",
    "2024.3万",
    "1.2.3.4",
    "合同号20240305",
    "202403051234",
    "ISO9001",
    "版本2.10.3",
    "24.13.1",
    "五四广场",
    "3-5天",
    "may i ask",
    "3.5万",
    "80万",
    "20-30万",
]


@pytest.mark.parametrize("text", NONE)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert read(text) == ()


def test_a_short_date_that_may_be_an_amount_is_not_exact() -> None:
    (mention,) = read("发票3.5")
    assert not mention.exact
    assert mention.low == date(2024, 3, 5)


def test_reads_every_date_of_a_message() -> None:
    found = read("发票24年3月5号开的 合同2023.11.20签的 报告今年6月出的")
    assert [mention.reading for mention in found] == [
        "2024 年 3 月 5 日",
        "2023 年 11 月 20 日",
        "2024 年 6 月",
    ]
    assert [mention.low for mention in read("2023年3月5日、6月8日")] == [date(2023, 3, 5), date(2023, 6, 8)]


def test_a_time_of_day_belongs_to_the_mention() -> None:
    text = clean("最晚6月30号下午5点半之前交").text
    (mention,) = dates(text, TODAY)
    assert mention.raw == "6月30号下午5点半之前"
    assert text[mention.start : mention.end] == mention.raw


def test_amounts_beside_a_date_stay_out_of_it() -> None:
    assert [mention.raw for mention in read("3月5万")] == ["3月"]
    assert [mention.raw for mention in read("3月15号3万5")] == ["3月15号"]


PREFERENCES: st.SearchStrategy[Prefer] = st.sampled_from(["past", "future"])
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_a_day_said_back_is_read_as_the_same(day: date) -> None:
    (mention,) = read(f"{day.year} 年 {day.month} 月 {day.day} 日")
    assert mention.exact
    assert mention.low == day
    assert read(mention.reading) == (mention,)


@given(DAYS)
def test_all_ways_of_writing_a_day_agree(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    forms = [
        f"{year}年{month}月{number}日",
        f"{year}年{month:02}月{number:02}号",
        f"{year % 100:02}年{month}月{number}号" if year < 2080 else f"{year}年{month}月{number}号",
        f"{year}.{month}.{number}",
        f"{year}-{month:02}-{number:02}",
        f"{year}/{month}/{number}",
        f"{year}{month:02}{number:02}",
    ]
    assert {(read(form)[0].low, read(form)[0].exact) for form in forms} == {(day, True)}


@given(DAYS, DAYS)
def test_a_day_without_a_year_is_the_nearest_on_the_side_asked_for(today: date, day: date) -> None:
    text = f"{day.month}月{day.day}日"
    (past,) = dates(text, today)
    (future,) = dates(text, today, "future")
    assert past.impossible or today - timedelta(366) < past.low <= today
    assert future.impossible or today <= future.low < today + timedelta(366)
    assert not (past.impossible or future.impossible) or (day.month, day.day) == (2, 29)


TEXTS = st.text(
    "0123456789一二三十〇年月日号.-/今去前昨上下个周星期五天底初旬半季度国庆春节前后到、 大概左右点:",
    max_size=30,
)


@given(TEXTS | st.text(st.characters(), max_size=60), DAYS, PREFERENCES)
def test_never_raises_and_keeps_its_promises(text: str, today: date, prefer: Prefer) -> None:
    position = 0
    for mention in dates(text, today, prefer):
        assert position <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.raw
        assert mention.low <= mention.high
        assert not mention.exact or (mention.low == mention.high and not mention.impossible)
        assert mention.reading
        position = mention.end


@pytest.mark.parametrize(
    ("text", "raw"),
    {
        "合同2023-09-01 个体户": "2023-09-01",
        "发票2024.3.5 成立两年": "2024.3.5",
        "发票2024年3月5 个体户": "2024年3月5",
        "发票5号 公司在青岛": "5号",
    }.items(),
)
def test_a_word_after_a_space_takes_no_date_away(text: str, raw: str) -> None:
    assert [found.raw for found in dates(text, date(2024, 12, 2))] == [raw]
