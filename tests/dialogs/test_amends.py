"""What was recorded of a claim is put right in a word, and nothing else is taken for that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dialogs import Message, plain
from dialogs.records import Move
from tests.dialogs.test_claims import AT, QINGDAO, YUNCHENG, a_claim, in_qingdao, only

FILED = ("检测花了20万", "我已提交，申请10万")


@pytest.mark.parametrize(
    ("message", "day", "asked"),
    [
        ("12月2号交的", date(2024, 12, 2), "10"),
        ("不对，12月2号提交的", date(2024, 12, 2), "10"),
        ("我们12月2号提交的", date(2024, 12, 2), "10"),
        ("日期写错了，应该是12月2号", date(2024, 12, 2), "10"),
        ("金额写错了，是9万", date(2024, 12, 3), "9"),
        ("申请金额写错了，是9万", date(2024, 12, 3), "9"),
        ("是9万不是10万", date(2024, 12, 3), "9"),
        ("不对，申请9万", date(2024, 12, 3), "9"),
        ("申请金额改成9万", date(2024, 12, 3), "9"),
    ],
)
def test_right_after_a_filing_its_day_and_sum_are_put_right(message: str, day: date, asked: str) -> None:
    talk = in_qingdao()
    text = talk.say(*FILED, message)
    assert text.startswith(f"已更正：7K3M9PQ2，申请 {asked} 万元。")
    assert f"在线提交申请，{day.isoformat()} 起" in text
    claim = only(talk)
    assert (claim.stage, claim.moves[-1].on, claim.moves[-1].note) == ("filed", day, "更正")
    assert talk.conversation.service["fee_paid"] == "200000.00"
    assert f"申请 {asked} 万元" in talk.say("进度")


def test_a_sum_put_right_stays_so_while_the_claim_moves_on() -> None:
    talk = in_qingdao(at=AT.replace(day=20))
    talk.say(*FILED, "申请金额写错了，是9万", "初审过了")
    assert "申请 9 万元" in talk.say("进度")
    assert talk.say("到账9.5万").startswith("到账 9.5 万元，多于申请的 9 万元，对吗？")


def test_a_second_filing_on_the_day_put_right_is_seen_as_the_same() -> None:
    talk = in_qingdao()
    talk.say(*FILED, "12月2号交的")
    assert talk.say("菜单", "12月2号提交的").startswith("2024-12-02 已记过一笔")


@pytest.mark.parametrize("message", ["检测费写错了，付了9万", "不对，付了9万", "9万", "12月2号开的票"])
def test_what_is_of_the_service_puts_no_claim_right(message: str) -> None:
    talk = in_qingdao()
    talk.say(*FILED, message)
    assert len(only(talk).moves) == 1


def test_once_something_else_was_talked_of_a_bare_correction_is_of_that() -> None:
    talk = in_qingdao()
    talk.say(*FILED, "能补多少", "金额写错了，是9万")
    assert len(only(talk).moves) == 1
    talk.say("申请金额写错了，是9万")
    assert only(talk).moves[-1].amount == "90000.00"


def test_a_question_of_the_interview_in_between_keeps_what_is_said_of_the_claim() -> None:
    talk = in_qingdao()
    talk.say("核对条件", "我已提交，申请3万")
    assert talk.conversation.asked is not None
    talk.say("12月2号交的")
    assert only(talk).moves[-1].on == date(2024, 12, 2)
    assert talk.conversation.asked is not None


@pytest.mark.parametrize(
    ("told", "taken_back"),
    [
        ("申请撤回了", "点错了"),
        ("申请撤回了", "说错了，没撤回"),
        ("被退回来了", "说错了，没退回"),
        ("专家来看过现场了", "不对，专家还没来"),
    ],
)
def test_what_was_recorded_by_mistake_is_taken_back_with_the_day_before_it(
    told: str, taken_back: str
) -> None:
    talk = in_qingdao(a_claim(), at=AT.replace(day=20))
    talk.say(told)
    assert only(talk).stage != "filed"
    assert talk.say(taken_back).startswith("已更正：7K3M9PQ2。\n现在：在线提交申请，2024-12-03 起")
    assert only(talk).moves[-1].note == "更正"


def test_later_what_is_wrong_is_asked_first() -> None:
    talk = in_qingdao(a_claim("publicity"), at=AT.replace(day=20))
    assert talk.say("进度", "不对").startswith("7K3M9PQ2 现在是市科技局网站公示，到哪一步了？")
    assert only(talk).stage == "publicity"


def test_to_withdraw_alone_asks_what_is_meant() -> None:
    talk = in_qingdao(a_claim())
    text = talk.say("进度", "撤回")
    assert text == "是申请 7K3M9PQ2 已经撤回了，还是这里记错了？\n1 申请已撤回\n2 记错了，改进度"
    assert talk.say("1").startswith("已更新：7K3M9PQ2 在线提交申请 → 已撤回")


def test_a_filing_that_was_none_can_be_recorded_as_withdrawn() -> None:
    talk = in_qingdao()
    assert "没有提交的，可记为已撤回" in talk.say(*FILED, "说错了，还没提交")
    talk.say("1")
    assert only(talk).stage == "withdrawn"


def test_what_was_paid_is_put_right() -> None:
    talk = in_qingdao(a_claim(asked="100000.00"), at=AT.replace(day=20))
    text = talk.say("钱到账了，到了9万", "到账写错了，是8万")
    assert "现在：已到账 8 万元（2024-12-20" in text
    assert only(talk).moves[-1].amount == "80000.00"


@pytest.mark.parametrize(
    ("message", "asks"), [("金额写错了", "对的金额是多少？"), ("日期错了", "对的日子是哪天？")]
)
def test_what_is_said_to_be_wrong_is_asked_for(message: str, asks: str) -> None:
    talk = in_qingdao(a_claim())
    assert talk.say("进度", message).startswith(asks)


def test_a_day_that_is_of_another_batch_is_another_filing() -> None:
    talk = in_qingdao(at=AT.replace(month=9, day=2))
    talk.conversation = talk.conversation._replace(edition=YUNCHENG)
    talk.say("5月20日提交的", "第一批", "跳过")
    assert talk.say("9月1日提交的").startswith("申请了多少钱？")


def test_of_several_claims_it_is_asked_which() -> None:
    talk = in_qingdao(a_claim(), a_claim(number="A2B3C4D5"), at=AT.replace(day=20))
    text = talk.say("申请金额写错了，是9万")
    assert text == "改哪一笔？先看那一笔，再说对的。\n1 看 7K3M9PQ2\n2 看 A2B3C4D5"
    assert talk.say("2", "申请金额写错了，是9万").startswith("已更正：A2B3C4D5，申请 9 万元。")


def test_an_official_claim_is_not_put_right_here() -> None:
    talk = in_qingdao(a_claim(is_official=True))
    assert "是主管部门登记的申请" in talk.say("申请金额写错了，是9万")
    assert len(only(talk).moves) == 1


def test_a_day_before_the_stage_before_is_refused() -> None:
    talk = in_qingdao(a_claim(), at=AT.replace(day=20))
    assert talk.say("在公示了", "12月1号公示的").startswith("没有改：2024-12-01 早于")
    assert talk.say("在公示了", "12月5号公示的").startswith("已更正")


# ---- filed again, filed besides


@pytest.mark.parametrize("message", ["补正材料交了", "重新提交了", "昨天重新提交了，什么时候到账"])
def test_what_was_sent_back_is_recorded_as_handed_in_again(message: str) -> None:
    talk = in_qingdao(a_claim("returned"), at=AT.replace(day=20))
    assert talk.say(message).startswith("已更新：7K3M9PQ2 退回补正 → 在线提交申请")
    assert only(talk).stage == "filed"


def test_one_more_filing_is_not_asked_about_and_takes_no_service_of_the_first() -> None:
    talk = in_qingdao()
    assert talk.say(*FILED, "又提交了一笔，申请3万").startswith("已记下：申请编号 A2B3C4D5。")
    assert talk.records is not None
    assert [claim.services for claim in talk.records.claims] == [("检验检测（20 万元）",), ()]


def test_a_filing_is_recorded_and_what_is_asked_beside_it_answered() -> None:
    talk = in_qingdao()
    assert talk.say("我已提交，什么时候到账").startswith("申请了多少钱？")
    text = talk.say("10万")
    assert text.startswith("已记下")
    assert "到账时间通知未写明" in text


def test_a_time_that_is_no_day_is_asked_for() -> None:
    talk = in_qingdao(at=AT.replace(day=20))
    assert talk.say("上周交上去了，申请10万").startswith("具体是哪一天？")
    assert "2024-12-12 起" in talk.say("12月12号")
    assert talk.say("上周初审过了").startswith("具体是哪一天？")
    talk.say("不清楚")
    assert only(talk).moves[-1].on == date(2024, 12, 20)


@pytest.mark.parametrize("message", ["12月1号交的", "12月1号", "前天"])
def test_while_the_sum_is_asked_the_day_can_be_told(message: str) -> None:
    talk = in_qingdao()
    assert talk.say("我已提交", message).startswith("好，按 2024-12-01 提交记。\n申请了多少钱？")
    talk.say("跳过")
    assert only(talk).moves[0].on == date(2024, 12, 1)


def test_while_the_sum_is_asked_the_batch_can_be_told() -> None:
    talk = in_qingdao(at=AT.replace(month=6, day=10))
    talk.conversation = talk.conversation._replace(edition=YUNCHENG)
    talk.say("我已提交", "第一批", "第二批", "跳过")
    assert only(talk).window == "batch_2"


def test_a_number_of_the_office_is_said_not_to_be_kept() -> None:
    text = in_qingdao().say("我已提交，受理编号 QD20241205001，申请10万")
    assert "您说的编号这里没有记" in text
    assert "QD20241205001" not in text


def test_a_claim_s_number_alone_shows_it_and_is_no_wrong_code() -> None:
    talk = in_qingdao(a_claim())
    turn = talk.turn(Message(text="7k3m-9pq2"))
    assert plain(turn.replies[0]).startswith("申请 7K3M9PQ2（")
    assert turn.effects == ()


def test_a_form_still_open_is_asked_again_when_the_person_comes_back() -> None:
    talk = in_qingdao(a_claim())
    for message, question in [
        ("我已提交", "2024-12-03 已记过一笔"),
        ("更新进度", "7K3M9PQ2 现在是在线提交申请"),
        ("还缺什么", "还缺"),
        ("退出企业", "只有您一人"),
        ("删除我的数据", "将删除"),
        ("绑定", "请发绑定码"),
        ("修改资料", "改哪一项？"),
    ]:
        talk.conversation = talk.conversation._replace(form={}, asked=None, topic=None)
        talk.say(message)
        first, *rest = talk.turn(Message(text="", opens=True)).replies
        assert first.text == "接着上次的说。"
        assert question in plain(rest[0])
        assert talk.conversation.form


def test_an_interview_s_question_and_a_form_never_stand_open_together() -> None:
    talk = in_qingdao()
    talk.say("核对条件", "删除我的数据")
    talk.turn(Message(text="", opens=True))
    text = talk.say("1")
    assert text.startswith("没有删除任何内容。")
    assert talk.conversation.enterprise == {}


def test_moves_of_the_same_stage_begin_with_the_first() -> None:
    begun = a_claim()
    moved = Move(to="filed", on=begun.moves[0].on - timedelta(1), at=AT, by="enterprise", note="更正")
    talk = in_qingdao(replace(begun, moves=(*begun.moves, moved)))
    assert talk.conversation.edition == QINGDAO
    assert talk.say("我已提交").startswith("2024-12-02 已记过一笔")
