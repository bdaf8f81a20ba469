"""A person's data are given out on a word, and deleted on the exact words alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs import Conversation
from dialogs.desk import erasure
from dialogs.desk.welcome import introduced, welcome
from dialogs.message import Choice, Reply
from dialogs.records import Records
from dialogs.understanding.result import Asked, Request
from tests.dialogs.at_the_desk import QINGDAO, Talk, claim, effect, shown, talked, told, turned

EXPORT, ERASE = Request(kind="export"), Request(kind="erase")
ERASED = effect("erase")
KEPT = Records(name="甲公司", told={"registered_in": told("370211")}, claims=(claim(),))


def at(records: Records | None, conversation: Conversation = QINGDAO) -> Talk:
    return Talk(erasure, records, conversation)


def test_the_data_follow_one_line() -> None:
    talk = at(KEPT).ask(EXPORT)
    assert talk.text == "以下是保存的全部数据："
    assert talk.effects == [effect("export")]


def test_an_open_question_stays_open_while_data_are_given_out() -> None:
    conversation = QINGDAO._replace(topic="eligibility", asked=Asked(kind="one", facts=("size_class",)))
    assert at(KEPT, conversation).ask(EXPORT).conversation == conversation


@pytest.mark.parametrize("request_", [EXPORT, ERASE])
def test_where_nothing_is_ever_kept_that_is_said(request_: Request) -> None:
    talk = at(None).ask(request_)
    assert talk.text.startswith("这里不保存")
    assert not talk.effects
    assert not talk.conversation.form


def test_before_deleting_it_is_said_what_goes_and_what_stays() -> None:
    talk = at(KEPT).ask(ERASE)
    assert talk.text.splitlines() == [
        "将删除：企业资料、聊天记录、自己记的申请。",
        "将保留：操作记录，按规定留一年以上，不含身份。",
        "删除后不能恢复。确定删除，请回复“确认删除”。",
        "1 不删除",
        "2 确认删除",
    ]
    assert not talk.effects


@pytest.mark.parametrize("records", [Records(claims=(claim(is_official=True),)), Records(is_proven=True)])
def test_what_an_office_recorded_is_said_to_stay(records: Records) -> None:
    assert "主管部门登记的企业和申请" in at(records).ask(ERASE).text


def test_what_colleagues_share_is_said_to_stay_with_them() -> None:
    talk = at(replace(KEPT, members=3)).ask(ERASE)
    assert "企业资料和申请记录，留给其余 2 位同事" in talk.text
    assert "自己记的申请" not in talk.text


@pytest.mark.parametrize("text", ["确认删除", " 确认删除。", "“确认删除”", "確認刪除", "2"])
def test_the_exact_words_or_their_number_delete(text: str) -> None:
    talk = at(KEPT, QINGDAO._replace(enterprise={"registered_in": "370211"})).ask(ERASE).say(text)
    assert talk.heard
    assert talk.effects == [ERASED]
    assert talk.text.startswith("已删除。")
    assert talk.conversation == Conversation()


def test_the_button_deletes() -> None:
    assert at(KEPT).ask(ERASE).say("", choice="erase:yes").effects == [ERASED]


@pytest.mark.parametrize(
    "text", ["是", "好的", "确认", "删除", "确认删除吧", "1", "1、2", "3", "不删除", "算了", "嗯嗯", ""]
)
def test_anything_else_deletes_nothing_and_that_is_said(text: str) -> None:
    talk = at(KEPT).ask(ERASE).say(text)
    assert talk.heard
    assert talk.text == "没有删除任何内容。"
    assert not talk.effects
    assert not talk.conversation.form


@pytest.mark.parametrize("text", ["要什么材料", "我们是高企", "青岛能补多少"])
def test_another_wish_is_let_through_after_saying_that_nothing_was_deleted(text: str) -> None:
    talk = at(KEPT).ask(ERASE).say(text)
    assert not talk.heard
    assert talk.text == "没有删除任何内容。"
    assert not talk.conversation.form


def test_the_words_delete_nothing_unless_they_were_asked_for() -> None:
    talk = at(KEPT).ask(ERASE).say("不删除")
    assert talk.conversation.form == {}
    assert not talk.conversation.offered


# ---- in whole turns


def test_deleting_tells_nothing_and_starts_afresh() -> None:
    records = Records(name="甲公司", told={"registered_in": told("370211", of="registered_in")})
    for text in ("确认删除", "2", "“确认删除”"):
        turn = talked(records, "删除我的数据", text)
        assert turn.effects == (ERASED,)
        assert turn.conversation == Conversation()


@pytest.mark.parametrize("text", ["确认", "是", "好的", "1", "把我的数据都删掉吧", "不用删了"])
def test_no_other_words_delete_in_a_whole_turn(text: str) -> None:
    assert ERASED not in talked(KEPT, "删除我的数据", text).effects


@pytest.mark.parametrize("before", [(), ("能补多少",), ("删除我的数据", "算了"), ("退出企业",)])
def test_the_confirmation_alone_deletes_nothing(before: tuple[str, ...]) -> None:
    assert ERASED not in talked(KEPT, *before, "确认删除").effects


# ---- the first contact

NEW = Records(is_new=True)
ANSWER = Reply(text="最高 9 万元。", choices=(Choice(id="go:documents", label="材料清单"),))


def test_the_welcome_says_in_two_lines_what_is_kept_why_and_how_it_goes() -> None:
    lines = welcome(NEW).splitlines()
    assert len(lines) == 2
    assert "90 天" in lines[0]
    assert all(word in lines[1] for word in ("我的资料", "导出我的数据", "删除我的数据"))


@pytest.mark.parametrize("records", [None, Records(), KEPT])
def test_nobody_is_welcomed_twice(records: Records | None) -> None:
    assert welcome(records) == ""
    assert introduced([ANSWER], records, asks=False) == [ANSWER]


def test_the_welcome_comes_after_the_answer_whose_choices_stay_last() -> None:
    first, last = introduced([ANSWER], NEW, asks=False)
    assert first == Reply(text=ANSWER.text)
    assert last == Reply(text=welcome(NEW), choices=ANSWER.choices)


def test_the_welcome_comes_before_the_question() -> None:
    question = Reply(text="贵公司注册在哪里？", choices=(Choice(id="at:370200", label="青岛市"),))
    assert introduced([ANSWER, question], NEW, asks=True) == [ANSWER, Reply(text=welcome(NEW)), question]


@pytest.mark.parametrize("text", ["", "你好", "青岛几号截止", "能补多少", "我的资料", "退出"])
def test_whatever_comes_first_the_welcome_comes_with_it_once(text: str) -> None:
    turn = turned(Conversation(), text, NEW)
    assert shown(turn).count(welcome(NEW)) == 1
    assert welcome(NEW) not in shown(turned(turn.conversation, "青岛", Records()))
