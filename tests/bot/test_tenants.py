"""Two enterprises that do the same things: nothing of one is ever said to the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import get_args

from dialogs.agenda import BY_NAME
from dialogs.reminders import reminder
from dialogs.understanding.result import RequestKind
from dialogs.understanding.understanding import understand
from storage import conversations, deliveries
from storage.database import Database
from tests.bot.sending import AT, Sender, after, shipped, some_turns
from tests.bot.telling import token

# What each says, every wish and every request that there is; braces stand for what is its own.
SAID = (
    "我们是{place}的企业，找本地机构做检测花了{fee}元，能补多少",
    "公司名称是{name}",
    "统一社会信用代码 {uscc}",
    "阿巴阿巴{word}",
    "核对条件", "是的", "不清楚", "为什么", "什么意思", "返回", "有哪些条件", "满足什么条件才能报", "能不能报，差什么",
    "材料清单", "截止时间", "有效期多久", "怎么办理", "合同登记怎么办", "多久到账", "哪些不给报", "联系电话",
    "系统密码忘了", "什么是创新券", "为什么发创新券", "市补还是省补", "比较一下各地", "高企和科小有什么区别",
    "商标能报吗", "如果付40万呢", "那运城呢", "换地区", "{place}", "改一下，付了{fee}元", "人工", "帮助", "菜单",
    "继续", "谢谢", "还缺什么材料", "合同准备好了", "发票还没拿到", "我已提交，申请{asked}元", "进度",
    "进度 {other}", "进度 ZZZZ9999",
    "截止前提醒我", "提醒我申请 {other} 的进度", "申请有进展提醒我", "有新通知提醒我", "我的提醒", "提前3天和当天提醒",
    "上午9点到12点发", "加到日历", "取消第1个提醒", "我的提醒",
    "初审过了", "更新进度", "1", "被退回来补材料", "我的资料", "修改资料", "1", "返回", "邀请同事", "绑定 {code}",
    "绑定 ZZZZ9999", "导出我的数据", "退出企业", "不退出", "删除我的数据", "不删", "我的资料", "进度", "重新开始",
    "我的资料", "我的提醒", "全部取消提醒", "导出我的数据",
)  # fmt: skip


@dataclass
class Tenant:
    """One of the two, with all that is only its own."""

    user: str
    name: str
    place: str
    uscc: str
    fee: str
    asked: str
    word: str
    number: str = ""
    code: str = ""
    heard: list[str] = field(default_factory=list)

    @property
    def canaries(self) -> set[str]:
        money = {amount for told in (self.fee, self.asked) for amount in (told, _wan(told))}
        return {self.name, self.uscc, self.word, self.user, self.number, self.code} | money

    def filled(self, text: str, other: Tenant) -> str:
        own = {key: getattr(self, key) for key in ("name", "place", "uscc", "fee", "asked", "word")}
        return text.format(**own, other=other.number or "ZZZZ8888", code=other.code or "ZZZZ8888")


def _wan(amount: str) -> str:
    return f"{int(amount) / 10_000:g} 万"


def two() -> tuple[Tenant, Tenant]:
    return (
        Tenant(
            user="雀一", name="青岛金丝雀甲科技有限公司", place="青岛", uscc="91370200MA3F2K8P09", fee="81230",
            asked="40610", word="金丝雀甲",
        ),
        Tenant(
            user="雀二", name="青岛红腹雀乙科技有限公司", place="青岛", uscc="91370200MA3CTDG67H", fee="91450",
            asked="45720", word="红腹雀乙",
        ),
    )  # fmt: skip


def test_every_wish_and_every_request_is_among_what_is_said() -> None:
    one, other = two()
    facts = shipped().facts
    heard = [understand(one.filled(text, other), today=date(2024, 12, 2), facts=facts) for text in SAID]
    assert {found.request.kind for found in heard if found.request} == set(get_args(RequestKind))
    assert {intent for found in heard for intent in found.intents} >= BY_NAME.keys()


def test_nothing_of_one_is_said_to_the_other(store: Database) -> None:
    """Both talk in turns; what one has only just done is met by the other with the same words."""
    one, other = two()
    answering = some_turns(store, fresh=token())
    senders = {tenant.user: Sender(answering, tenant.user) for tenant in (one, other)}
    for text in SAID:
        for own, foreign in ((one, other), (other, one)):
            said = senders[own.user](own.filled(text, foreign))
            # An export repeats what one has said oneself.
            own.heard += [line for line in said.splitlines() if "您：" not in line]
            own.number = own.number or after("申请编号 ", said)
            own.code = own.code or after("绑定码 ", said)
    assert one.number
    assert one.code
    for own, foreign in ((one, other), (other, one)):
        told = "\n".join(own.heard)
        assert {canary for canary in foreign.canaries if canary in told} == set()
        assert own.name in told
        assert own.number in told


def test_a_foreign_number_and_one_that_does_not_exist_get_the_same_answer(store: Database) -> None:
    answering = some_turns(store, fresh=token())
    one, other = Sender(answering, "雀一"), Sender(answering, "雀二")
    number = after("申请编号 ", one("青岛的企业", "我已提交，申请8万"))
    assert number
    for who in (other, Sender(answering, "没有企业的人")):
        who("你好")
        assert who(f"进度 {number}") == who("进度 ZZZZ9999")
        assert who(f"{number} 初审过了") == who("ZZZZ9999 初审过了")


def test_what_one_is_reminded_of_says_nothing_of_the_other(store: Database) -> None:
    """The claims of both move, and their colleagues hear of it: each of their own alone."""
    one, other = two()
    answering = some_turns(store, fresh=token())
    colleagues = {one.user: "一的同事", other.user: "二的同事"}
    for tenant in (one, other):
        says = Sender(answering, tenant.user)
        says(*(tenant.filled(text, other) for text in ("{place}的企业", "公司名称是{name}")))
        tenant.number = after("申请编号 ", says(tenant.filled("我已提交，申请{asked}元", other)))
        tenant.code = after("绑定码 ", says("邀请同事"))
        Sender(answering, colleagues[tenant.user])("你好", f"绑定 {tenant.code}", "截止前提醒我")
        says("申请有进展提醒我", "初审过了")
    for own, foreign in ((one, other), (other, one)):
        with store.reading() as connection:
            told = [
                delivery
                for user in (own.user, colleagues[own.user])
                if (person := conversations.person(connection, "terminal", "", user))
                for delivery in deliveries.of_person(connection, person.id)
            ]
        assert {each.kind for each in told} >= {"closes", "moved"}
        said = "\n".join(
            [reminder(each.kind, each.content, each.offset, AT).text for each in told]
            + [each.about + each.thread for each in told]
        )
        assert own.number in said
        assert {canary for canary in foreign.canaries if canary in said} == set()
