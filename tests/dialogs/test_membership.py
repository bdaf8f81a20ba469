"""Who speaks for an enterprise: a colleague is invited, a code binds once, the enterprise is left."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs import Conversation, Turn
from dialogs.desk import membership
from dialogs.records import Invitation, Records
from dialogs.understanding.desk.codes import code_of
from dialogs.understanding.result import Asked, Request
from tests.dialogs.at_the_desk import (
    LOCKED,
    QINGDAO,
    WRONG,
    Talk,
    claim,
    effect,
    good,
    shown,
    talked,
    told,
    turned,
)

INVITE, JOIN, LEAVE = Request(kind="invite"), Request(kind="join"), Request(kind="leave")
CODE = "7K3M9PQ2"
TOLD = {"registered_in": told("370211"), "revenue": told("3000000.00")}
NAMED = Records(name="甲公司")
JOINING = effect("join", code=CODE)


def at(records: Records | None, conversation: Conversation = QINGDAO) -> Talk:
    return Talk(membership, records, conversation)


def bound(records: Records, conversation: Conversation = QINGDAO) -> Talk:
    return at(records, conversation).ask(JOIN._replace(code=CODE))


# ---- invited


@pytest.mark.parametrize(
    "records", [NAMED, Records(told=TOLD), Records(claims=(claim(),)), Records(uscc="9")]
)
def test_a_member_gives_out_a_code_that_a_colleague_can_send(records: Records) -> None:
    talk = at(records).ask(INVITE)
    assert talk.effects == [effect("invite", code=CODE)]
    assert talk.text.count("7K3M-9PQ2") == 2
    assert "10 分钟内有效，只能用一次" in talk.text
    assert "能看到贵公司的资料和申请记录" in talk.text


def test_where_nothing_is_kept_yet_the_name_comes_first() -> None:
    talk = at(Records()).ask(INVITE)
    assert not talk.effects
    assert "公司名称是" in talk.text


@pytest.mark.parametrize("request_", [INVITE, JOIN, JOIN._replace(code=CODE), LEAVE])
def test_where_nothing_is_ever_kept_that_is_said(request_: Request) -> None:
    talk = at(None).ask(request_)
    assert talk.text.startswith("这里不保存")
    assert not talk.effects
    assert not talk.conversation.form


# ---- joining


def test_without_a_code_it_is_asked_for_and_any_other_wish_gets_out() -> None:
    talk = at(Records()).ask(JOIN)
    assert talk.text.startswith("请发绑定码，8 位")
    assert talk.conversation.form
    assert not talk.say("能补多少").heard
    assert not talk.conversation.form


@pytest.mark.parametrize("text", ["嗯嗯嗯嗯", "是", "3"])
def test_what_is_no_code_gets_the_question_again(text: str) -> None:
    talk = at(Records()).ask(JOIN).say(text)
    assert talk.text.startswith("请发绑定码")
    assert talk.conversation.form


def test_somebody_without_a_code_may_decline() -> None:
    talk = at(Records()).ask(JOIN).say("没有")
    assert talk.text == "好，没有绑定。"
    assert not talk.conversation.form


def test_every_code_that_cannot_be_used_gets_the_same_answer_byte_for_byte() -> None:
    talks = [
        at(records).ask(JOIN._replace(code=code))
        for code in (CODE, "AAAA2222", "7K3", "O0O0O0O0O0O0O0O0O0O0")
        for records in (
            Records(invitation=WRONG),
            Records(),
            replace(NAMED, invitation=WRONG),
            Records(told=TOLD, invitation=WRONG),
            Records(invitation=Invitation(state="wrong", enterprise="乙公司")),
        )
    ]
    assert len({talk.text for talk in talks}) == 1
    assert len({str(talk.conversation.to_json()) for talk in talks}) == 1
    assert [talk.effects[0].kind for talk in talks] == ["join"] * len(talks)
    assert talks[0].effects == [JOINING]


def test_after_too_many_wrong_codes_none_is_looked_at() -> None:
    talk = bound(Records(invitation=LOCKED))
    assert talk.text == "试错太多，请 30 分钟后再试。"
    assert talk.effects == [JOINING]


@pytest.mark.parametrize("name", ["", "乙公司"])
def test_a_good_code_binds_at_once_where_nothing_was_kept(name: str) -> None:
    talk = bound(Records(invitation=good(name)))
    assert talk.effects == [JOINING]
    assert talk.text.startswith(f"已绑定到{name}，" if name else "已绑定，")
    assert not talk.conversation.form


@pytest.mark.parametrize(
    "records",
    [
        NAMED,
        Records(uscc="91370200163562681G"),
        Records(members=2),
        Records(claims=(claim(),)),
        Records(is_proven=True),
    ],
)
def test_an_enterprise_that_is_one_must_be_left_first_and_the_code_stays_good(records: Records) -> None:
    talk = bound(replace(records, invitation=good("乙公司")))
    assert "退出企业" in talk.text
    assert not talk.effects
    assert not talk.conversation.form


def test_mere_answers_give_way_once_that_is_confirmed() -> None:
    talk = bound(Records(told=TOLD, invitation=good("乙公司")))
    assert talk.text.startswith("绑定到乙公司后，改用该企业的资料，您之前说的 2 项企业情况不再保留。")
    assert not talk.effects
    assert talk.conversation.form == {"kind": "join", "code": CODE}


@pytest.mark.parametrize("text", ["1", "是", "确认绑定", "好的", "确认"])
def test_a_yes_binds_by_the_code_that_was_kept(text: str) -> None:
    conversation = QINGDAO._replace(
        enterprise={"registered_in": "370211"},
        services=({"category": "testing"},),
        history=("enterprise.registered_in", "services[0].category"),
    )
    asked = bound(Records(told=TOLD, invitation=good()), conversation)
    talk = at(Records(told=TOLD), asked.conversation).say(text)
    assert talk.heard
    assert talk.effects == [JOINING]
    assert talk.text.startswith("已绑定，")
    assert talk.conversation == Conversation(
        greeted=True, services=({"category": "testing"},), history=("services[0].category",)
    )


def test_a_code_that_ran_out_before_the_yes_gets_the_one_answer() -> None:
    asked = bound(Records(told=TOLD, invitation=good()))
    talk = at(Records(told=TOLD, invitation=WRONG), asked.conversation).say("是")
    assert talk.text == bound(Records(invitation=WRONG)).text
    assert talk.effects == [JOINING]


@pytest.mark.parametrize("text", ["2", "不绑定", "不是", "不了", "嗯？？", "先不绑"])
def test_anything_but_a_yes_binds_nobody(text: str) -> None:
    talk = bound(Records(told=TOLD, invitation=good())).say(text)
    assert talk.text == "好，没有绑定。"
    assert not talk.effects
    assert not talk.conversation.form


@pytest.mark.parametrize("kind", ["join", "leave"])
def test_another_wish_gets_out_of_the_question(kind: str) -> None:
    records = Records(told=TOLD, invitation=good())
    talk = bound(records) if kind == "join" else at(records).ask(LEAVE)
    assert not talk.say("要什么材料").heard
    assert not talk.conversation.form
    assert not talk.effects


# ---- leaving


def test_the_last_member_is_told_what_is_deleted() -> None:
    talk = at(replace(NAMED, claims=(claim(),))).ask(LEAVE)
    assert talk.text.startswith("只有您一人可查看甲公司：退出后，企业资料和自己记的申请都会删除。")
    assert not talk.effects
    official = at(replace(NAMED, claims=(claim(is_official=True),))).ask(LEAVE)
    assert "主管部门登记的不删" in official.text


def test_a_member_among_others_is_told_what_stays_with_them() -> None:
    talk = at(replace(NAMED, members=3)).ask(LEAVE)
    assert "留给其余 2 位同事" in talk.text


@pytest.mark.parametrize("text", ["1", "是", "确认解除", "好的"])
def test_a_yes_leaves_the_enterprise_and_its_talk_behind(text: str) -> None:
    conversation = QINGDAO._replace(
        enterprise={"registered_in": "370211"}, services=({"category": "testing"},)
    )
    talk = at(replace(NAMED, members=2), conversation).ask(LEAVE).say(text)
    assert talk.effects == [effect("quit_enterprise")]
    assert talk.text == "已退出企业，资料和申请记录留给同事。"
    assert talk.conversation == Conversation(greeted=True)


@pytest.mark.parametrize("text", ["2", "不解除", "不", "随便什么话呢"])
def test_anything_but_a_yes_leaves_nothing(text: str) -> None:
    talk = at(NAMED).ask(LEAVE).say(text)
    assert talk.text == "好，没有退出，资料照旧。"
    assert not talk.effects


def test_there_is_nothing_to_leave_where_nothing_is_kept() -> None:
    talk = at(Records()).ask(LEAVE)
    assert talk.text.startswith("还没有保存企业资料")
    assert not talk.conversation.form


def test_a_question_that_stood_open_is_asked_again_after_the_desk() -> None:
    conversation = QINGDAO._replace(topic="eligibility", asked=Asked(kind="one", facts=("size_class",)))
    talk = at(NAMED, conversation).ask(LEAVE)
    assert talk.conversation.asked is None
    talk.say("不")
    assert talk.conversation.asked is not None


# ---- in whole turns

MINE = Records(told={"registered_in": told("370211", of="registered_in")})


def kinds(turn: Turn) -> list[str]:
    return [made.kind for made in turn.effects]


def test_joining_and_leaving_tell_nothing_of_the_enterprise_that_was() -> None:
    asked = turned(QINGDAO, "绑定 7K3M-9PQ2", replace(MINE, invitation=good("乙公司")))
    assert asked.conversation.form == {"kind": "join", "code": CODE}
    for text in ("1", "是", "确认绑定"):
        turn = turned(asked.conversation, text, MINE)
        assert turn.effects == (JOINING,)
    left = talked(replace(NAMED, told=MINE.told), "退出企业", "确认解除")
    assert kinds(left) == ["quit_enterprise"]


@pytest.mark.parametrize("asked", [(), ("绑定",), ("退出企业",), ("能补多少",)])
@pytest.mark.parametrize("text", ["7K3M9PQ2", "7k3m-9pq2", "绑定码 7K3M9PQ2", "绑定 AAAA2222"])
def test_a_wrong_code_gets_one_answer_wherever_it_comes(asked: tuple[str, ...], text: str) -> None:
    before = talked(MINE, *asked).conversation
    turn = turned(before, text, replace(MINE, invitation=WRONG))
    assert shown(turn).startswith("这个绑定码不能用，请让对方重新给一个。")
    assert kinds(turn) == ["join"]
    assert not turn.conversation.form


def test_the_code_given_out_is_one_that_can_be_sent_back() -> None:
    code = talked(NAMED, "邀请同事").effects[0].content["code"]
    assert code_of("绑定 " + code) == code_of(f"绑定 {code[:4]}-{code[4:]}") == code
