"""The profile: what is kept of the enterprise is shown, changed, named."""

from __future__ import annotations

import pytest

from dialogs import Conversation
from dialogs.desk import profile
from dialogs.message import plain
from dialogs.records import Records
from dialogs.understanding.result import Request
from tests.dialogs.at_the_desk import AT, QINGDAO, Talk, claim, effect, shown, talked, told, turned

CODE = "91370200163562681G"
SHOW, EDIT, NAMED = Request(kind="profile"), Request(kind="edit"), Request(kind="named")
KEPT = Records(
    name="青岛海创有限公司",
    uscc=CODE,
    members=2,
    told={
        "registered_in": told("370211", "我们是黄岛的"),
        "revenue": told("3000000.00", "去年营收300万"),
        "high_tech": told(None, "不清楚"),
        "no_such_fact": told(["a", "b"], ""),
    },
    claims=(claim(),),
)


def at(records: Records | None, conversation: Conversation = QINGDAO) -> Talk:
    return Talk(profile, records, conversation)


# ---- shown


def test_the_profile_lists_each_answer_with_its_day_and_words() -> None:
    talk = at(KEPT).ask(SHOW)
    assert talk.text.splitlines() == [
        "已保存：企业情况 4 项，申请 1 件，可查看的 2 人。",
        "· 名称：青岛海创有限公司",
        f"· 统一社会信用代码：{CODE}",
        "· 未经主管部门确认",
        "· 注册地：山东省青岛市黄岛区（2024-12-02，“我们是黄岛的”）",
        "· 营业收入：300 万元（2024-12-02，“去年营收300万”）",
        "· 高新技术企业：不清楚（2024-12-02，“不清楚”）",
        "· no_such_fact：a、b（2024-12-02）",
        "1 修改资料",
        "2 邀请同事",
        "3 导出我的数据",
        "4 删除我的数据",
    ]
    assert not talk.effects


@pytest.mark.parametrize(
    ("value", "words"),
    [(True, "是"), (False, "否"), ("nowhere", "nowhere"), (7, "7"), ([], "没有")],
)
def test_a_value_that_no_edition_reads_is_shown_as_it_stands(value: object, words: str) -> None:
    talk = at(Records(told={"no_such_fact": told(value)})).ask(SHOW)
    assert f"no_such_fact：{words}（" in talk.text


def test_a_span_of_days_is_shown_with_both_ends() -> None:
    span = {"from": "2024-05-01", "to": "2024-05-31"}
    assert "2024-05-01 至 2024-05-31" in at(Records(told={"registered_on": told(span)})).ask(SHOW).text


def test_an_enterprise_confirmed_by_an_office_is_said_to_be() -> None:
    assert "· 已经主管部门确认" in at(Records(name="甲公司", is_proven=True)).ask(SHOW).text


def test_one_person_alone_is_told_so() -> None:
    assert "只有您可查看" in at(Records(name="甲公司")).ask(SHOW).text


def test_where_nothing_is_kept_of_the_enterprise_that_is_said() -> None:
    assert at(Records()).ask(SHOW).text.startswith("还没有保存企业资料。")


@pytest.mark.parametrize("kind", profile.KINDS)
def test_where_nothing_is_ever_kept_that_is_said(kind: str) -> None:
    talk = at(None).ask(Request(kind=kind, name="甲公司"))  # type: ignore[arg-type]
    assert talk.text == "这里不保存企业资料和申请记录，没有可看、可改、可删的。"
    assert not talk.effects
    assert not talk.conversation.form


def test_a_question_that_stood_open_is_asked_again_below_the_profile() -> None:
    talk = at(KEPT, Conversation(greeted=True, topic="eligibility")).ask(SHOW)
    assert talk.conversation.asked is not None
    assert "贵公司注册在哪里" in plain(talk.draft.replies[-1])
    assert not talk.draft.replies[0].choices


# ---- changed


def test_what_can_be_changed_is_listed_by_number() -> None:
    talk = at(KEPT).ask(EDIT)
    assert talk.text.splitlines() == [
        "改哪一项？请回编号或名称。",
        "1 公司名称",
        "2 统一社会信用代码",
        "3 注册地",
        "4 营业收入",
        "5 高新技术企业",
    ]
    assert talk.conversation.asked is None


@pytest.mark.parametrize(
    "text", ["4", "营业收入", "改营业收入", "营业收入。", "改一下营业收入", "营业收入改成500万", "4、5"]
)
def test_an_answer_is_asked_by_its_own_question(text: str) -> None:
    talk = at(KEPT).ask(EDIT).say(text)
    assert talk.text == "上年度营业收入是多少？"
    assert talk.conversation.asked is not None
    assert talk.conversation.asked.facts == ("revenue",)
    assert not talk.conversation.form


def test_a_pressed_option_is_asked_too() -> None:
    assert at(KEPT).ask(EDIT).say("", choice="edit:revenue").conversation.asked is not None


@pytest.mark.parametrize("text", ["注册资本", "法人是谁", "9"])
def test_what_is_not_kept_is_said_to_be_so_with_what_is(text: str) -> None:
    talk = at(KEPT).ask(EDIT).say(text)
    assert talk.heard
    assert talk.text.startswith(f"没有保存“{text}”")
    assert "4 营业收入" in talk.text


@pytest.mark.parametrize("text", ["能补多少", "我们是高企", "电话"])
def test_the_list_lets_go_of_what_says_more(text: str) -> None:
    talk = at(KEPT).ask(EDIT).say(text)
    assert not talk.heard
    assert not talk.conversation.form


@pytest.mark.parametrize("text", ["不改了", "没有", "不清楚", "算了"])
def test_nothing_is_changed_for_somebody_who_declines(text: str) -> None:
    talk = at(KEPT).ask(EDIT).say(text)
    assert talk.text == "好，没有改。"
    assert not talk.conversation.form


def test_the_place_is_taken_and_left_to_lead_to_its_edition() -> None:
    talk = at(KEPT).ask(EDIT).say("注册地")
    assert talk.text.startswith("贵公司注册在哪里？")
    talk.say("青岛市南区")
    assert talk.conversation.enterprise["registered_in"] == "370202"
    assert talk.text == "记下了：注册地 山东省青岛市市南区。"
    assert not talk.conversation.form


def test_another_place_leads_to_its_own_edition() -> None:
    talk = at(KEPT).ask(EDIT).say("注册地").say("运城盐湖区")
    assert talk.conversation.enterprise["registered_in"] == "140802"
    assert talk.conversation.edition == "yuncheng-2024"
    assert "记下了：注册地 山西省运城市盐湖区。" in talk.text


def test_a_place_may_be_picked_by_its_number() -> None:
    talk = at(KEPT).ask(EDIT).say("注册地").say("1")
    assert talk.conversation.enterprise["registered_in"] == "140800"


def test_a_place_that_is_not_covered_is_kept_and_said_to_be_none() -> None:
    talk = at(KEPT).ask(EDIT).say("注册地").say("济南")
    assert talk.conversation.enterprise["registered_in"] == "370100"
    assert "还没有收录" in talk.text


def test_of_several_places_one_is_picked() -> None:
    talk = at(KEPT).ask(EDIT).say("注册地").say("市北区和城阳区")
    assert talk.conversation.form
    talk.say("不清楚")
    assert not talk.conversation.form


def test_what_else_is_wished_beside_the_place_is_left_to_be_answered() -> None:
    talk = at(KEPT).ask(EDIT).say("注册地").say("青岛市南区，能补多少")
    assert not talk.heard
    assert talk.conversation.enterprise["registered_in"] == "370202"


def test_the_place_stays_for_somebody_who_declines() -> None:
    talk = at(KEPT).ask(EDIT).say("注册地").say("不清楚")
    assert talk.text == "好，没有改。"
    assert "registered_in" not in talk.conversation.enterprise


# ---- named


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("青岛海创检测有限公司", "青岛海创检测有限公司"),
        ("  青岛\n海创\x00 ", "青岛海创"),
        ("长" * 99, "长" * 60),
        ("海\u202e创\ud800\u200b公司", "海创公司"),
    ],
)
def test_a_name_is_kept_as_told_cut_and_without_control_characters(name: str, kept: str) -> None:
    talk = at(Records()).ask(NAMED._replace(name=name))
    assert talk.effects == [effect("name", name=kept)]
    assert talk.text.startswith(f"已记下公司名称：{kept}。")


def test_a_code_is_kept_and_said_to_prove_nothing() -> None:
    talk = at(Records()).ask(NAMED._replace(uscc=CODE))
    assert talk.effects == [effect("identify", uscc=CODE)]
    assert "不证明身份" in talk.text
    assert "绑定" not in talk.text.split("\n")[0]


def test_a_faulty_code_is_asked_for_again_and_the_name_beside_it_kept() -> None:
    talk = at(Records()).ask(NAMED._replace(name="甲公司", uscc=CODE[:-1]))
    assert talk.effects == [effect("name", name="甲公司")]
    assert "有 17 位，应为 18 位" in talk.text
    assert talk.say(CODE).effects == [effect("identify", uscc=CODE)]


@pytest.mark.parametrize("text", [f"信用代码是{CODE}", CODE.lower(), "91370200 1635 6268 1G"])
def test_a_code_asked_for_is_taken_from_the_message(text: str) -> None:
    talk = at(KEPT).ask(EDIT).say("统一社会信用代码")
    assert "共 18 位" in talk.text
    assert talk.say(text).effects == [effect("identify", uscc=CODE)]


@pytest.mark.parametrize("region", ["140802", "140800", "!370200"])
def test_a_code_of_another_place_than_told_is_said_and_kept(region: str) -> None:
    talk = at(Records(told={"registered_in": told(region)})).ask(NAMED._replace(uscc=CODE))
    assert talk.effects == [effect("identify", uscc=CODE)]
    assert "代码第 3 至 8 位 370200 是山东省青岛市的登记机关" in talk.text


@pytest.mark.parametrize("region", ["370200", "370211", "370000", "!140800", None])
def test_a_code_that_goes_with_the_place_is_not_commented_on(region: str | None) -> None:
    talk = at(Records(told={"registered_in": told(region)})).ask(NAMED._replace(uscc=CODE))
    assert "登记机关" not in talk.text


def test_a_code_that_an_office_confirmed_is_not_changed_in_chat() -> None:
    talk = at(Records(uscc="91110000600037341L", is_proven=True)).ask(NAMED._replace(uscc=CODE))
    assert not talk.effects
    assert "不能在这里改" in talk.text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("青岛海创检测有限公司", "青岛海创检测有限公司"),
        ("我们公司名称是海尔", "海尔"),
        ("改成青岛海创科技有限公司。", "青岛海创科技有限公司"),
        ("为民", "为民"),
    ],
)
def test_a_name_asked_for_is_taken_from_the_message(text: str, name: str) -> None:
    talk = at(KEPT).ask(EDIT).say("1")
    assert talk.text == "请发公司全称，照营业执照写。"
    assert talk.say(text).effects == [effect("name", name=name)]
    assert not talk.conversation.form


@pytest.mark.parametrize("text", ["我们是高新技术企业", "能补多少？", "要什么材料"])
def test_a_name_asked_for_lets_go_of_what_is_none(text: str) -> None:
    talk = at(KEPT).ask(EDIT).say("1").say(text)
    assert not talk.heard
    assert not talk.effects
    assert not talk.conversation.form


def test_without_a_name_or_a_code_both_are_asked_for() -> None:
    talk = at(Records()).ask(NAMED)
    assert talk.text == "请发公司全称，或 18 位统一社会信用代码。"
    assert talk.say("嗯").heard
    assert talk.say(CODE).effects == [effect("identify", uscc=CODE)]


def test_no_name_is_made_of_a_refusal() -> None:
    talk = at(Records()).ask(NAMED).say("不想说")
    assert talk.text == "好，没有改。"
    assert not talk.effects


def test_the_day_of_an_answer_is_that_of_shanghai() -> None:
    assert AT.utcoffset() is not None
    late = told("370211")
    shifted = Records(told={"registered_in": type(late)(value="370211", at=AT, said="x", meaning="m")})
    assert "2024-12-10，“x”" in at(shifted).ask(SHOW).text


# ---- in whole turns

WHOLE = Records(
    name="青岛海创有限公司",
    told={
        "registered_in": told("370211", "黄岛的", of="registered_in"),
        "revenue": told("3000000.00", of="revenue"),
    },
)
FORMS = {
    "edit": ("修改资料",),
    "name": ("修改资料", "1"),
    "code": ("修改资料", "2"),
    "place": ("修改资料", "注册地"),
    "join": ("绑定",),
    "leave": ("退出企业",),
    "erase": ("删除我的数据",),
}
ELSEWHERE = (
    "返回 菜单 帮助 重新开始 退出 人工 为什么 算了 换地区 "
    "青岛几号截止 要什么材料 我们是高企 进度 我的资料 导出我的数据"
)


@pytest.mark.parametrize("text", ELSEWHERE.split())
@pytest.mark.parametrize("form", FORMS)
def test_whatever_else_is_wished_gets_out_of_every_form(form: str, text: str) -> None:
    asked = talked(WHOLE, *FORMS[form]).conversation
    assert asked.form
    turn = turned(asked, text, WHOLE)
    assert shown(turn).strip()
    assert not turn.conversation.form
    assert {made.kind for made in turn.effects} <= {"leave", "export", "tell", "not_stated", "not_understood"}


def test_a_kept_answer_is_changed_in_three_messages() -> None:
    turn = talked(WHOLE, "我的资料", "1", "营业收入", "500万")
    assert [made.content["value"] for made in turn.effects if made.kind == "tell"] == ["5000000.00"]
    assert "记下了：营业收入 500 万元。" in shown(turn)


def test_the_place_is_told_anew_and_its_edition_looked_at() -> None:
    turn = talked(WHOLE, "能补多少", "修改资料", "注册地", "运城盐湖区")
    assert turn.conversation.edition == "yuncheng-2024"
    assert [made.content["value"] for made in turn.effects if made.kind == "tell"] == ["140802"]


def test_a_name_and_a_code_told_in_one_sentence_are_both_kept() -> None:
    turn = talked(Records(), f"我们公司叫青岛海创有限公司，信用代码{CODE}")
    assert [made for made in turn.effects if made.kind in ("name", "identify")] == [
        effect("name", name="青岛海创有限公司"),
        effect("identify", uscc=CODE),
    ]
