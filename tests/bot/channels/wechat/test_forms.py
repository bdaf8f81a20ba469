"""What of a reminder stands in the fields of a template, cut to what WeChat takes there."""

from __future__ import annotations

import pytest

from bot.channels.wechat.forms import Blank, sources
from bot.reception.channel import Reminder
from tests.bot.sending import AT

LONG = "2024 年度青岛市科技创新券第二批集中申报即将截止"


def filled(fields: str, **more: str) -> dict[str, str]:
    given = {"what": "科技创新券申报", "when": "2024年12月31日 17:00", "note": "还有 7 天，截止", **more}
    blank = Blank(template="T", fields=sources(fields))
    form = blank.filled(Reminder(key="k", text="t", **given), AT)
    assert form.template == "T"
    return dict(form.fields)


def test_a_form_has_each_field_in_its_own_way() -> None:
    fields = (
        "thing4=what, time2=when,thing5=note,date3=when,phrase1=what,character_string6=when,keyword1=note"
    )
    assert filled(fields) == {
        "thing4": "科技创新券申报",
        "time2": "2024年12月31日 17:00",
        "thing5": "还有 7 天，截止",
        "date3": "2024年12月31日 17:00",
        "phrase1": "科技创新券",
        "character_string6": "2024-12-31 17:00",
        "keyword1": "还有 7 天，截止",
    }


@pytest.mark.parametrize(
    ("fields", "given", "value"),
    [
        ("thing1=what", {"what": LONG}, LONG[:19] + "…"),
        ("thing1=what", {"what": "a\n\n b"}, "a b"),
        ("thing1=what", {"what": ""}, "提醒"),
        ("thing1=what,thing2=note", {"note": ""}, "提醒"),
        ("phrase1=what", {"what": "SQ-2024 abc"}, "提醒"),
        ("time1=when,thing2=what", {"when": "2024年12月31日"}, "2024年12月31日 23:59"),
        ("date1=when,thing2=what", {"when": "2024年12月31日"}, "2024年12月31日"),
        # Without a day of its own it tells when it is sent.
        ("time1=when,thing2=what", {"when": ""}, "2024年12月2日 10:00"),
        ("character_string1=when,thing2=what", {"when": "2024年1月5日"}, "2024-01-05"),
    ],
)
def test_a_value_is_one_that_wechat_takes(fields: str, given: dict[str, str], value: str) -> None:
    found = filled(fields, **given)
    assert found[fields.partition("=")[0]] == value or given == {"note": ""}
    assert all(found.values())
    assert all(len(text) <= 20 for name, text in found.items() if name.startswith("thing"))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ("thing4", "写成"),
        ("thing=what", "写成"),
        ("thing4=why", "what、when、note"),
        ("time2=what", "time2 只能放 when"),
        ("phrase2=when", "phrase2 只能放 what、note"),
        ("character_string1=note", "只能放 when"),
        ("amount1=what", "放不了提醒"),
        ("thing1=what,thing1=note", "两次"),
        ("thing1=note", "what"),
        ("", "what"),
    ],
)
def test_fields_that_wechat_would_refuse_are_told_at_once(fields: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        sources(fields)
