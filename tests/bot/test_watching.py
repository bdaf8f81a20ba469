"""What people are to be reminded of is planned in the turn that says so, and a move tells the colleagues."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from bot.answering.explaining import explained
from bot.office.acting import Acting
from bot.office.registers import Register
from policy.library import library_of
from storage import audit, claims
from storage.database import Database
from storage.tables import deliveries, people, subscriptions
from tests.bot.office import QINGDAO as OFFICE
from tests.bot.office import a_code, added, staffed
from tests.bot.running import Quanzhu
from tests.bot.sending import a_message, shipped, some_turns
from tests.bot.wishing import QINGDAO, Wisher, moment

# By hand: closes Tuesday 2024-12-31; 30, 14 and 7 days before are Monday, Tuesday, Tuesday; 3 days before is a Saturday
# whose morning passes to Monday the 30th, where 1 day before is told. A month before the closing is Sunday 2024-12-01,
# its last working day Friday 11-29, 7 days before that Friday 11-22.
ALL = [
    ("paper", 7, "11-22 08:30"),
    ("opens", 0, "11-26 08:30"),
    ("paper", 0, "11-29 08:30"),
    ("closes", 30, "12-02 08:30"),
    ("closes", 14, "12-17 08:30"),
    ("closes", 7, "12-24 08:30"),
    ("closes", 1, "12-30 08:30"),
    ("closes", 0, "12-31 08:30"),
]


def rows(store: Database, table: object = deliveries) -> int:
    with store.reading() as connection:
        found: int = connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]
        return found


def acts(store: Database) -> list[str]:
    with store.reading() as connection:
        assert audit.broken(connection) is None
        return [entry.action for entry in audit.entries(connection)]


# ---- what is watched


def test_what_is_subscribed_to_is_planned_at_once(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-10-10T10:00")
    assert one.told() == ALL
    assert acts(store) == ["subscribe"]


def test_subscribing_late_tells_nothing_of_what_is_past(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-12-17T08:30")
    assert one.told() == ALL[5:]


def test_subscribing_again_plans_nothing_twice(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-10-10T10:00")
    one.watch("2024-12-01T10:00")
    assert one.told() == ALL


def test_the_next_turn_reads_what_is_watched_and_when_it_is_heard_of(store: Database) -> None:
    one = Wisher(store, reaches={"web": "always"})
    one.watch("2024-10-10T10:00")
    one("2024-11-23T10:00")
    (watch,) = one.records.watches
    assert (watch.topic, watch.about, watch.window) == ("window", QINGDAO["about"], "window_2024")
    assert watch.next == moment("2024-11-22T08:30")
    assert (one.records.reach, one.records.offsets, one.records.hours) == ("always", None, None)


def test_a_document_that_is_ready_needs_no_lead_time(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-10-10T10:00")
    tick = {"edition": "qingdao-2024", "document": "registration_proof", "ready": True}
    one("2024-10-11T10:00", ("tick", tick))
    assert one.told() == [told for told in ALL if told[0] != "paper"]
    one("2024-10-12T10:00", ("tick", {**tick, "ready": False}))
    assert one.told() == ALL


def test_only_the_documents_that_the_filing_needs_have_a_lead_time(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-10-10T10:00", papers=[])
    assert one.told() == [told for told in ALL if told[0] != "paper"]


def test_offsets_and_hours_change_what_is_planned(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-10-10T10:00", papers=[])
    one("2024-10-11T10:00", ("remind_as", {"offsets": [5, 1], "hours": [600, 720]}))
    # Five days before the closing is Thursday the 26th.
    wanted = [("opens", 0, "11-26 10:00"), ("closes", 5, "12-26 10:00"), ("closes", 1, "12-30 10:00")]
    assert one.told() == wanted
    one("2024-10-12T10:00")
    assert (one.records.offsets, one.records.hours) == ((5, 1), (600, 720))
    one("2024-10-12T10:01", ("remind_as", {"offsets": [7], "ids": [one.records.watches[0].id]}))
    assert one.told() == [wanted[0], ("closes", 7, "12-24 10:00")]
    one("2024-10-12T10:02", ("remind_as", {"offsets": None, "hours": None}))
    assert one.told() == [told for told in ALL if told[0] != "paper"]


def test_an_offset_that_is_past_when_it_is_chosen_is_not_told_at_once(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-10-10T10:00", papers=[])
    one("2024-12-20T10:00", ("remind_as", {"offsets": [60, 30, 20, 7]}))
    assert [told for told in one.told() if told[2] > "12-10"] == [("closes", 7, "12-24 08:30")]
    assert ("closes", 20, "12-11 08:30") not in one.told()


@pytest.mark.parametrize("ids", ["one", None])
def test_what_is_stopped_is_taken_back(store: Database, ids: str | None) -> None:
    one = Wisher(store)
    one.watch("2024-10-10T10:00")
    one("2024-10-11T09:00")
    one("2024-10-11T10:00", ("unwatch", {"ids": [one.records.watches[0].id] if ids else None}))
    assert (one.told(), one.told("cancelled")) == ([], ALL)
    assert rows(store, subscriptions) == 0
    one.watch("2024-12-18T10:00")
    assert one.told() == ALL[5:]
    assert acts(store) == ["subscribe", "unsubscribe", "subscribe"]


def test_another_persons_subscriptions_cannot_be_stopped(store: Database) -> None:
    one, other = Wisher(store), Wisher(store, "乙")
    one.watch("2024-10-10T10:00")
    one("2024-10-10T10:01")
    other("2024-10-11T10:00", ("unwatch", {"ids": [one.records.watches[0].id]}))
    assert one.told() == ALL


def test_the_end_of_a_years_vouchers_is_told(store: Database) -> None:
    before = shipped().contents["qingdao-2024"].decode()
    lapsing = before.replace("lapse: not_stated", "lapse: year_end\nlapse_clause: 三").encode()
    editions = library_of({"qingdao-2024": lapsing})
    one = Wisher(store, editions=editions)
    given = {"topic": "lapse", "about": "qingdao-2024/lapse", "window": None}
    one.watch("2024-12-20T10:00", **given)
    assert one.told() == [
        ("lapse", 7, "12-24 08:30"),
        ("lapse", 1, "12-30 08:30"),
        ("lapse", 0, "12-31 08:30"),
    ]


def test_a_draft_has_no_dates_to_tell(store: Database) -> None:
    one = Wisher(store)
    one.watch(
        "2024-10-10T10:00", edition="karamay-draft", window="any", about="karamay-draft/any", region="650203"
    )
    assert one.told() == []


# ---- whom it reaches


def test_reminders_go_to_the_one_colleague_on_another_channel(store: Database) -> None:
    one, other = Wisher(store), Wisher(store, "乙", channel="wecom")
    one.invites("2024-10-10T10:00", other, "CD2E2222")
    one.watch("2024-10-10T11:00")
    one("2024-10-10T11:01", ("remind_as", {"via": "wecom"}))
    one("2024-10-10T11:02")
    assert (one.records.via, one.records.others) == ("wecom", ("wecom",))
    with store.reading() as connection:
        mine = select(people.c.via).where(people.c.id == one.id)
    with store.reading() as connection:
        assert connection.execute(mine).scalar() is not None
    other("2024-10-11T10:00", ("quit_enterprise", {}))
    one("2024-10-12T10:00")
    assert (one.records.via, one.records.others) == (None, ())
    one("2024-10-12T10:01", ("remind_as", {"via": None}))
    with store.reading() as connection:
        assert connection.execute(mine).scalar() is None


def test_a_colleague_on_the_same_channel_is_none_to_go_to(store: Database) -> None:
    one, other, third = Wisher(store), Wisher(store, "乙"), Wisher(store, "丙", channel="wecom")
    one.invites("2024-10-10T10:00", other, "CD2E2222")
    one.invites("2024-10-10T10:00", third, "CD2E2223")
    one("2024-10-10T11:00")
    assert (one.records.channel, one.records.watches, one.records.others) == ("web", (), ("wecom",))


def test_the_next_turn_reads_that_everything_was_stopped(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-10-10T10:00")
    one("2024-10-10T10:01", ("unwatch", {"ids": None}))
    one("2024-10-10T10:02")
    assert one.records.is_stopped
    one.watch("2024-10-10T10:03")
    one("2024-10-10T10:04")
    assert not one.records.is_stopped


def test_a_channel_with_several_colleagues_is_none_to_go_to(store: Database) -> None:
    one = Wisher(store)
    for n, user in enumerate("乙丙"):
        one.invites("2024-10-10T10:00", Wisher(store, user, channel="wecom"), f"CD2E222{n + 2}")
    one.watch("2024-10-10T11:00")
    one("2024-10-10T11:01", ("remind_as", {"via": "wecom"}))
    one("2024-10-10T11:02")
    assert (one.records.via, one.records.others) == (None, ())


# ---- claims


@pytest.fixture
def three(store: Database) -> tuple[Wisher, Wisher, Wisher]:
    """Three people of one enterprise with the claim C1, and somebody else with C2."""
    first, second, third = (Wisher(store, user) for user in "甲乙丙")
    first.found_claim("2024-09-02T10:00", "C1")
    first.invites("2024-09-02T11:00", second, "CD2E2222")
    first.invites("2024-09-02T11:00", third, "CD2E2223")
    Wisher(store, "丁").found_claim("2024-09-02T10:00", "C2")
    return first, second, third


def test_a_move_is_told_to_every_colleague_but_the_one_who_made_it(
    store: Database, three: tuple[Wisher, Wisher, Wisher]
) -> None:
    first, second, third = three
    first.move("2024-09-25T21:00", "C1", "city_review")
    # After 20:30 it waits for the morning.
    assert (first.told(), second.told(), third.told()) == ([], *[[("moved", 0, "09-26 08:30")]] * 2)
    (content,) = second.contents("moved")
    assert content | {"clause": ""} == {
        "number": "C1",
        "name": "运城市 2024 年度科技创新券兑现",
        "cite": "运市科函〔2024〕6号",
        "from": "报送纸质材料",
        "to": content["to"],
        "on": "2024-09-25",
        "by": "enterprise",
        "note": "",
        "clause": "",
    }
    assert rows(store) == 2


def test_whoever_stopped_all_hears_of_no_moves_until_they_subscribe_again(
    three: tuple[Wisher, Wisher, Wisher],
) -> None:
    first, second, third = three
    second("2024-09-03T10:00", ("unwatch", {"ids": None}))
    first.move("2024-09-04T10:00", "C1", "city_review")
    assert (second.told(), third.told()) == ([], [("moved", 0, "09-04 10:00")])
    second.watch("2024-09-05T10:00", papers=[])
    first.move("2024-09-06T10:00", "C1", "province_review")
    assert ("moved", 0, "09-06 10:00") in second.told()


def test_a_claim_at_its_publicity_tells_when_that_ends(three: tuple[Wisher, Wisher, Wisher]) -> None:
    """Five working days after Wednesday 2024-09-25: 26, 27, 29, 30 and, after the holiday, 10-08."""
    first, second, third = three
    first.watch("2024-09-20T10:00", topic="claim", about="C1", claim="C1", region="140800", window=None)
    assert first.told() == []
    second.move("2024-09-25T10:00", "C1", "publicity")
    # A day before is 10-07, a day off, as all are back to 10-01.
    ends = [("publicity", 1, "09-30 08:30"), ("publicity", 0, "10-08 08:30")]
    assert first.told() == [("moved", 0, "09-25 10:00"), *ends]
    assert third.told() == [("moved", 0, "09-25 10:00")]
    assert third.contents("moved")[0]["ends"] == "2024-10-08"
    # Put right by another move: two days later.
    second.move("2024-09-26T10:00", "C1", "city_review", "2024-09-25")
    assert (first.told()[-1][0], first.told("cancelled")) == ("moved", ends)
    second.move("2024-09-27T10:00", "C1", "publicity")
    assert first.told()[-2:] == [("publicity", 1, "10-09 08:30"), ("publicity", 0, "10-10 08:30")]
    second.move("2024-09-28T10:00", "C1", "payment")
    assert [told for told in first.told() if told[0] == "publicity"] == []


def test_nobody_watches_the_claim_of_another_enterprise(
    store: Database, three: tuple[Wisher, Wisher, Wisher]
) -> None:
    first, _, _ = three
    for number in ("C2", "C9"):
        first.watch(
            "2024-09-20T10:00", topic="claim", about=number, claim=number, region="140800", window=None
        )
    assert rows(store, subscriptions) == 0
    assert "subscribe" not in acts(store)


def test_whoever_leaves_hears_nothing_more_of_the_claims(three: tuple[Wisher, Wisher, Wisher]) -> None:
    first, second, _ = three
    second.watch("2024-09-20T10:00", topic="claim", about="C1", claim="C1", region="140800", window=None)
    second.watch("2024-09-20T10:00", papers=[])
    first.move("2024-09-25T10:00", "C1", "publicity")
    second("2024-09-25T11:00", ("quit_enterprise", {}))
    assert {told[0] for told in second.told()} == {"opens", "closes"}
    assert {told[0] for told in second.told("cancelled")} == {"moved", "publicity"}
    first.move("2024-09-26T10:00", "C1", "payment")
    assert "moved" not in {told[0] for told in second.told()}
    second("2024-09-26T11:00")
    assert [watch.topic for watch in second.records.watches] == ["window"]


def test_erasing_oneself_leaves_nothing_to_send(
    three: tuple[Wisher, Wisher, Wisher], store: Database
) -> None:
    first, second, third = three
    second.watch("2024-09-20T10:00")
    first.move("2024-09-25T10:00", "C1", "publicity")
    second("2024-09-26T10:00", ("erase", {}))
    assert rows(store, subscriptions) == 0
    assert rows(store) == len(third.told()) == 1


def test_an_offices_move_is_told_to_every_member(
    store: Database, three: tuple[Wisher, Wisher, Wisher]
) -> None:
    first, *others = three
    first.watch("2024-09-20T10:00", topic="claim", about="C1", claim="C1", region="140800", window=None)
    with store.writing("test") as connection:
        found = claims.by_number(connection, "C1")
        assert found is not None
        register = Register(
            connection=connection,
            acting=Acting(name="主任", roles={"140800": "clerk"}),
            at=moment("2024-09-25T10:00"),
        )
        step = register.step("publicity", moment("2024-09-25T10:00").date(), note="第 1 批")
        register.keep([], [(replace(found, is_official=True), step)], [])
    assert [one.told()[0] for one in (first, *others)] == [("moved", 0, "09-25 10:00")] * 3
    assert first.contents("moved")[0]["note"] == "第 1 批"
    assert first.told()[1:] == [("publicity", 1, "09-30 08:30"), ("publicity", 0, "10-08 08:30")]


def test_the_export_holds_what_is_watched_and_what_was_told(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-12-16T10:00", papers=[])
    one("2024-12-16T10:01", ("remind_as", {"offsets": [14, 1], "hours": [600, 720]}))
    with store.writing("test") as connection:
        sent = {"state": "sent", "sent": moment("2024-12-17T10:00")}
        connection.execute(update(deliveries).where(deliveries.c.offset == 14).values(**sent))
    lines = one("2024-12-18T10:00", ("export", {})).replies[-1].text.splitlines()
    begin = lines.index("提醒")
    assert lines[begin + 1 : begin + 4] == [
        "  订阅受理期：qingdao-2024/window_2024（2024-12-16 10:00 起）",
        "  提前几天：14、1",
        "  几点之间：10:00 至 12:00",
    ]
    told = "\n".join(lines[begin + 4 : lines.index("对话")])
    assert "  2024-12-17 10:00 已提醒：还有 14 天：青岛市 2024 年度科技创新券兑付" in told
    assert "  2024-12-30 10:00 将提醒：明天截止：" in told
    assert "  2024-12-24 08:30 已取消：还有 7 天：" in told


def test_operators_moves_and_imports_reach_whoever_an_office_vouches_for(
    store: Database, url: str, quanzhu: Quanzhu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANZHU_DATABASE_URL", url)
    staffed(quanzhu)
    acting = ("--operator", OFFICE, "--at", "2024-12-10T10:00")
    one, other = Wisher(store), Wisher(store, "乙")
    other("2024-12-10T10:00")
    assert added(quanzhu, "N1").code == added(quanzhu, "N2").code == 0
    code = quanzhu("members", "invite", "--enterprise", a_code(), *acting, "--json").json["code"]
    one("2024-12-10T10:01", ("join", {"code": code.replace("-", "")}))
    assert quanzhu("claims", "move", "N1", "first_review", *acting).code == 0
    table = quanzhu("claims", "export", "-", *acting).out
    # N1 is where the table says already; N2 goes on.
    table = table.replace("在线提交申请,2024-12-02", "专家评审和现场核查,2024-12-09")
    assert quanzhu("claims", "import", "-", *acting, stdin=table).code == 0
    assert [(c["number"], c["to"], c["by"]) for c in one.contents("moved")] == [
        ("N1", "市科技服务中心初审", "operator"),
        ("N2", "专家评审和现场核查", "operator"),
    ]
    assert quanzhu("claims", "import", "-", *acting, stdin=table).code == 0
    assert (len(one.told()), other.told()) == (2, [])


# ---- what waited for a visit


def held(store: Database, one: Wisher, *kept: object) -> None:
    with store.writing("test") as connection:
        connection.execute(update(people).where(people.c.id == one.id).values(held=list(kept)))


def test_what_could_not_be_pushed_is_said_at_the_next_visit(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-11-27T10:00")
    with store.writing("test") as connection:
        early = deliveries.c.due < moment("2024-11-29T12:00")
        connection.execute(update(deliveries).where(early | (deliveries.c.offset == 30)).values(state="held"))
        waiting = select(deliveries.c.id).where(deliveries.c.state == "held").order_by(deliveries.c.due)
        ids = connection.execute(waiting).scalars().all()
    held(store, one, {"text": "稍后补上的答复。"}, *({"delivery": id} for id in (*ids, ids[0], 99)))
    answer = one("2024-11-29T10:00", key="k")
    texts = [reply.text for reply in answer.replies]
    assert (texts[0], texts[-1], len(texts)) == ("稍后补上的答复。", "好。", 4)
    assert "技术合同认定登记证明最迟 2024-11-29 去办" in texts[1]
    assert texts[2].startswith("还有 32 天：")
    assert len(one.told("sent")) == len(ids) == 2
    # The same message again says the same, another one only what is new.
    assert one("2024-12-30T10:00", key="k").replies == answer.replies
    assert [reply.text for reply in one("2024-11-29T10:01").replies] == ["好。"]


def test_what_waited_of_one_deadline_is_said_once(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-12-16T10:00")
    with store.writing("test") as connection:
        connection.execute(update(deliveries).values(state="held"))
        ids = connection.execute(select(deliveries.c.id).order_by(deliveries.c.due)).scalars().all()
    held(store, one, *({"delivery": id} for id in ids))
    texts = [reply.text for reply in one("2024-12-31T10:00").replies]
    assert [text.partition("：")[0] for text in texts] == ["今天截止", "好。"]
    assert len(one.told("sent")) == len(ids) == 4


def test_an_answer_with_what_had_waited_ahead_of_it_is_explained_as_the_same(store: Database) -> None:
    turns = some_turns(store)
    assert turns.handle(a_message("青岛的企业")).turn is not None
    with store.writing("test") as connection:
        connection.execute(update(people).values(held=[{"text": "稍后补上的答复。"}]))
    answer = turns.handle(a_message("要交什么材料"))
    assert answer.turn is not None
    assert answer.replies[0].text == "稍后补上的答复。"
    found = explained(store, answer.turn)
    assert found is not None
    assert (found.is_same, found.stored) == (True, answer.replies)


def test_what_waited_at_a_colleague_who_left_goes_to_its_own_person(store: Database) -> None:
    one, other = Wisher(store), Wisher(store, "乙", channel="wecom")
    one.invites("2024-12-20T09:00", other, "CD2E2222")
    one.watch("2024-12-20T10:00")
    one("2024-12-20T10:01", ("remind_as", {"via": "wecom"}))
    with store.writing("test") as connection:
        connection.execute(update(deliveries).where(deliveries.c.offset == 7).values(state="held"))
        (id,) = connection.execute(select(deliveries.c.id).where(deliveries.c.state == "held")).scalars()
    held(store, other, {"delivery": id})
    one("2024-12-24T10:00", ("quit_enterprise", {}))
    assert [reply.text for reply in other("2024-12-24T11:00").replies] == ["好。"]
    assert ("closes", 7, "12-24 08:30") in one.told()


def test_what_helps_nobody_any_more_is_not_said(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-12-20T10:00")
    with store.writing("test") as connection:
        connection.execute(update(deliveries).values(state="held"))
        (id, *_) = connection.execute(select(deliveries.c.id)).scalars().all()
    held(store, one, {"delivery": id})
    assert [reply.text for reply in one("2025-01-01T10:00").replies] == ["好。"]
    assert ("cancelled", "expired") in states(store)
    held_now = select(people.c.held)
    with store.reading() as connection:
        assert connection.execute(held_now).scalar() is None


def states(store: Database) -> set[tuple[str, str]]:
    with store.reading() as connection:
        return {
            (row.state, row.code) for row in connection.execute(select(deliveries.c.state, deliveries.c.code))
        }


# ---- what it costs whoever has nothing to be reminded of


def test_a_turn_without_subscriptions_asks_the_database_nothing_more(store: Database) -> None:
    from sqlalchemy import event

    answering = some_turns(store)
    answering.handle(a_message("你好", user="乙"))
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    answering.handle(a_message("青岛的企业", user="乙"))
    assert not [sql for sql in asked if "deliveries" in sql or "FROM subscriptions" in sql]
