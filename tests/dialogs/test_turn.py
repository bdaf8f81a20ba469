"""A turn: from every state, whatever is typed."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import Context, Conversation, Message, Turn, plain, respond
from policy.library import Library, library
from policy.workdays import SHANGHAI

AT = datetime(2024, 12, 2, 10, tzinfo=SHANGHAI)
EDITIONS = library()
CONTEXT = Context(now=AT, library=EDITIONS)

WORDS = [
    *(
        "你好 青岛 运城盐湖区 克拉玛依 独山子 太原 能补多少 能申请吗 要什么材料 几号截止 怎么申请 什么时候到账 "
        "哪些不能报 电话 "
        "是 没有 不清楚 应该是 1 2 3 9 1、2 第二个 都没有 全部符合 30万 大概三万多 2024年3月5日 "
        "2024年2月30日 上个月 "
        "2099年1月1日 高企 科小 不是高企 检测 ISO9001认证 委托研发 本地 外地 返回 为什么 "
        "什么意思 重新开始 换地区 改一下 "
        "设计不要了 第二项是9万 再加查新5万 不对，是9万 都是 改一下费用 登记了 第一个符合 "
        "不对，是25万 还有一项设计费5万 帮助 人工 继续 高企奖励多少 🎉🎉 谢谢 退出"
    ).split(),
    "",
    "\x00\x07",
    "a" * 300,
]
MENU = {"核对条件", "测算金额", "材料清单"}


def told(turn: Turn) -> str:
    return "\n".join(plain(reply) for reply in turn.replies)


def talked(*messages: str, context: Context = CONTEXT) -> Turn:
    turn = Turn(conversation=Conversation(), replies=())
    for message in messages:
        turn = respond(turn.conversation, Message(text=message), context)
    return turn


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=30)), max_size=14))
def test_any_sequence_of_messages_gets_an_answer_and_leaves_a_state_that_can_be_kept(
    messages: list[str],
) -> None:
    conversation = Conversation()
    for message in messages:
        turn = respond(conversation, Message(text=message), CONTEXT)
        assert told(turn).strip()
        conversation = Conversation.from_json(json.loads(json.dumps(turn.conversation.to_json())))
        assert conversation == turn.conversation


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(WORDS), max_size=10))
def test_the_menu_is_two_messages_away_from_every_state(messages: list[str]) -> None:
    turn = respond(talked(*messages).conversation, Message(text="重新开始"), CONTEXT)
    turn = respond(turn.conversation, Message(text="帮助"), CONTEXT)
    offered = {choice.label for reply in turn.replies for choice in reply.choices}
    assert offered >= MENU


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([w for w in WORDS if w not in ("重新开始", "退出")]), max_size=8))
def test_a_turn_is_a_pure_function_of_its_arguments(messages: list[str]) -> None:
    assert talked(*messages) == talked(*messages)


HOSTILE = ["", " ", "🎉" * 40, "\x00\x01\x02", "\ud800", "啊" * 33_000, "1" * 100_000, "<b>{{7*7}}</b>"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_cannot_be_understood_is_said_with_a_way_on(text: str) -> None:
    first = talked("青岛，能申请吗")
    turn = respond(first.conversation, Message(text=text), CONTEXT)
    assert turn.conversation.asked == first.conversation.asked
    assert plain(turn.replies[-1]) == plain(first.replies[-1])
    assert all(len(plain(reply)) < 1_000 and "\x00" not in plain(reply) for reply in turn.replies)


def test_a_button_of_an_old_question_is_answered_kindly_and_changes_nothing() -> None:
    first = talked("青岛，能申请吗")
    turn = respond(first.conversation, Message(text="", choice="contract"), CONTEXT)
    assert "已经过去" in told(turn)
    assert turn.conversation.enterprise == first.conversation.enterprise


def test_a_button_does_what_its_number_does() -> None:
    first = talked("青岛，能申请吗").conversation
    by_number = respond(first, Message(text="1"), CONTEXT)
    by_button = respond(first, Message(text="", choice="yes"), CONTEXT)
    assert by_button == by_number


@pytest.mark.parametrize("word", ["返回", "上一步"])
def test_back_takes_the_last_answer_away_and_asks_it_again(word: str) -> None:
    before = talked("青岛，能申请吗")
    after = talked("青岛，能申请吗", "是", word)
    assert after.conversation.asked == before.conversation.asked
    assert after.conversation.enterprise == before.conversation.enterprise


def test_a_question_in_the_middle_is_answered_and_the_interview_goes_on_where_it_was() -> None:
    before = talked("青岛，能申请吗", "是")
    after = talked("青岛，能申请吗", "是", "电话多少")
    assert "85630985" in told(after)
    assert plain(after.replies[-1]) == plain(before.replies[-1])


def test_facts_said_in_one_region_are_used_in_the_next() -> None:
    turn = talked("克拉玛依区的高企，能申请吗", "换地区", "运城市")
    assert turn.conversation.edition == "yuncheng-2024"
    assert turn.conversation.enterprise["high_tech"] is True


def test_a_vague_amount_is_never_a_fact() -> None:
    turn = talked("青岛，本地检测，付了大概三万多，能补多少")
    assert all("fee_paid" not in service for service in turn.conversation.services)


def test_an_edition_that_is_gone_is_said_and_the_facts_stay() -> None:
    turn = talked("青岛的科小，能申请吗")
    others = {name: c for name, c in EDITIONS.editions.items() if name != "qingdao-2024"}
    after = respond(turn.conversation, Message(text="是"), Context(now=AT, library=Library(editions=others)))
    assert "qingdao-2024" in told(after)
    assert after.conversation.enterprise["tech_sme"] is True


@pytest.mark.parametrize(
    "wish", "能申请吗 能补多少 要什么材料 几号截止 怎么申请 什么时候到账 哪些不能报".split()
)
def test_nothing_said_under_a_draft_reads_as_if_it_were_in_force(wish: str) -> None:
    turn = talked(f"克拉玛依区的高企，合同8万，{wish}")
    answered = [reply for reply in turn.replies if turn.conversation.asked is None]
    assert all("征求意见稿" in plain(reply) for reply in answered[:1])


def test_what_is_not_understood_is_handed_on_without_numbers_that_name_a_person() -> None:
    turn = talked("青岛", "能报吗", "嗡嘛呢叭咪吽 13812345678")
    (effect,) = turn.effects
    assert effect.kind == "not_understood"
    assert effect.content["edition"] == "qingdao-2024"
    assert effect.content["asked"]
    assert "嗡嘛呢叭咪吽" in effect.content["text"]
    assert "13812345678" not in effect.content["text"]


def test_what_the_notice_does_not_state_is_handed_on() -> None:
    (effect,) = talked("青岛", "券能转让吗").effects
    assert effect.kind == "not_stated"
    assert effect.content == {
        "edition": "qingdao-2024",
        "region": "370200",
        "point": "transfer",
        "value": None,
    }


def test_a_supposition_changes_nothing_that_was_said() -> None:
    before = talked("青岛，检测费付了30万，本地机构，能补多少").conversation
    after = respond(before, Message(text="如果付40万呢"), CONTEXT)
    assert "20 万元" in told(after)
    assert after.conversation.services == before.services
    assert after.conversation.enterprise == before.enterprise
    assert not after.conversation.subject.supposes


def test_a_supposition_waits_for_the_region() -> None:
    turn = talked("如果付40万能补多少", "青岛", "本地")
    assert "20 万元" in told(turn)
    assert "fee_paid" not in str(turn.conversation.services)


def test_a_question_leaves_the_service_in_hand_as_it_is() -> None:
    turn = talked("青岛，检测费付了30万，能补多少", "商标能报吗")
    assert turn.conversation.services[0]["category"] == "testing"


def test_a_month_is_enough_where_no_rule_parts_its_days() -> None:
    whole = talked("运城，检测，今年5月开的发票，我们符合条件吗").conversation
    assert whole.services[0]["invoiced_on"] == {"from": "2024-05-01", "to": "2024-05-31"}
    assert "发票是哪天" not in told(talked("运城，我们是有限公司，今年5月开的发票，检测，符合条件吗"))


@pytest.mark.parametrize("text", ["請問可以補多少？我們是青島的，付了30萬檢測費，本地機構", "幾號截止"])
def test_whoever_writes_traditional_characters_is_answered_in_them(text: str) -> None:
    turn = talked("青島", text)
    assert turn.conversation.traditional
    assert not set("额开条补贴万历") & set(told(turn))
    assert not talked("青島", text, "能补多少钱").conversation.traditional


def test_what_is_stated_beside_a_supposition_is_kept() -> None:
    turn = talked("我们是青岛的，检测费付了30万，本地机构，如果付40万能补多少")
    assert "20 万元" in told(turn)
    assert turn.conversation.edition == "qingdao-2024"
    assert turn.conversation.services[0]["fee_paid"] == "300000.00"
    assert "15 万元" in told(respond(turn.conversation, Message(text="能补多少"), CONTEXT))


def test_a_vague_supposition_is_asked_back_and_kept_nowhere() -> None:
    before = talked("青岛，检测费付了30万，本地机构，能补多少").conversation
    after = respond(before, Message(text="如果是去年10月开的票呢"), CONTEXT)
    assert "去年10月" in told(after)
    assert after.conversation.services == before.services


def test_a_region_that_is_not_covered_is_supposed_without_a_sum() -> None:
    turn = talked("青岛，检测费付了30万，本地机构，能补多少", "如果在北京呢")
    assert "没有收录" in told(turn)
    assert "万元" not in told(turn)


def test_a_state_kept_by_an_older_version_is_read() -> None:
    """Every key may be one that it did not know yet."""
    whole = Conversation(edition="qingdao-2024", enterprise={"registered_in": "370211"}, greeted=True)
    state = json.loads(json.dumps(whole.to_json()))
    for name in state:
        older = {key: value for key, value in state.items() if key != name}
        if name not in ("edition", "enterprise", "greeted"):
            assert Conversation.from_json(older) == whole
    subject = {key: value for key, value in state["subject"].items() if key != "repeatable"}
    assert Conversation.from_json({**state, "subject": subject}) == whole
    assert Conversation.from_json({}) == Conversation()
