"""What people are told unasked: true at the moment it is told, with its clause, and in the fields of a form."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reminders import LONGEST, MOST_LINES, Told, reminder
from policy.workdays import SHANGHAI

NAME, CITE = "青岛市 2024 年度科技创新券兑付", "青岛市 2024 年度通知"
WINDOW = {
    "edition": "qingdao-2024",
    "name": NAME,
    "cite": CITE,
    "label": "2024 年度申请期",
    "opens": "2024-11-26",
    "closes": "2024-12-31",
    "clause": "二(一)",
}
BATCH = {
    **WINDOW,
    "name": "运城市 2024 年度科技创新券兑现",
    "cite": "运市科函〔2024〕6号",
    "label": "第一批",
    "opens": None,
    "closes": "2024-06-30T17:00:00+08:00",
    "clause": "四(四)",
}
PAPER = {
    **WINDOW,
    "paper": {
        "name": "技术合同认定登记证明",
        "issuer": "技术合同登记机构",
        "by": "2024-11-29",
        "days": 30,
        "clause": "技术合同认定登记管理办法 第十四条",
    },
}
PUBLICITY = {
    "number": "7K3M9PQ2",
    "name": BATCH["name"],
    "cite": BATCH["cite"],
    "title": "省科技厅公示名单和金额",
    "began": "2024-08-06",
    "days": 5,
    "ends": "2024-08-13",
    "clause": "四(七)",
}
MOVED = {
    "number": "7K3M9PQ2",
    "name": NAME,
    "cite": CITE,
    "from": "市科技服务中心初审",
    "to": "市科技局网站公示",
    "on": "2024-12-10",
    "by": "operator",
    "note": "",
    "clause": "二(四)",
}
LAPSE = {"edition": "e", "name": NAME, "cite": CITE, "year": 2024, "day": "2024-12-31", "clause": "五.1"}
LINES = [{"text": "每年最高由 20 万元改为 30 万元。", "clause": "三"}]
EDITION = {"edition": "e", "name": NAME, "cite": CITE, "issued": "2025-11-20", "lines": LINES}
CONTENTS: dict[str, dict[str, Any]] = {
    "opens": WINDOW,
    "closes": WINDOW,
    "workday": BATCH,
    "paper": PAPER,
    "publicity": PUBLICITY,
    "lapse": LAPSE,
    "moved": MOVED,
    "edition": EDITION,
    "changed": EDITION,
}


def told(kind: str, at: str, content: dict[str, Any] | None = None) -> Told:
    moment = datetime.fromisoformat(at if "T" in at else f"{at}T08:30").replace(tzinfo=SHANGHAI)
    return reminder(kind, content or CONTENTS[kind], 3, moment)


@pytest.mark.parametrize(
    ("kind", "at", "begins", "note"),
    [
        ("opens", "2024-11-20", "还有 6 天：", "还有 6 天，开始受理"),
        ("opens", "2024-11-25", "明天开始受理：", "明天开始受理"),
        ("opens", "2024-11-26", "今天开始受理：", "今天开始受理"),
        ("opens", "2024-12-20", "已开始受理：", "已开始受理"),
        ("closes", "2024-12-01", "还有 30 天：", "还有 30 天，截止"),
        ("closes", "2024-12-29", "还有 2 天：", "还有 2 天，截止"),
        ("closes", "2024-12-30", "明天截止：", "明天截止"),
        ("closes", "2024-12-31", "今天截止：", "今天截止"),
        ("closes", "2024-12-31T23:59", "今天截止：", "今天截止"),
        ("closes", "2025-01-01", "已截止：", "已截止"),
        ("workday", "2024-06-01", "还有 27 天：", "还有 27 天，是最后一个工作日"),
        ("workday", "2024-06-27", "明天是截止前最后一个工作日", "明天是最后一个工作日"),
        ("workday", "2024-06-28", "今天是截止前最后一个工作日", "今天是最后一个工作日"),
        ("workday", "2024-06-29", "截止前最后一个工作日 2024-06-28 已过", "最后一个工作日已过"),
        ("paper", "2024-11-22", "还有 7 天：", "还有 7 天，最迟要去办"),
        ("paper", "2024-11-28", "明天是最后一天：", "明天最迟要去办"),
        ("paper", "2024-11-29", "今天是最后一天：", "今天最迟要去办"),
        ("paper", "2024-11-30", "技术合同认定登记证明该在 2024-11-29 前去办，已过", "最迟要去办的日子已过"),
        ("publicity", "2024-08-10", "还有 3 天：", "还有 3 天，公示结束"),
        ("publicity", "2024-08-12", "明天公示结束：", "明天公示结束"),
        ("publicity", "2024-08-13", "今天公示结束：", "今天公示结束"),
        ("publicity", "2024-08-14", "公示已结束：", "公示已结束"),
        ("lapse", "2024-12-01", "还有 30 天：", "还有 30 天，作废"),
        ("lapse", "2024-12-31", "今天：", "今天作废"),
        ("lapse", "2025-01-01", "已作废：", "已作废"),
        (
            "moved",
            "2024-12-11",
            "申请 7K3M9PQ2 有进展：市科技服务中心初审 → 市科技局网站公示",
            "现在是市科技局网站公示",
        ),
        ("edition", "2025-11-21", f"{NAME}已收录", "已收录，请来查看"),
        ("changed", "2025-11-21", f"{NAME}有变化", "有变化，请来查看"),
    ],
)
def test_a_reminder_says_first_how_long_there_is(kind: str, at: str, begins: str, note: str) -> None:
    found = told(kind, at)
    assert found.text.startswith(begins)
    assert found.note == note


@pytest.mark.parametrize(
    ("at", "begins"),
    [
        ("2024-06-29T20:00", "明天 17:00 截止："),
        ("2024-06-30T08:30", "今天 17:00 截止："),
        ("2024-06-30T17:00", "今天 17:00 截止："),
        ("2024-06-30T17:01", "已截止："),
    ],
)
def test_a_closing_hour_is_told_and_counts(at: str, begins: str) -> None:
    found = told("closes", at, BATCH)
    assert found.text.startswith(begins)
    assert found.when == "2024年6月30日 17:00"


def test_a_move_tells_who_recorded_it_its_note_and_the_end_of_publicity() -> None:
    own = {**MOVED, "by": "enterprise", "note": "钱分两次。", "ends": "2024-12-17"}
    text = told("moved", "2024-12-11", own).text
    assert text.splitlines()[1:] == ["公示 2024-12-17 结束。", "说明：钱分两次。"]
    assert "（2024-12-10，同事记录）（青岛市 2024 年度通知 二(四)）" in text
    returned = {**MOVED, "to": "退回补正", "clause": None}
    assert told("moved", "2024-12-11", returned).text.endswith("补齐再交后，回“我已提交”。")


def test_of_a_long_change_the_rest_is_left_to_ask_for() -> None:
    lines = [{"text": f"第{n}处", "clause": "三"} for n in range(MOST_LINES + 1)]
    text = told("changed", "2025-11-21", {**EDITION, "lines": lines}).text
    assert text.count("· ") == MOST_LINES
    assert "其余请来查看。" in text


def test_an_unknown_kind_is_refused_by_its_name() -> None:
    with pytest.raises(ValueError, match="'other' is no kind of reminder"):
        told("other", "2024-12-01", WINDOW)


def _figures(text: str) -> set[int]:
    return {int(figure) for figure in re.findall(r"\d+", text)}


@given(
    kind=st.sampled_from(sorted(CONTENTS)),
    day=st.dates(date(2024, 5, 1), date(2025, 3, 1)),
    minute=st.integers(0, 1439),
    offset=st.sampled_from((30, 14, 7, 3, 1, 0)),
)
def test_every_figure_stands_in_the_content_or_is_the_days_left(
    kind: str, day: date, minute: int, offset: int
) -> None:
    content = CONTENTS[kind]
    at = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(minutes=minute)
    found = reminder(kind, content, offset, at)
    ends = {"opens": "opens", "publicity": "ends", "lapse": "day"}.get(kind, "closes")
    deadline = content["paper"]["by"] if kind == "paper" else content.get(ends)
    deadline = "2024-06-28" if kind == "workday" else deadline
    left = set() if deadline is None else {abs((date.fromisoformat(str(deadline)[:10]) - day).days)}
    # 2024-06-28 is worked out from the closing, as the last working day before it.
    known = _figures(str(content)) | left | ({28} if kind == "workday" else set())
    assert _figures(found.text) <= known
    assert _figures(found.note) <= known


@given(kind=st.sampled_from(sorted(CONTENTS)), day=st.dates(date(2024, 5, 1), date(2025, 3, 1)))
def test_every_text_cites_its_clause_and_every_field_fits(kind: str, day: date) -> None:
    found = reminder(kind, CONTENTS[kind], 0, datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI))
    clause = CONTENTS[kind].get("clause", "三")
    assert clause in found.text
    assert CONTENTS[kind]["cite"] in found.text
    assert 0 < len(found.what) <= LONGEST
    assert 0 < len(found.note) <= LONGEST
    assert re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日( \d\d:\d\d)?", found.when)
