"""Reminders kept by operators: seen in their regions alone, tried again or settled, planned and sent by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.office.trials import trial
from storage import audit, conversations, deliveries
from storage.database import Database
from tests.bot import commander, reminded
from tests.bot.bot_api import BROKEN, TOKEN, BotApi
from tests.bot.office import AT, QINGDAO, YUNCHENG, staffed
from tests.bot.reminded import MOVED, a_delivery, found, moment
from tests.bot.running import Quanzhu, Ran
from tests.bot.serving import serving
from tests.bot.test_failpoints import everything
from tests.bot.wishing import Wisher

UNKNOWN = "没有这条提醒；用 quanzhu reminders list 查看您能查看的提醒"
READER = "只看的"


@pytest.fixture
def office(quanzhu: Quanzhu, url: str, monkeypatch: pytest.MonkeyPatch) -> Quanzhu:
    monkeypatch.setenv("QUANZHU_DATABASE_URL", url)
    monkeypatch.setenv("QUANZHU_OPERATOR", QINGDAO)
    staffed(quanzhu)
    return quanzhu


@pytest.fixture
def reminders(office: Quanzhu) -> Quanzhu:
    """`reminders` as the clerk of Qingdao."""

    def run(*arguments: str | int, at: str = AT) -> Ran:
        return office("reminders", *map(str, arguments), "--at", at)

    return run


def ids(ran: Ran) -> list[int]:
    assert (ran.code, ran.err) == (0, "")
    return [one["id"] for one in ran.json["reminders"]]


# ---- list and show


def test_reminders_are_listed_the_one_due_last_at_the_end(reminders: Quanzhu, store: Database) -> None:
    late = a_delivery(store, "failed", code="45009", due="2024-12-10T09:00", user="7001")
    first = a_delivery(store, due="2024-12-09T08:30", user="7002", offset=0, kind="paper")
    moved = a_delivery(
        store, "sent", due="2024-12-10T10:00", user="7003", kind="moved", about="QD-1/2", offset=0,
        deadline=None, content=MOVED, channel="wechat",
    )  # fmt: skip
    listed = reminders("list")
    assert (listed.code, listed.err) == (0, "")
    assert listed.out.splitlines() == [
        f"{first}  待发    他人出具的材料  qingdao-2024/window_2024/2024-12-31  当天        2024-12-09 08:30  telegram",
        f"{late}  待重发  截止            qingdao-2024/window_2024/2024-12-31  提前 21 天  2024-12-10 09:00  telegram"
        "    45009",
        f"{moved}  已发    申请进展        QD-1/2                                           2024-12-10 10:00  wechat",
    ]


def test_reminders_are_listed_by_state_kind_and_region(reminders: Quanzhu, store: Database) -> None:
    dead = a_delivery(store, "dead", user="7001")
    paper = a_delivery(store, user="7002", kind="paper")
    for arguments, expected in (
        ((), [dead, paper]),
        (("--state", "dead"), [dead]),
        (("--state", "sent"), []),
        (("--kind", "paper"), [paper]),
        (("--kind", "paper", "--state", "dead"), []),
        (("--region", "青岛市"), [dead, paper]),
        (("--region", "全国"), [dead, paper]),
        (("--region", "即墨区"), []),
        (("--region", "运城市"), []),
    ):
        assert ids(reminders("list", "--json", *arguments)) == expected


def test_what_cannot_be_listed_is_one_message(reminders: Quanzhu) -> None:
    for arguments, said in (
        (("--state", "lost"), "--state: 没有 'lost'；可用 due、sending、sent、failed、held、uncertain、"),
        (("--kind", "news"), "--kind: 没有 'news'；可用 opens、closes、workday、"),
        (("--region", "无处"), "--region: 没有地区 '无处'"),
    ):
        ran = reminders("list", *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err
        assert ran.err.count("\n") == 1


def test_a_list_that_is_cut_says_so(
    reminders: Quanzhu, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.reminders.MOST", 2)
    made = [a_delivery(store, user=str(n), due=f"2024-12-10T0{n}:00") for n in range(1, 4)]
    ran = reminders("list", "--json")
    assert [one["id"] for one in ran.json["reminders"]] == made[1:]
    assert ran.json["is_whole"] is False
    assert ran.err == "只列出最晚到时的 2 条；用 --state、--region、--kind 缩小范围\n"


def test_a_reminder_is_shown_as_it_would_read_now(reminders: Quanzhu, store: Database) -> None:
    made = a_delivery(store, "uncertain", code="restored")
    assert reminders("retry", made).code == 0
    ran = reminders("show", made, at="2024-12-11T09:00")
    assert (ran.code, ran.err) == (0, "")
    told = found(store, made)
    assert ran.out.splitlines()[:7] == [
        f"编号 {made}",
        "状态 待发（due）",
        "提醒 截止（closes）qingdao-2024/window_2024/2024-12-31，提前 21 天",
        "地区 山东省青岛市（370200）",
        "到时 2024-12-10 10:00，不晚于 2024-12-31 23:59",
        "渠道 telegram",
        f"  2024-12-10 10:00 重发：不知是否送到 → 待发（operator:{QINGDAO}）",
    ]
    shown = reminders("show", made, "--json", at="2024-12-11T09:00").json
    assert ran.out.partition("现在读作：\n")[2] == "".join(
        f"  {line}\n" for line in shown["text"].splitlines()
    )
    assert "2024-12-31" in shown["text"]
    assert "20 天" in shown["text"]
    assert {name: value for name, value in shown.items() if name != "text"} == {
        "id": made,
        "region": "370200",
        "kind": "closes",
        "about": "qingdao-2024/window_2024/2024-12-31",
        "offset": 21,
        "deadline": "2024-12-31T23:59:59+08:00",
        "due": "2024-12-10T10:00:00+08:00",
        "state": "due",
        "tries": told.tries,
        "code": None,
        "channel": "telegram",
        "sent": None,
        "history": [
            {
                "at": "2024-12-10T10:00:00+08:00",
                "actor": f"operator:{QINGDAO}",
                "action": "retry_reminder",
                "before": "uncertain",
                "to": "due",
            }
        ],
    }


def test_nothing_shown_says_whose_a_reminder_is(reminders: Quanzhu, store: Database) -> None:
    made = a_delivery(store, "dead", user="canary-user", thread="canary-thread")
    with store.reading() as connection:
        person = conversations.person(connection, "telegram", "1", "canary-user")
    assert person is not None
    said = everything_said(reminders, made)
    assert "2024-12-31" in said
    assert "canary" not in said
    assert person.subject not in said


def test_what_an_enterprise_keeps_for_itself_is_not_an_offices_to_read(
    reminders: Quanzhu, store: Database
) -> None:
    one, other = Wisher(store, "甲"), Wisher(store, "乙", channel="telegram")
    one.found_claim("2024-12-09T10:00", "CANARY22")
    one.invites("2024-12-09T10:00", other, "CODE2222")
    one.move("2024-12-09T10:00", "CANARY22", "publicity")
    with store.writing("test") as connection:
        (made,) = [each.id for each in deliveries.of_person(connection, other.id) if each.kind == "moved"]
        connection.execute(reminded.table.update().values(state="uncertain"))
    by = ("--operator", YUNCHENG)
    shown = reminders("show", made, "--json", *by).json
    assert (shown["kind"], shown["about"], shown["text"]) == ("moved", None, None)
    said = everything_said(reminders, made, *by)
    assert "（企业自己记录的申请，只有企业看得到）" in said
    assert "CANARY" not in said
    assert "公示名单" not in said
    assert found(store, made).state == "due"


def test_what_another_version_wrote_is_shown_as_far_as_it_can_be_read(
    reminders: Quanzhu, store: Database
) -> None:
    made = a_delivery(store, "dead", content={"of": "another version"})
    ran = reminders("show", made)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("现在读作：\n  （内容读不懂，可能是别的版本写的）\n")


def everything_said(reminders: Quanzhu, id: int, *by: str) -> str:
    """All that an operator is told of one."""
    return "".join(
        reminders(*arguments, *by).out
        for arguments in (
            ("list",),
            ("list", "--json"),
            ("show", id),
            ("show", id, "--json"),
            ("retry", id),
            ("send", "--dry-run"),
            ("send", "--dry-run", "--json"),
        )
    )


# ---- retry and resolve


def test_what_did_not_arrive_is_tried_again_now(reminders: Quanzhu, store: Database) -> None:
    states = ("dead", "uncertain", "unreachable", "failed")
    made = [a_delivery(store, state, code="45009", due="2024-12-20T08:30", user=state) for state in states]
    assert ids(reminders("retry", *made, "--json")) == made
    for again in (found(store, id) for id in made):
        assert (again.state, again.due, again.code) == ("due", moment(AT), None)
    assert entries(store) == [
        (f"operator:{QINGDAO}", "retry_reminder", id, {"before": state, "to": "due"})
        for id, state in zip(made, states, strict=True)
    ]


def test_what_need_not_be_tried_again_is_left_alone(reminders: Quanzhu, store: Database) -> None:
    words = {"due": "待发", "sending": "正在发", "sent": "已发", "held": "等下次来访", "cancelled": "已取消"}
    made = {a_delivery(store, state, user=state): word for state, word in words.items()}
    assert refused(reminders, store, "retry", *made).err.splitlines()[1:] == [
        f"{id}: 现在是{word}；只能是已放弃、不知是否送到、送不到、待重发的" for id, word in made.items()
    ]


def test_what_helps_nobody_any_more_is_not_tried_again(reminders: Quanzhu, store: Database) -> None:
    made = a_delivery(store, "dead", deadline="2024-12-10T09:59")
    assert (
        f"{made}: 已过 2024-12-10 09:59，再提醒没有用了；让它这样"
        in refused(reminders, store, "retry", made).err
    )
    soon = a_delivery(store, "dead", deadline="2024-12-10T10:00", user="7002")
    assert reminders("retry", soon).code == 0


def test_what_is_uncertain_is_settled_by_word(reminders: Quanzhu, store: Database) -> None:
    for state in ("sent", "cancelled"):
        made = a_delivery(store, "uncertain", deadline="2024-12-10T09:00", user=state)
        assert ids(reminders("resolve", made, "--as", state, "--json")) == [made]
        settled = found(store, made)
        assert settled.state == state
        assert settled.sent == (moment(AT) if state == "sent" else None)
        assert entries(store)[-1] == (
            *(f"operator:{QINGDAO}", "resolve_reminder", made),
            {"before": "uncertain", "to": state},
        )
        assert "现在是" in refused(reminders, store, "resolve", made, "--as", "sent").err


def test_several_are_changed_together_or_none_and_every_wrong_one_is_named(
    reminders: Quanzhu, store: Database
) -> None:
    good = a_delivery(store, "dead")
    sent = a_delivery(store, "sent", user="7002")
    foreign = a_delivery(store, "dead", user="7003", region="140800")
    wrong = (str(sent), str(foreign), "999999", "1²", "0", "二", "9" * 40)
    ran = refused(reminders, store, "retry", good, *wrong)
    assert ran.err.splitlines() == [
        "ID: 有 7 处不行，什么都没有改；改正后再试：",
        f"{sent}: 现在是已发；只能是已放弃、不知是否送到、送不到、待重发的",
        f"{foreign}: {UNKNOWN}",
        f"999999: {UNKNOWN}",
        f"1²: {UNKNOWN}",
        f"0: {UNKNOWN}",
        f"二: {UNKNOWN}",
        f"{'9' * 30}…: {UNKNOWN}",
    ]
    other = a_delivery(store, "uncertain", user="7004")
    assert ids(reminders("retry", other, good, f"0{good}", other, "--json")) == [other, good]
    assert len(entries(store)) == 2


def test_a_reader_sees_and_changes_nothing(office: Quanzhu, reminders: Quanzhu, store: Database) -> None:
    made = a_delivery(store, "uncertain")
    added = office("operators", "add", READER, "--role", "青岛市=reader", "--operator", "主任", "--at", AT)
    assert added.code == 0
    assert ids(reminders("list", "--json", "--operator", READER)) == [made]
    assert reminders("show", made, "--operator", READER).code == 0
    assert reminders("send", "--dry-run", "--operator", READER).code == 0
    assert reminders("plan", "--dry-run", "--operator", READER).code == 0
    for arguments in (("retry", made), ("resolve", made, "--as", "sent")):
        ran = refused(reminders, store, *arguments, "--operator", READER)
        assert (
            f"{made}: 操作员 {READER} 不能办理山东省青岛市的事；请在那里有 clerk 角色的操作员办理" in ran.err
        )
    for command in ("plan", "send"):
        ran = refused(reminders, store, command, "--operator", READER)
        assert ran.err == f"操作员: 操作员 {READER} 只能查看；请有 clerk 角色的操作员办理，或加 --dry-run\n"


def test_what_is_not_yours_is_as_what_is_not_there(
    office: Quanzhu, reminders: Quanzhu, store: Database
) -> None:
    def answers(id: int) -> list[tuple[int, str, str]]:
        asked = (
            ("list",), ("list", "--json"), ("list", "--region", "青岛市"), ("show", id), ("show", id, "--json"),
            ("retry", id), ("resolve", id, "--as", "sent"), ("send", "--dry-run"),
        )  # fmt: skip
        ran = [reminders(*arguments, "--operator", YUNCHENG) for arguments in asked]
        return [(one.code, one.out, one.err.replace(f"{id}: ", "ID: ")) for one in ran]

    nothing = answers(9)
    assert nothing[0] == (0, "", "")
    assert nothing[3] == (2, "", f"ID: {UNKNOWN}\n")
    made = [a_delivery(store, state, user=state) for state in ("uncertain", "due")]
    for id in made:
        assert answers(id) == nothing
    assert answers(8) == nothing


def test_somebody_who_is_no_operator_is_refused(reminders: Quanzhu) -> None:
    for arguments in (
        ("list",), ("show", "1"), ("retry", "1"), ("resolve", "1", "--as", "sent"), ("plan",), ("plan", "--dry-run"),
        ("send",), ("send", "--dry-run"),
    ):  # fmt: skip
        ran = reminders(*arguments, "--operator", "外人")
        assert (ran.code, ran.out) == (2, "")
        assert "没有操作员 '外人'" in ran.err


# ---- plan


def test_planning_by_hand_counts_what_changed_and_changes_nothing_again(
    reminders: Quanzhu, store: Database
) -> None:
    Wisher(store).watch("2024-12-02T10:00")
    with store.writing("test") as connection:
        connection.execute(reminded.table.delete())
    before = everything(store)
    tried = reminders("plan", "--dry-run", "--json", at="2024-12-02T11:00")
    assert (tried.code, tried.err) == (0, "只是试算，没有写入（--dry-run）\n")
    assert everything(store) == before
    counted = reminders("plan", "--json", at="2024-12-02T11:00").json
    assert counted == tried.json
    assert counted["new"] > 0
    assert (counted["moved"], counted["cancelled"]) == (0, 0)
    again = reminders("plan", at="2024-12-02T11:00")
    assert (again.code, again.out) == (0, "新增 0 条，改动 0 条，取消 0 条\n")


def test_a_trial_sees_what_it_did_and_leaves_nothing(store: Database) -> None:
    before = everything(store)
    with trial(store) as tried:
        made = a_delivery(tried)
        with suppress(ZeroDivisionError), tried.writing("test") as connection:
            connection.execute(reminded.table.delete())
            raise ZeroDivisionError
        assert found(tried, made).state == "due"
        with tried.snapshot() as connection:
            assert conversations.person(connection, "telegram", "1", "7001") is not None
    assert everything(store) == before
    with suppress(ZeroDivisionError), trial(store) as tried:
        a_delivery(tried)
        raise ZeroDivisionError
    assert everything(store) == before


@pytest.mark.parametrize("how", ["kill", "exception"])
def test_a_trial_broken_at_any_boundary_leaves_nothing(office: Quanzhu, store: Database, how: str) -> None:
    """It has but one: it is never committed."""
    Wisher(store).watch("2024-12-02T10:00")
    before = everything(store)
    assert commander.broken("trial:begun", how, "reminders", "plan", "--dry-run", "--at", AT)
    store.close()
    assert everything(store) == before


# ---- send


@pytest.fixture
def bot_api(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApi]:
    """Telegram, set up as the only vendor."""
    api = BotApi()
    with serving(api.app()) as base:
        for name, value in (
            ("TOKEN", TOKEN), ("SECRET", "a7Rw_29xKpQ4mZt8"), ("ABROAD", "yes"), ("API_BASE_URL", base),
        ):  # fmt: skip
            monkeypatch.setenv(f"QUANZHU_TELEGRAM_{name}", value)
        yield api


def test_what_is_due_is_shown_and_then_sent(reminders: Quanzhu, store: Database, bot_api: BotApi) -> None:
    one, other = (a_delivery(store, user=user) for user in ("7001", "7002"))
    waiting = a_delivery(store, user="7003", due="2024-12-10T10:01")
    before = everything(store)
    tried = reminders("send", "--dry-run")
    assert (tried.code, tried.err) == (0, "")
    text = reminders("show", one, "--json").json["text"]
    assert tried.out.splitlines() == [
        "截止（closes），telegram，2 条：", *(f"  {line}" for line in text.splitlines())
    ]  # fmt: skip
    assert reminders("send", "--dry-run", "--json").json == {
        "now": [{"kind": "closes", "channel": "telegram", "ids": [one, other], "text": text}],
        "later": [],
    }
    # The key of the web chat's cookies is made by whoever comes first, but not by one who only looks.
    assert everything(store) == before
    assert bot_api.sent == []
    ran = reminders("send")
    assert (ran.code, ran.out) == (0, "截止  telegram  已发  2 条\n")
    assert sorted(sent["chat"]["id"] for sent in bot_api.sent) == [7001, 7002]
    assert {sent["text"] for sent in bot_api.sent} == {text}
    assert [found(store, id).state for id in (one, other, waiting)] == ["sent", "sent", "due"]
    assert reminders("send").out == "没有到时的提醒\n"
    assert len(bot_api.sent) == 2


def test_what_does_not_arrive_is_counted_and_the_answer_is_no(
    reminders: Quanzhu, store: Database, bot_api: BotApi
) -> None:
    made = a_delivery(store)
    bot_api.says("sendMessage", *[BROKEN] * 20)
    ran = reminders("send", "--json")
    state = found(store, made).state
    assert ran.code == 1
    assert ran.json == {"reminders": [{"kind": "closes", "channel": "telegram", "state": state, "count": 1}]}
    assert state in ("failed", "uncertain")


def test_nothing_is_sent_outside_the_hours(reminders: Quanzhu, store: Database, bot_api: BotApi) -> None:
    made = a_delivery(store)
    for command in (("send", "--dry-run"), ("send",)):
        ran = reminders(*command, at="2024-12-10T21:00")
        assert ran.code == 0
    assert bot_api.sent == []
    assert found(store, made).due == moment("2024-12-11T08:30")


def test_without_the_settings_of_a_channel_nothing_goes_out_on_it(
    reminders: Quanzhu, store: Database
) -> None:
    a_delivery(store)
    assert reminders("send", "--dry-run").out == "没有到时的提醒\n"
    assert reminders("send").out == "没有到时的提醒\n"


# ---- what a restore leaves


def test_a_restore_says_how_many_may_have_been_told(
    office: Quanzhu, reminders: Quanzhu, store: Database, tmp_path: Path
) -> None:
    made = a_delivery(store)
    file = tmp_path / "all.gz"
    assert office("backup", file).code == 0
    ran = office("restore", file, "--replace")
    assert ran.code == 0
    assert ran.err.splitlines()[1:] == [
        "1 条提醒不知是否已经送到，不会自己再发；用 quanzhu reminders list --state uncertain 查看"
    ]
    assert ids(reminders("list", "--state", "uncertain", "--json")) == [made]
    assert reminders("retry", made).code == 0
    assert office("backup", file).code == 0


def refused(reminders: Callable[..., Ran], store: Database, *arguments: str | int) -> Ran:
    """A command that changed nothing."""
    before = everything(store)
    ran: Ran = reminders(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert everything(store) == before
    return ran


def entries(store: Database) -> list[tuple[str, str, int, object]]:
    """What the audit has of reminders."""
    with store.reading() as connection:
        assert audit.broken(connection) is None
        return [
            (entry.actor, entry.action, int(entry.subject.removeprefix("reminder:")), entry.details)
            for entry in audit.entries(connection)
            if entry.subject.startswith("reminder:")
        ]
