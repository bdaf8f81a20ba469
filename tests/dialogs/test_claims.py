"""Claims at the desk: what was handed in is recorded, where it stands is told, and it is moved."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import Context, Conversation, Message, Turn, plain, respond
from dialogs.desk.buttons import button, request_of
from dialogs.message import Effect
from dialogs.records import Claim, Move, Records
from dialogs.understanding.result import Request
from policy.courses import Course, course
from policy.library import library
from policy.workdays import SHANGHAI

EDITIONS = library()
AT = datetime(2024, 12, 3, 10, tzinfo=SHANGHAI)
QINGDAO, YUNCHENG = "qingdao-2024", "yuncheng-2024"
NUMBERS = ("7K3M9PQ2", "A2B3C4D5", "QRST2345", "ZYXW9876")
HEAD = "申请 7K3M9PQ2（青岛市 2024 年度科技创新券兑付"


def a_claim(
    *stages: str,
    number: str = NUMBERS[0],
    edition: str = QINGDAO,
    on: date = date(2024, 12, 3),
    asked: str | None = None,
    services: tuple[str, ...] = (),
    is_official: bool = False,
) -> Claim:
    """A claim of these stages after its registration, one a day."""
    by = "operator" if is_official else "enterprise"
    moves = tuple(
        Move(to=stage, on=on.replace(day=on.day + n), at=AT, by=by)  # type: ignore[arg-type]
        for n, stage in enumerate(("filed", *stages))
    )
    return Claim(
        number=number,
        edition=edition,
        course=course(EDITIONS.editions[edition].edition),
        moves=moves,
        asked=asked,
        services=services,
        is_official=is_official,
    )


@dataclass
class Talk:
    """A talk in which what is to be kept is kept between the messages."""

    records: Records | None = None
    at: datetime = AT
    conversation: Conversation = field(default_factory=lambda: Conversation(greeted=True))
    turns: int = 0

    def say(self, *messages: str) -> str:
        """The replies to the last of the messages."""
        text = ""
        for message in messages:
            text = "\n".join(plain(reply) for reply in self.turn(Message(text=message)).replies)
        return text

    def turn(self, message: Message) -> Turn:
        token = (NUMBERS[self.turns % len(NUMBERS)] + "XYZW2345")[:16]
        context = Context(now=self.at, library=EDITIONS, records=self.records, token=token)
        turn = respond(self.conversation, message, context)
        self.conversation = Conversation.from_json(json.loads(json.dumps(turn.conversation.to_json())))
        kept = [effect for effect in turn.effects if effect.kind in ("register_claim", "move_claim")]
        self.turns += any(effect.kind == "register_claim" for effect in kept)
        if self.records is not None:
            self.records = replace(self.records, claims=_claims(self.records.claims, kept, self.at))
        return turn


def _claims(claims: tuple[Claim, ...], effects: Iterable[Effect], at: datetime) -> tuple[Claim, ...]:
    for effect in effects:
        told = effect.content
        move = Move(
            to=told["stage"] if effect.kind == "register_claim" else told["to"],
            on=date.fromisoformat(told["on"]),
            at=at,
            by="enterprise",
            note=told.get("note", ""),
            amount=told.get("amount"),
        )
        if effect.kind == "move_claim":
            claims = tuple(
                replace(claim, moves=(*claim.moves, move)) if claim.number == told["number"] else claim
                for claim in claims
            )
            continue
        claims = (
            *claims,
            Claim(
                number=told["number"],
                edition=told["edition"],
                course=Course.from_json(json.loads(json.dumps(told["course"]))),
                moves=(move,),
                window=told["window"],
                services=tuple(told["services"]),
                asked=told["asked"],
            ),
        )
    return claims


def in_qingdao(*claims: Claim, at: datetime = AT, members: int = 1) -> Talk:
    return Talk(
        records=Records(claims=claims, members=members),
        at=at,
        conversation=Conversation(greeted=True, edition=QINGDAO),
    )


def only(talk: Talk) -> Claim:
    assert talk.records is not None
    assert len(talk.records.claims) == 1
    return talk.records.claims[0]


# ---- handed in


def test_a_filing_is_recorded_with_its_day_window_services_and_the_sum_applied_for() -> None:
    talk = in_qingdao()
    talk.say("委托研发花了30万")
    assert talk.say("昨天提交了").startswith("申请了多少钱？")
    text = talk.say("8万")
    claim = only(talk)
    assert (claim.number, claim.edition, claim.window) == ("7K3M9PQ2", QINGDAO, "window_2024")
    assert (claim.stage, claim.moves[0].on, claim.asked) == ("filed", date(2024, 12, 2), "80000.00")
    assert claim.services == ("技术开发（委托研发）（30 万元）",)
    assert claim.course == course(EDITIONS.editions[QINGDAO].edition)
    assert text == (
        "已记下：申请编号 7K3M9PQ2。\n"
        "青岛市 2024 年度科技创新券兑付，2024 年度申请期；技术开发（委托研发）（30 万元）；申请 8 万元。\n"
        "现在：在线提交申请，2024-12-02 起（您记录的）。\n"
        "接着：市科技服务中心初审，由科技局办，要几天没有写（青岛市 2024 年度通知 二(三)）。几时到账通知也没有写。\n"
        "请问青岛市科技服务中心，电话 85630985、85938030。\n"
        "1 看进度\n2 还缺什么\n3 提醒我"
    )


def test_what_is_told_at_once_is_not_asked_for() -> None:
    talk = in_qingdao()
    assert "申请 8 万元" in talk.say("材料昨天交上去了，申请8万")
    assert only(talk).asked == "80000.00"


@pytest.mark.parametrize("skipped", ["跳过", "不清楚", "1", "没有"])
def test_the_sum_may_be_left_out(skipped: str) -> None:
    talk = in_qingdao()
    talk.say("我已提交", skipped)
    assert only(talk).asked is None


@pytest.mark.parametrize("vague", ["八万左右", "7、8万"])
def test_a_vague_sum_is_asked_for_again(vague: str) -> None:
    talk = in_qingdao()
    assert "准确的金额" in talk.say("我已提交", vague)
    talk.say("7.5万")
    assert only(talk).asked == "75000.00"


def test_a_bare_figure_is_a_sum_in_yuan() -> None:
    talk = in_qingdao()
    talk.say("我已提交", "75000")
    assert only(talk).asked == "75000.00"


def test_without_a_region_it_is_asked_first_and_the_filing_goes_on() -> None:
    talk = Talk(records=Records())
    assert "贵公司注册在哪里？" in talk.say("昨天提交了，申请8万")
    text = talk.say("青岛")
    assert "已记下：申请编号 7K3M9PQ2。" in text
    assert only(talk).moves[0].on == date(2024, 12, 2)


def test_a_region_option_is_picked_by_its_number() -> None:
    talk = Talk(records=Records())
    talk.say("我已提交", "2", "跳过")
    assert only(talk).edition == QINGDAO


def test_an_ambiguous_place_is_asked_for_and_the_filing_still_goes_on() -> None:
    talk = Talk(records=Records())
    assert "不止一个地方" in talk.say("我已提交", "克拉玛依")
    assert "征求意见稿" in talk.say("克拉玛依区")
    assert talk.records == Records()


def test_a_place_that_is_not_covered_records_nothing() -> None:
    talk = Talk(records=Records())
    assert "还没有收录" in talk.say("我已提交", "济南")
    assert talk.records == Records()
    assert not talk.conversation.form


def test_a_message_about_no_place_is_asked_again_or_lets_go() -> None:
    talk = Talk(records=Records())
    assert talk.say("我已提交", "嗯哼嘿").endswith("3 克拉玛依区")
    assert talk.conversation.form
    talk.say("算了")
    assert not talk.conversation.form


def test_a_place_told_with_the_filing_chooses_the_notice() -> None:
    talk = Talk(records=Records())
    talk.say("我们是青岛的，昨天已经提交申请了", "跳过")
    assert only(talk).edition == QINGDAO


def test_nothing_can_be_filed_under_a_draft() -> None:
    talk = Talk(records=Records(), conversation=Conversation(greeted=True, edition="karamay-draft"))
    assert "现在不能申请" in talk.say("我已提交")
    assert talk.records == Records()


def test_a_day_outside_every_window_is_recorded_once_confirmed() -> None:
    talk = in_qingdao(at=AT.replace(year=2025, month=1, day=20))
    text = talk.say("1月10日提交的")
    assert "2025-01-10 不在通知写的期内" in text
    assert "2024-11-26 至 2024-12-31（青岛市 2024 年度通知 二(一)）" in text
    talk.say("1", "跳过")
    assert (only(talk).window, only(talk).moves[0].on) == (None, date(2025, 1, 10))


@pytest.mark.parametrize("no", ["不记", "2", "不是", "不对", "算了"])
def test_a_day_outside_is_not_recorded_against_the_will(no: str) -> None:
    talk = in_qingdao(at=AT.replace(year=2025, month=1, day=20))
    assert "好，没有记。" in talk.say("我已提交", no)
    assert talk.records == Records()
    assert not talk.conversation.form


@pytest.mark.parametrize("right", ["是12月30日提交的", "12月30日", "12月30日交的"])
def test_a_day_outside_can_be_put_right(right: str) -> None:
    talk = in_qingdao(at=AT.replace(year=2025, month=1, day=20))
    talk.say("1月10日提交的", right, "跳过")
    assert (only(talk).window, only(talk).moves[0].on) == ("window_2024", date(2024, 12, 30))


def test_the_batch_is_asked_for_only_where_several_are_open_on_the_day() -> None:
    talk = Talk(
        records=Records(),
        at=AT.replace(month=9, day=2),
        conversation=Conversation(greeted=True, edition=YUNCHENG),
    )
    text = talk.say("5月20日提交的")
    assert text == "2024-05-20 提交的，报的是哪一批？\n1 第一批\n2 第二批\n3 不清楚"
    talk.say("第一批", "跳过")
    assert only(talk).window == "batch_1"
    talk.say("9月1日提交的", "跳过")
    assert talk.records is not None
    assert talk.records.claims[1].window == "batch_2"


def test_a_batch_that_is_not_known_is_left_open() -> None:
    talk = Talk(
        records=Records(),
        at=AT.replace(month=6, day=3),
        conversation=Conversation(greeted=True, edition=YUNCHENG),
    )
    talk.say("我已提交", "不清楚", "跳过")
    assert only(talk).window is None


TWO = Conversation(
    greeted=True,
    edition=QINGDAO,
    services=({"category": "testing", "fee_paid": "50000.00"}, {"category": "development"}),
)


@pytest.mark.parametrize(
    ("picked", "services"),
    [
        ("1", ("检验检测（5 万元）",)),
        ("1、2", ("检验检测（5 万元）", "技术开发（委托研发）")),
        ("全部", ("检验检测（5 万元）", "技术开发（委托研发）")),
        ("3", ("检验检测（5 万元）", "技术开发（委托研发）")),
        ("是", ("检验检测（5 万元）", "技术开发（委托研发）")),
        ("不清楚", ()),
    ],
)
def test_of_several_services_it_is_asked_which(picked: str, services: tuple[str, ...]) -> None:
    talk = Talk(records=Records(), conversation=TWO)
    assert "前面说了 2 项服务，这次申请哪几项？" in talk.say("我已提交")
    talk.say(picked, "跳过")
    assert only(talk).services == services


@pytest.mark.parametrize("told", ["我已提交", "12月3日提交的"])
def test_the_same_filing_told_twice_is_not_recorded_twice(told: str) -> None:
    talk = in_qingdao(a_claim())
    assert talk.say(told).startswith("2024-12-03 已记过一笔：7K3M9PQ2，现在是在线提交申请。这是另一笔吗？")
    assert "仍是 7K3M9PQ2" in talk.say("2")
    assert only(talk)


def test_another_filing_on_the_same_day_is_recorded_once_it_is_said_to_be_another() -> None:
    talk = in_qingdao(a_claim(number="ZZZZ2222"))
    talk.say("我已提交", "是另一笔", "跳过")
    assert talk.records is not None
    assert len(talk.records.claims) == 2


def test_a_filing_of_another_day_or_after_an_end_is_another() -> None:
    talk = in_qingdao(a_claim(number="ZZZZ2222"), at=AT.replace(day=10))
    assert talk.say("12月9日提交的").startswith("申请了多少钱？")
    talk = in_qingdao(a_claim("refused", number="ZZZZ2222"), at=AT.replace(day=10))
    assert talk.say("我已提交").startswith("申请了多少钱？")


def test_a_filing_after_a_return_is_asked_about_and_moves_the_claim() -> None:
    talk = in_qingdao(a_claim("returned"), at=AT.replace(day=10))
    assert talk.say("我已提交").startswith("7K3M9PQ2 于 2024-12-04 退回补正。是它重新提交了吗？")
    assert "已更新：7K3M9PQ2 退回补正 → 在线提交申请（2024-12-10）。" in talk.say("是它")
    assert only(talk).stage == "filed"


def test_a_new_filing_beside_a_returned_one_is_recorded() -> None:
    talk = in_qingdao(a_claim("returned", number="ZZZZ2222"), at=AT.replace(day=10))
    talk.say("我已提交", "是另一笔", "1", "跳过")
    assert talk.records is not None
    assert [claim.stage for claim in talk.records.claims] == ["returned", "filed"]


def test_where_nothing_is_kept_that_is_said_with_what_the_notice_tells() -> None:
    talk = Talk(conversation=Conversation(greeted=True, edition=QINGDAO))
    for message in ("我已提交", "进度"):
        text = talk.say(message)
        assert "这里不保存申请记录" in text
        assert "市科技局网站公示（科技局）" in text
        assert "85630985" in text


# ---- forms never trap


@pytest.mark.parametrize(
    ("message", "heard"),
    [
        ("菜单", "核对条件"),
        ("帮助", "可以直接提问"),
        ("返回", "没有记"),
        ("退出", "随时再来"),
        ("人工", "85630985"),
        ("重新开始", "重新开始"),
        ("几号截止", "2024-12-31"),
        ("我们是高企", "还没有记"),
        ("进度", "还没有记下申请"),
    ],
)
def test_a_form_lets_go_of_anything_else_and_says_that_nothing_was_recorded(message: str, heard: str) -> None:
    talk = in_qingdao()
    talk.say("我已提交")
    assert heard in talk.say(message)
    assert not talk.conversation.form
    assert talk.records is not None
    assert not talk.records.claims


def test_what_is_not_understood_is_asked_again() -> None:
    talk = in_qingdao()
    assert "没有听懂" in (text := talk.say("我已提交", "呜啦啦"))
    assert text.endswith("1 跳过")
    assert talk.say("什么意思").startswith("申请了多少钱？")


def test_an_interview_goes_on_after_a_form_without_saying_all_of_it_again() -> None:
    talk = in_qingdao()
    talk.say("能补多少", "昨天提交了")
    told, question = talk.say("8万").split("这项服务")
    assert told.startswith("已记下")
    assert "年度上限" not in told
    assert question
    talk.say("30万")
    assert talk.conversation.services[0]["fee_paid"] == "300000.00"


def test_an_interview_goes_on_once_the_desk_has_answered() -> None:
    talk = in_qingdao(a_claim())
    question = talk.say("能补多少")
    text = talk.say("进度")
    assert HEAD in text
    assert text.endswith(question.splitlines()[-1])


WORDS = [
    *"我已提交 进度 初审过了 在公示了 钱到账了，到了6万 更新进度 没通过 还缺什么 合同准备好了 都齐了 我的资料".split(),
    *"修改资料 退出企业 删除我的数据 邀请同事 绑定 能补多少 青岛 运城 克拉玛依 是 不是 不清楚 全部 1 2 3 9".split(),
    *"1、2 8万 返回 继续 什么意思 菜单 退出 重新开始 我们退回来补材料 12月1日提交的 明天".split(),
    "进度 7K3M9PQ2",
    "",
]


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_any_messages_at_the_desk_are_answered_and_the_menu_is_near(messages: list[str]) -> None:
    talk = in_qingdao(a_claim("publicity", asked="50000.00"), a_claim(number="ZZZZ2222", edition=YUNCHENG))
    for message in messages:
        assert talk.say(message).strip()
    talk.say("重新开始")
    assert "核对条件" in talk.say("帮助")


# ---- progress


def test_one_claim_is_told_since_when_what_comes_next_and_what_is_not_stated() -> None:
    talk = in_qingdao(
        a_claim("first_review", asked="80000.00", services=("检验检测",)), at=AT.replace(day=20)
    )
    assert talk.say("进度") == (
        f"{HEAD}）：检验检测，申请 8 万元。\n"
        "现在：市科技服务中心初审，2024-12-04 起（您记录的），要几天没有写（青岛市 2024 年度通知 二(三)）。\n"
        "接着：专家评审和现场核查，由专家办，要几天没有写（青岛市 2024 年度通知 二(三)）。几时到账通知也没有写。\n"
        "请问青岛市科技服务中心，电话 85630985、85938030。\n"
        "1 更新进度\n2 还缺什么\n3 提醒我"
    )


@pytest.mark.parametrize(
    ("on", "today", "told"),
    [
        (date(2024, 6, 3), AT.replace(month=6, day=4), "5 个工作日，次日起算，最后一天 2024-06-12（"),
        (date(2024, 6, 3), AT.replace(month=6, day=20), "最后一天 2024-06-12，已过（"),
        (date(2124, 6, 3), AT.replace(year=2124), "5 个工作日，次日起算（"),
        (date(2124, 6, 3), AT.replace(year=2124), "最后一天算不出来"),
    ],
)
def test_stated_working_days_come_with_their_last_day_where_it_can_be_known(
    on: date, today: datetime, told: str
) -> None:
    talk = Talk(records=Records(claims=(a_claim("publicity", edition=YUNCHENG, on=on),)), at=today)
    assert told in talk.say("进度")


def test_who_recorded_a_move_is_said() -> None:
    assert "（您记录的）" in in_qingdao(a_claim()).say("进度")
    assert "（贵公司记录的）" in in_qingdao(a_claim(), members=2).say("进度")
    assert "（主管部门登记的）" in in_qingdao(a_claim(is_official=True)).say("进度")


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("returned", "现在：退回补正（2024-12-04，您记录的）。补齐再交后"),
        ("refused", "现在：未通过（2024-12-04，您记录的）。"),
        ("withdrawn", "现在：已撤回（2024-12-04，您记录的）。"),
        ("settled", "现在：已到账（2024-12-04，您记录的）。"),
    ],
)
def test_an_end_is_told_as_such(end: str, told: str) -> None:
    text = in_qingdao(a_claim(end)).say("进度")
    assert told in text
    assert "接着" not in text


def test_several_claims_are_a_table_to_pick_from_those_under_way_first() -> None:
    talk = in_qingdao(a_claim("settled", number="ZZZZ2222"), a_claim("publicity"))
    text = talk.say("进度")
    assert text == (
        "共 2 笔申请：\n"
        "1. 7K3M9PQ2（青岛市 2024 年度科技创新券兑付，市科技局网站公示，2024-12-04 起）\n"
        "2. ZZZZ2222（青岛市 2024 年度科技创新券兑付，已到账，2024-12-04 起）\n"
        "看哪一笔的详情？\n1 看 7K3M9PQ2\n2 看 ZZZZ2222"
    )
    assert talk.say("2").startswith("申请 ZZZZ2222")


def test_a_number_names_one_claim() -> None:
    talk = in_qingdao(a_claim(), a_claim(number="ZZZZ2222"))
    assert talk.say("进度 7K3M9PQ2").startswith(HEAD)


def test_a_claim_of_somebody_else_and_none_at_all_are_answered_alike_to_the_byte() -> None:
    asked = [in_qingdao(a_claim()).turn(Message(text=f"进度 {number}")) for number in NUMBERS[1:]]
    assert len({json.dumps([reply.to_json() for reply in turn.replies]) for turn in asked}) == 1
    assert not any(
        number in plain(reply) for turn in asked for reply in turn.replies for number in NUMBERS[1:]
    )
    moved = [
        in_qingdao(a_claim()).turn(Message(text="", choice=f"do:moved:{number}:publicity"))
        for number in NUMBERS[1:]
    ]
    assert [turn.replies for turn in moved] == [asked[0].replies] * len(moved)
    assert not any(turn.effects for turn in moved)


def test_without_a_claim_the_way_to_record_one_and_the_stages_ahead_are_told() -> None:
    text = in_qingdao().say("进度")
    assert text.startswith("还没有记下申请。提交后回“我已提交”")
    assert "在线提交申请（企业） → 市科技服务中心初审（科技局）" in text
    assert "85630985" in text
    assert "二(二)、二(三)、二(四)" in text


def test_without_a_claim_and_a_region_the_region_is_asked_for() -> None:
    talk = Talk(records=Records())
    assert "贵公司注册在哪里？" in talk.say("进度")
    assert "环节依次是" in talk.say("青岛")


def test_under_a_draft_nobody_is_told_to_record_a_filing() -> None:
    talk = Talk(records=Records(), conversation=Conversation(greeted=True, edition="karamay-draft"))
    text = talk.say("进度")
    assert "征求意见稿" in text
    assert "我已提交" not in text


def test_a_claim_stays_under_its_own_notice_when_that_is_loaded_no_more() -> None:
    gone = replace(a_claim("publicity"), edition="qingdao-2023", window="window_2023")
    assert "市科技局网站公示" in in_qingdao(gone).say("进度")


# ---- moved


@pytest.mark.parametrize(
    ("message", "stage"),
    [
        ("初审过了", "expert_review"),
        ("在公示了", "publicity"),
        ("公示完了，没人提异议", "payment"),
        ("被退回来补材料了", "returned"),
        ("没通过", "refused"),
        ("钱到账了", "settled"),
    ],
)
def test_the_only_claim_is_moved_by_what_is_told(message: str, stage: str) -> None:
    talk = in_qingdao(a_claim(), at=AT.replace(day=20))
    assert talk.say(message).startswith("已更新：7K3M9PQ2 在线提交申请 → ")
    assert (only(talk).stage, only(talk).moves[-1].on) == (stage, date(2024, 12, 20))


def test_money_that_came_is_kept_and_nothing_is_asked() -> None:
    talk = in_qingdao(a_claim("publicity", asked="80000.00"))
    talk.at = AT.replace(day=20)
    assert "现在：已到账 6 万元（2024-12-20，您记录的）。" in talk.say("钱到账了，到了6万")
    assert only(talk).moves[-1].amount == "60000.00"


@pytest.mark.parametrize(
    ("answers", "amount"),
    [(("对",), "90000.00"), (("是的",), "90000.00"), (("不对", "7万"), "70000.00"), (("7万",), "70000.00"),
     (("2", "跳过"), None)],
)  # fmt: skip
def test_more_than_was_applied_for_is_asked_about(answers: tuple[str, ...], amount: str | None) -> None:
    talk = in_qingdao(a_claim("publicity", asked="80000.00"), at=AT.replace(day=20))
    assert "到账 9 万元，多于申请的 8 万元，对吗？" in talk.say("钱到账了，到了9万")
    assert only(talk).stage == "publicity"
    talk.say(*answers)
    assert (only(talk).stage, only(talk).moves[-1].amount) == ("settled", amount)


def test_without_a_stage_the_legal_moves_are_offered_by_number() -> None:
    talk = in_qingdao(a_claim("publicity"), at=AT.replace(day=20))
    text = talk.say("更新进度")
    assert text == (
        "7K3M9PQ2 现在是市科技局网站公示，到哪一步了？\n"
        "1 分批兑付\n2 退回补正\n3 未通过\n4 已撤回\n5 已到账\n6 改回在线提交申请"
    )
    talk.say("1")
    assert only(talk).stage == "payment"


def test_a_correction_is_said_as_one() -> None:
    talk = in_qingdao(a_claim("publicity"), at=AT.replace(day=20))
    assert talk.say("更新进度", "6").startswith(
        "已更正：7K3M9PQ2 市科技局网站公示 → 在线提交申请（2024-12-03）。"
    )
    assert only(talk).moves[-1].note == "更正"


def test_an_illegal_move_names_the_legal_ones() -> None:
    talk = in_qingdao(a_claim("publicity"), at=AT.replace(day=20))
    text = talk.say("初审过了")
    assert text.startswith(
        "7K3M9PQ2 现在是市科技局网站公示，不能改为专家评审和现场核查。可以改为：\n1 分批兑付"
    )
    assert only(talk).stage == "publicity"


def test_a_stage_that_the_notice_does_not_have_is_said_to_be_none_of_it() -> None:
    talk = Talk(records=Records(claims=(a_claim(edition=YUNCHENG),)))
    text = talk.say("专家来看过现场了")
    assert text.startswith(
        "没有对上运市科函〔2024〕6号里的环节。7K3M9PQ2 现在是报送纸质材料，可以改为：\n1 市科技局初审并推荐"
    )
    talk.say("1")
    assert only(talk).stage == "first_review"


def test_a_review_that_may_be_any_of_several_is_asked_about() -> None:
    assert "到哪一步了？" in in_qingdao(a_claim()).say("在审核")


@pytest.mark.parametrize("message", ["在审核", "在初审"])
def test_a_review_is_the_only_one_that_the_notice_has(message: str) -> None:
    # The draft stands in for a notice with one review; no claim is ever registered under it.
    talk = Talk(records=Records(claims=(a_claim(edition="karamay-draft"),)))
    talk.say(message)
    assert only(talk).stage == "review"


def test_a_claim_that_is_there_already_is_not_moved() -> None:
    talk = in_qingdao(a_claim("publicity"), at=AT.replace(day=20))
    assert talk.say("在公示了").startswith("7K3M9PQ2 已经是市科技局网站公示（2024-12-04 起），没有改动。")
    assert len(only(talk).moves) == 2


def test_a_day_before_the_last_move_is_refused() -> None:
    talk = in_qingdao(a_claim("first_review", on=date(2024, 12, 10)), at=AT.replace(day=20))
    assert "早于" in talk.say("12月9日公示了")
    assert only(talk).stage == "first_review"


def test_of_several_claims_it_is_asked_which_and_what_was_told_is_kept() -> None:
    talk = in_qingdao(a_claim(asked="80000.00"), a_claim(number="ZZZZ2222"), at=AT.replace(day=20))
    text = talk.say("钱到账了，到了6万")
    assert text == "要改为已到账的是哪一笔？\n1 7K3M9PQ2（在线提交申请）\n2 ZZZZ2222（在线提交申请）"
    talk.say("1")
    assert talk.records is not None
    assert talk.records.claims[0].moves[-1].amount == "60000.00"
    assert talk.records.claims[1].stage == "filed"


def test_only_claims_that_can_get_there_are_meant() -> None:
    talk = in_qingdao(a_claim(), a_claim(number="ZZZZ2222", edition=YUNCHENG), at=AT.replace(day=20))
    assert talk.say("省里在审").startswith("已更新：ZZZZ2222 ")


def test_an_official_claim_is_moved_by_its_office_only() -> None:
    talk = in_qingdao(a_claim(is_official=True))
    for text in (
        talk.say("在公示了"),
        "\n".join(
            plain(r) for r in talk.turn(Message(text="", choice="do:moved:7K3M9PQ2:publicity")).replies
        ),
    ):
        assert text.startswith("7K3M9PQ2 是主管部门登记的申请")
    assert only(talk).stage == "filed"
    assert "更新进度" not in talk.say("进度")


def test_without_a_claim_a_move_leads_to_recording_one() -> None:
    talk = in_qingdao()
    assert "先回“我已提交”记下" in talk.say("在公示了")
    assert talk.say("1").startswith("申请了多少钱？")


def test_an_end_can_be_corrected() -> None:
    talk = in_qingdao(a_claim("publicity", "refused"), at=AT.replace(day=20))
    assert talk.say("更新进度", "1").startswith("已更正：7K3M9PQ2 未通过 → 市科技局网站公示")


@pytest.mark.parametrize("message", ["返回", "算了", "没有", "几号截止", "菜单"])
def test_a_move_is_let_go_of_with_nothing_changed(message: str) -> None:
    talk = in_qingdao(a_claim("publicity"))
    assert "没有改动" in talk.say("更新进度", message)
    assert only(talk).stage == "publicity"


def test_a_button_pressed_late_does_what_it_says() -> None:
    talk = in_qingdao(a_claim(), at=AT.replace(day=20))
    talk.say("能补多少")
    turn = talk.turn(Message(text="", choice="do:moved:7K3M9PQ2:publicity"))
    assert "已更新" in plain(turn.replies[0])


@pytest.mark.parametrize(
    ("choice", "request_"),
    [
        ("do:filed", Request(kind="filed")),
        ("do:moved:N1:publicity", Request(kind="moved", number="N1", stage="publicity")),
        ("do:ticked:contract:payment", Request(kind="ticked", papers=("contract", "payment"))),
        ("do:ticked:-contract", Request(kind="ticked", papers=("contract",), denies=True)),
        ("do:nothing", None),
        ("go:estimate", None),
    ],
)
def test_a_button_stands_for_a_request(choice: str, request_: Request | None) -> None:
    assert request_of(choice) == request_
    if request_ is not None:
        _kind, *args = choice.removeprefix("do:").split(":")
        assert button("", request_.kind, *args).id == choice
