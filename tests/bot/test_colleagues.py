"""Colleagues of one enterprise, all at once through two processes: each says their own, and nothing is half done."""

from __future__ import annotations

import random
from datetime import timedelta

from sqlalchemy import func, select

from bot.tokens import LETTERS
from storage import audit, codes
from storage.database import Database
from storage.tables import claims, memberships
from storage.tables import enterprises as enterprises_table
from tests.bot.delivering import answered
from tests.bot.sending import AT, Sender, a_message, some_turns
from tests.bot.test_turns import assert_serial

OWNER = "甲"


def founded(store: Database) -> int:
    """The enterprise of the owner, who has told what it is called."""
    Sender(some_turns(store), OWNER)("青岛的企业", "公司名称是同事测试公司")
    with store.reading() as connection:
        return int(connection.execute(select(enterprises_table.c.id)).scalar_one())


def issued(store: Database, enterprise: int, count: int) -> list[str]:
    """As many codes of it."""
    given = [f"AB2{LETTERS[n // len(LETTERS)]}{LETTERS[n % len(LETTERS)]}234" for n in range(count)]
    with store.writing("test") as connection:
        for code in given:
            codes.issue(connection, code, enterprise, "colleague", AT)
    return given


def told(answer: dict[str, object]) -> str:
    return str(answer["replies"])


def test_of_twenty_who_send_one_code_at_once_one_is_bound(url: str, store: Database) -> None:
    enterprise = founded(store)
    (code,) = issued(store, enterprise, 1)
    sent = [a_message(f"绑定 {code}", user=f"用户{n}") for n in range(20)]
    answers = answered(url, sent[:10], sent[10:], threads=10)
    assert len(answers) == 20
    assert None not in {answer["turn"] for answer in answers}
    assert sum("已绑定" in told(answer) for answer in answers) == 1
    assert sum("不能用" in told(answer) for answer in answers) == 19
    with store.reading() as connection:
        members = select(memberships.c.person).where(memberships.c.enterprise == enterprise)
        assert len(connection.execute(members).all()) == 2
        assert audit.broken(connection) is None
        assert [one.action for one in audit.entries(connection)].count("join") == 1


def test_twenty_who_join_at_once_are_all_bound(url: str, store: Database) -> None:
    enterprise = founded(store)
    given = issued(store, enterprise, 20)
    sent = [a_message(f"绑定 {code}", user=f"用户{n}") for n, code in enumerate(given)]
    answers = answered(url, sent[:10], sent[10:], threads=10)
    assert sum("已绑定" in told(answer) for answer in answers) == 20
    with store.reading() as connection:
        members = select(memberships.c.person).where(memberships.c.enterprise == enterprise)
        assert len(connection.execute(members).all()) == 21


def test_what_two_tell_of_one_enterprise_at_once_is_both_kept(url: str, store: Database) -> None:
    enterprise = founded(store)
    (code,) = issued(store, enterprise, 1)
    other = Sender(some_turns(store), "乙")
    assert "已绑定" in other(f"绑定 {code}")
    own = [
        a_message(text, user=OWNER, at=AT + timedelta(minutes=5))
        for text in ("是科技型中小企业", "是高新技术企业")
    ]
    theirs = [
        a_message(text, user="乙", at=AT + timedelta(minutes=5)) for text in ("员工 35 人", "去年营收三千万")
    ]
    answers = answered(url, own, theirs)
    assert None not in {answer["turn"] for answer in answers}
    assert_serial(store)
    with store.reading() as connection:
        held = connection.execute(select(enterprises_table.c.told)).scalar_one()
    alone = Sender(some_turns(store), "独自一人")
    alone("青岛的企业", *(message.text for message in own + theirs))
    with store.reading() as connection:
        everything = select(enterprises_table.c.told).where(enterprises_table.c.id != enterprise)
        assert held.keys() == connection.execute(everything).scalar_one().keys()


STORM = (
    "绑定 {code}", "绑定 {code}", "退出企业", "确认解除", "删除我的数据", "确认删除", "公司名称是{user}公司",
    "员工 35 人", "我已提交，申请8万", "进度", "我的资料", "邀请同事", "合同准备好了", "换成运城的企业",
)  # fmt: skip


def test_joining_leaving_and_erasing_at_once_leave_nothing_half_done(url: str, store: Database) -> None:
    enterprise = founded(store)
    given = issued(store, enterprise, 60)
    chance = random.Random(7)
    users = [OWNER, *(f"用户{n}" for n in range(7))]
    sent = [
        a_message(
            chance.choice(STORM).format(code=chance.choice(given), user=user),
            user=user,
            at=AT + timedelta(minutes=2),
        )
        for _ in range(15)
        for user in users
    ]
    half = len(sent) // 2
    answers = answered(url, sent[:half], sent[half:], threads=6)
    assert len(answers) == len(sent)
    assert None not in {answer["turn"] for answer in answers}
    with store.reading() as connection:
        assert audit.broken(connection) is None
        left_alone = select(func.count()).where(
            enterprises_table.c.id.not_in(select(memberships.c.enterprise)), ~enterprises_table.c.proven
        )
        assert connection.execute(left_alone).scalar_one() == 0
        stray = select(func.count()).where(claims.c.enterprise.not_in(select(memberships.c.enterprise)))
        assert connection.execute(stray).scalar_one() == 0
    assert_serial(store)
