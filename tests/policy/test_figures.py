"""Figures with their units: read from any text, held against rules, and written without the text."""

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policy.clauses import Notice
from policy.figures import Figure, figures, shown
from policy.mentions import Kind

NOTICES = Path(__file__).resolve().parents[2] / ".." / "shared" / "notices"
published = pytest.mark.skipif(not NOTICES.is_dir(), reason="the notices are not at hand")

# By hand from the notices; clauses that are not listed hold no figure.
YUNCHENG = {
    "题头": "document:运市科函〔2024〕6号 calendar_year:2024 document:晋科发〔2024〕16号",
    "一": "document:晋科发〔2024〕16号",
    "二(一)": "date:2023-10-01 date:2024-09-30 date:2024-10-01 date:2024-12-31 calendar_year:2025",
    "三": "percent:50 money:50000000 money:100000000",
    "四(一)": "url:http://218.26.228.127:11188/inno",
    "四(四)": "copies:3 ordinal:1批 date:2024-06-30 time:17:00 ordinal:2批 date:2024-09-30",
    "四(五)": "copies:2",
    "四(七)": "working_day:5",
    "五(七)": "year:3",
    "五(八)": "calendar_year:2017 document:国统字〔2017〕213号",
    "六(一)": "phone:70351-8065503 phone:7199808",
    "六(二)": "phone:0359-8711218 phone:8711226",
}
QINGDAO = {
    "题头": "document:青科字〔2022〕20号 calendar_year:2024",
    "一(一)1": "calendar_year:2024",
    "一(一)4": "date:2021-12-02 date:2022-05-08 calendar_year:2024",
    "二(一)": "calendar_year:2024 date:2024-11-26 date:2024-12-31",
    "二(二)": "url:http://cxq.qdsipc.com",
    "二(二)1": "calendar_year:2024",
    "二(二)6(2)": "chars:1000",
    "二(二)8": "annex:1 annex:2",
    "二(二)9": "item:2 item:8",
    "二(四)": "calendar_year:2025",
    "三": "percent:50 percent:30 money:20000000",
    "四": "phone:85630985 phone:85938030 phone:85911343",
    "落款": "date:2024-11-25",
}
KARAMAY = {
    "题头": "document:国发〔2017〕37号 document:新克政发〔2022〕62号",
    "一": "document:新克政发〔2022〕62号",
    "二": "document:国发〔2017〕37号 document:新克政发〔2022〕62号 money:15000000",
    "三(一)3": "percent:30 percent:50",
    "三(三)1": "grade:C",
    "五.3": "ordinal:2条",
    "五.4": "count:7类",
    "五.6(3)": "working_day:5",
    "五.7": "percent:30 percent:50 money:5000000",
}
TABLES = {
    "yuncheng-2024": YUNCHENG,
    "qingdao-2024": QINGDAO,
    "qingdao-2024.as-published": QINGDAO,
    "karamay-draft": KARAMAY,
}


def read(name: str) -> Notice:
    return Notice.read((NOTICES / f"{name}.txt").read_text(encoding="utf-8"))


def canonical(text: str) -> str:
    return " ".join(figure.canonical for figure in figures(text))


def parsed(text: str) -> tuple[Figure, ...]:
    return tuple(Figure.parse(each) for each in text.split())


@published
@pytest.mark.parametrize(("name", "table"), TABLES.items())
def test_the_figures_of_a_published_notice_are_these_clause_by_clause(
    name: str, table: dict[str, str]
) -> None:
    found = {
        clause.path: list(dict.fromkeys(figure.canonical for figure in figures(clause.own_text)))
        for clause in read(name).walk()
    }
    assert {path: " ".join(listed) for path, listed in found.items() if listed} == table


def changed(figure: Figure) -> Figure:
    """The figure one fen, day, digit or letter off."""
    value = figure.value
    if isinstance(value, date):
        other: int | date | str = date.fromordinal(value.toordinal() + 1)
    elif isinstance(value, int):
        other = value + 1
    else:
        other = re.sub(
            r"[0-9C]", lambda found: "B" if found[0] == "C" else str((int(found[0]) + 1) % 10), str(value)
        )
        other = other if other != value else f"{value}x"
    return Figure(kind=figure.kind, value=other, unit=figure.unit)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("不超过50%", "percent:50"),
        ("不超过 50 ％的比例", "percent:50"),
        ("30%-50%", "percent:30 percent:50"),
        ("30%～50%", "percent:30 percent:50"),
        ("30至50%", "percent:30 percent:50"),
        ("12.5%", "percent:12.5"),
        ("百分之五十", "percent:50"),
        ("百分之三十至五十", "percent:30 percent:50"),
        ("百分之十二点五", ""),
        ("提高5个百分点", "points:5"),
        ("3‰", "number:3"),
        ("50 万元", "money:50000000"),
        ("50萬元", "money:50000000"),
        ("5万以内", "money:5000000"),
        ("5-15万元", "money:5000000 money:15000000"),
        ("5万元至15万元", "money:5000000 money:15000000"),
        ("5000元-1万元", "money:500000 money:1000000"),
        ("3-5千元", "money:300000 money:500000"),
        ("五十万元至一百万元", "money:50000000 money:100000000"),
        ("人民币伍拾万元整", "money:50000000"),
        ("1.5亿元", "money:15000000000"),
        ("1,234.56元", "money:123456"),
        ("￥5000", "money:500000"),
        ("0.001元", "number:0.001"),
        ("20万元/年", "money:20000000"),
        ("50 万人", "count:500000人"),
        ("5元件", "number:5"),
        ("5 个工作日", "working_day:5"),
        ("五個工作日", "working_day:5"),
        ("3至5个工作日", "working_day:3 working_day:5"),
        ("30日内", "day:30"),
        ("15个自然日", "day:15"),
        ("两周", "week:2"),
        ("三个月", "month:3"),
        ("3年内", "year:3"),
        (",3年内", "year:3"),
        ("近三年", "year:3"),
        ("下一年度、统一年度、每一天", ""),
        ("24小时", "hour:24"),
        ("30分钟", "minute:30"),
        ("一式三份", "copies:3"),
        ("一式二份", "copies:2"),
        ("一式两份", "copies:2"),
        ("12月份", "calendar_month:12"),
        ("不少于1000字", "chars:1000"),
        ("不少于一千字", "chars:1000"),
        ("1千字", "chars:1000"),
        ("2023年10月1日", "date:2023-10-01"),
        ("2023年10月1日至2024年9月30日", "date:2023-10-01 date:2024-09-30"),
        ("2024年11月26日至12月31日", "date:2024-11-26 date:2024-12-31"),
        ("2024年11月26日至30日", "date:2024-11-26 date:2024-11-30"),
        ("2024年6月30日、9月30日", "date:2024-06-30 date:2024-09-30"),
        ("2024年11月26日至次年1月31日", "date:2024-11-26 month_day:01-31"),
        ("2024年11月26日至3月1日", "date:2024-11-26 month_day:03-01"),
        (
            "2024年11月26日（星期二）9:00至12月31日（星期二）17:00",
            "date:2024-11-26 time:09:00 date:2024-12-31 time:17:00",
        ),
        ("2024 年 6 月 30 日 17:00", "date:2024-06-30 time:17:00"),
        ("２０２４年６月３０日１７：００", "date:2024-06-30 time:17:00"),
        ("2024年6月30日，5日内", "date:2024-06-30 day:5"),
        ("二〇二四年六月三十日", "date:2024-06-30"),
        ("2024-06-30、2024/7/1和2024.9.30", "date:2024-06-30 date:2024-07-01 date:2024-09-30"),
        ("2024年2月30日", "year_month:2024-02 day:30"),
        ("每年1月1日至12月31日", "month_day:01-01 month_day:12-31"),
        ("2024年11月", "year_month:2024-11"),
        ("2024年度、2024年内、2025年预算", "calendar_year:2024 calendar_year:2024 calendar_year:2025"),
        ("2023-2024年", "calendar_year:2023 calendar_year:2024"),
        ("划分办法(2017)", "calendar_year:2017"),
        ("17时", "time:17:00"),
        ("下午5时30分", "time:17:30"),
        ("17:00:00", "time:17:00:00"),
        ("24:00", "time:24:00"),
        ("24:30", "number:24 number:30"),
        ("0359-8711218 8711226", "phone:0359-8711218 phone:8711226"),
        ("70351-8065503、7199808", "phone:70351-8065503 phone:7199808"),
        ("（0359）8711218", "phone:0359-8711218"),
        ("85630985、85938030", "phone:85630985 phone:85938030"),
        ("13812345678，400-123-4567", "phone:13812345678 phone:400-123-4567"),
        ("（晋科发〔2024〕16号）", "document:晋科发〔2024〕16号"),
        ("根据晋科发[2024] 16 號", "document:晋科发〔2024〕16号"),
        ("C级以上（含C级）", "grade:C grade:C"),
        ("市级、省级", ""),
        ("七类领域", "count:7类"),
        ("10家企业", "count:10家"),
        ("两个项目", "count:2个"),
        ("一种工具、七八家、一般", ""),
        ("首批、第二批", "ordinal:1批 ordinal:2批"),
        ("第十三条", "ordinal:13条"),
        ("第3-5项", "ordinal:3项 ordinal:5项"),
        ("第三方", ""),
        ("材料2-8、附件1", "item:2 item:8 annex:1"),
        ("见http://a.example:8080/x1)，", "url:http://a.example:8080/x1"),
        ("kj01@a.example", "email:kj01@a.example"),
        ("60 与 1.5", "number:60 number:1.5"),
        ("ISO9001、5G", ""),
        ("1" * 5000, f"number:{'1' * 5000}"),
    ],
)
def test_a_text_holds_these_figures(text: str, found: str) -> None:
    assert canonical(text) == found


def test_a_figure_knows_where_it_stands() -> None:
    text = "按 50% 计，最高 50 万元，公示 5 个工作日。"
    assert [text[each.start : each.end] for each in figures(text)] == ["50%", "50 万元", "5 个工作日"]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "no kind"),
        ("percent", "no percent"),
        ("percentage:50", "write one of percent"),
        ("percent:fifty", "no percent"),
        ("percent:050", "no percent"),
        ("percent:50.0", "no percent"),
        ("percent:50%", "no percent"),
        ("money:50.5", "no money"),
        ("date:2024-02-30", "no date"),
        ("date:20240630", "no date"),
        ("time:25:00", "no time"),
        ("count:7", "no count"),
        ("grade:E", "no grade"),
        ("phone:12", "no phone"),
        ("working_day:" + "9" * 40, "no working_day"),
    ],
)
def test_a_canonical_form_that_is_wrong_is_refused_with_the_place_and_the_problem(
    written: str, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem) as refusal:
        Figure.parse(written)
    assert repr(written) in str(refusal.value)


def of(
    kind: Kind, values: st.SearchStrategy[int | Decimal | date | str], unit: str = ""
) -> st.SearchStrategy[Figure]:
    return values.map(lambda value: Figure(kind=kind, value=value, unit=unit))


SMALL = st.integers(1, 999)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
AMOUNTS: list[Kind] = ["working_day", "day", "week", "month", "year", "hour", "minute", "copies", "points"]
FIGURES = st.one_of(
    *(of(kind, SMALL) for kind in AMOUNTS),
    of("percent", st.integers(0, 100) | st.decimals(0, 100, places=2)),
    of("money", st.integers(0, 10**14)),
    of("chars", st.integers(1, 10**6)),
    *(of("count", st.integers(1, 10**6), unit) for unit in "家类项个人名"),
    *(of("ordinal", st.integers(1, 99), unit) for unit in "批条项期"),
    of("item", st.integers(1, 99)),
    of("annex", st.integers(1, 99)),
    of("date", DAYS),
    of("month_day", DAYS.map(lambda day: f"{day:%m-%d}")),
    of("year_month", DAYS.map(lambda day: f"{day:%Y-%m}")),
    of("calendar_year", st.integers(1900, 2099)),
    of("calendar_month", st.integers(1, 12)),
    of(
        "time", st.times().map(lambda time: f"{time:%H:%M}") | st.times().map(lambda time: f"{time:%H:%M:%S}")
    ),
    of(
        "phone",
        st.from_regex(r"0[1-9][0-9]{1,2}-[2-9][0-9]{6,7}|[2-9][0-9]{6,7}|1[3-9][0-9]{9}", fullmatch=True),
    ),
    of("document", st.from_regex(r"[甲乙丙]科[发字函]〔20[0-9]{2}〕[1-9][0-9]{0,2}号", fullmatch=True)),
    of("grade", st.sampled_from(["A", "AA", "AAA", "B", "C", "D", "A+", "B-"])),
    of("url", st.from_regex(r"https?://[a-z]{1,8}\.example(:[0-9]{2,5})?(/[a-z0-9]{1,9})?", fullmatch=True)),
    of("email", st.from_regex(r"[a-z][a-z0-9]{0,9}@[a-z]{1,8}\.example", fullmatch=True)),
    of("number", st.from_regex(r"[1-9][0-9]{0,4}(\.[0-9]{1,3})?", fullmatch=True)),
)


@settings(deadline=None)
@given(FIGURES)
@example(Figure(kind="money", value=1))
@example(Figure(kind="year_month", value="2024-10"))
def test_a_figure_as_shown_is_read_back(figure: Figure) -> None:
    text = f"须为 {shown(figure)}，另行通知"
    assert figures(text) == (figure,)
    assert figures(text)[0].end <= text.index("，")


@settings(deadline=None)
@given(FIGURES)
def test_a_figure_is_had_back_from_its_canonical_form(figure: Figure) -> None:
    assert Figure.parse(figure.canonical) == figure
    assert Figure.parse(figure.canonical).canonical == figure.canonical


@settings(deadline=None)
@given(st.lists(FIGURES, max_size=6))
def test_figures_in_one_sentence_are_all_read_in_their_order(listed: list[Figure]) -> None:
    assert figures("；".join(f"甲为 {shown(each)} 整齐" for each in listed)) == tuple(listed)


HOSTILE = st.text(max_size=200) | st.text(
    "0123456789年月日万元%至-.:,〔〕号个工作一二十百分之第 材料附件", max_size=200
)


@settings(deadline=None)
@given(HOSTILE)
@example("1" + " " * 20_000)
@example("2024年1月1日至" * 500)
@example("一" * 5000)
@example("١٢٣%²³年")
@example("0月0日0000年00月99日99:99")
def test_any_text_is_read_and_what_is_found_can_be_written_down(text: str) -> None:
    found = figures(text)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(each.canonical for each in found)
