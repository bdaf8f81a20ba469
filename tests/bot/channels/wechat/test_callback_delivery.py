"""WeChat calls, and the answer is long, late or asked for again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer, Turns
from bot.channels.wechat.channel import WeChat
from bot.reception.meters import Meters
from bot.reception.reception import Reception
from dialogs import Conversation, Message, Reply, Turn, respond
from dialogs.message import Choice, Context
from storage import inbox as kept
from storage.database import Database
from storage.tables import grants, inbox, turns
from tests.bot.breaking import failing
from tests.bot.sending import AT, a_message, shipped, some_turns
from tests.bot.tencent.vendor import (
    Clock,
    Pushed,
    a_reception,
    a_text,
    an_account,
    an_event,
    calling,
    pushed,
)

LATER = AT + timedelta(seconds=5)
LONG = "\n\n".join(f"第 {n} 段：" + "通知里写明的内容，一句一句说清楚。" * 12 for n in range(12))
CHOICES = (Choice(id="go:estimate", label="测算金额"), Choice(id="go:documents", label="材料清单"))


def at_length(conversation: Conversation, message: Message, context: Context) -> Turn:
    """Answers with more than one message holds."""
    turn = respond(conversation, message, context)
    return Turn(conversation=turn.conversation, replies=(Reply(text=LONG, choices=CHOICES),))


class SlowTurns(Turns):
    """Answers once it may, as if the database had been busy until then."""

    may: threading.Event

    def handle(self, message: Incoming) -> Answer:
        assert self.may.wait(20)
        return super().handle(message)


def slow_turns(store: Database) -> SlowTurns:
    """Turns that may not answer yet; the database has been used before."""
    assert some_turns(store).handle(a_message()).turn == 1
    turns = SlowTurns(store, shipped(), respond)
    turns.may = threading.Event()
    return turns


def count(store: Database, table: object) -> int:
    with store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def owed(store: Database) -> int:
    """How many answers are owed."""
    with store.reading() as connection:
        return kept.count(connection)


def test_what_is_too_long_for_one_message_is_pushed_after_the_first(store: Database) -> None:
    reception, account = a_reception(store, answering=at_length), an_account()
    with calling(WeChat(account, reception, Pushed()), account, reception) as say:
        first = say("说长一点")
    assert len(first.encode()) <= 2_000
    rest = pushed(store, account, WeChat, LATER)
    assert all(len(text.encode()) <= 2_000 for text in rest)
    assert "\n\n".join([first, *rest]) == LONG + "\n1 测算金额\n2 材料清单"
    assert owed(store) == 0


def test_the_parts_that_were_pushed_are_not_pushed_again_where_the_message_comes_again(
    store: Database,
) -> None:
    reception, account = a_reception(store, answering=at_length), an_account()
    with calling(WeChat(account, reception, Pushed()), account, reception) as say:
        message = a_text("说长一点")
        first = say.said(say.post(message))
        assert len(pushed(store, account, WeChat, LATER)) > 1
        assert say.said(say.post(message)) == first
        assert owed(store) == 0
        say("再说一遍")
        assert owed(store) == 1
        assert len(pushed(store, account, WeChat, LATER + timedelta(minutes=2))) > 1
    assert (owed(store), count(store, inbox)) == (0, 1), "of what is over nothing is kept for long"


class Forgetful(Reception):
    """Can keep nothing for later, as when the database goes away between the turn and what comes of it."""

    async def keep(self, message: Incoming, parts: int = 0, *, within: float = 0) -> bool:
        return False


def test_where_the_rest_cannot_be_kept_it_is_said_that_there_was_more(store: Database) -> None:
    reception = Forgetful(some_turns(store, at_length), store, Meters(), Clock())
    account = an_account()
    with calling(WeChat(account, reception, Pushed()), account, reception) as say:
        first = say("说长一点")
    assert first.endswith("\n后面的没能发出，请稍后再问一次。")
    assert LONG.startswith(first.rpartition("\n")[0])
    assert len(first.encode()) <= 2_000


@pytest.mark.parametrize("mode", ["plain", "safe"])
def test_a_late_answer_is_acknowledged_in_time_and_pushed(store: Database, mode: str) -> None:
    slow = slow_turns(store)
    reception, account = Reception(slow, store, Meters(), Clock()), an_account(mode)
    with calling(WeChat(account, reception, Pushed(), budget=0.01), account, reception) as say:
        message = a_text("青岛的企业，找本地机构做检测花了20万，能补多少")
        answer = say.post(message)
        assert (answer.status_code, answer.text) == (200, "success")
        slow.may.set()
    assert count(store, inbox) == 1
    [text] = pushed(store, account, WeChat, LATER)
    assert "10 万元" in text
    assert (count(store, inbox), count(store, turns)) == (0, 2)


def test_a_message_that_comes_again_while_its_answer_is_owed_is_acknowledged_again(store: Database) -> None:
    slow = slow_turns(store)
    reception, account = Reception(slow, store, Meters(), Clock()), an_account()
    with calling(WeChat(account, reception, Pushed(), budget=0.01), account, reception) as say:
        message = a_text("青岛，能补多少")
        assert say.post(message).text == say.post(message).text == "success"
        slow.may.set()
    reception = a_reception(store)
    with calling(WeChat(account, reception, Pushed()), account, reception) as say:
        assert say.post(message).text == "success"
    assert (count(store, inbox), count(store, turns)) == (1, 2)


def test_the_same_message_fifty_times_at_once_is_one_turn_with_fifty_equal_replies(store: Database) -> None:
    reception, account = a_reception(store), an_account()
    with calling(WeChat(account, reception, Pushed()), account, reception) as say:
        message = a_text("青岛的企业，找本地机构做检测花了20万，能补多少")
        with ThreadPoolExecutor(50) as threads:
            answers = list(threads.map(lambda _: say.said(say.post(message)), range(50)))
    assert len(set(answers)) == 1
    assert "10 万元" in answers[0]
    assert count(store, turns) == 1


def test_events_that_come_again_are_one_turn(store: Database) -> None:
    reception, account = a_reception(store), an_account()
    with calling(WeChat(account, reception, Pushed()), account, reception) as say:
        event = an_event("subscribe")
        assert say.said(say.post(event)) == say.said(say.post(event)) != ""
        say.post(an_event("subscribe", CreateTime="1733104801"))
    assert count(store, turns) == 2


def test_beyond_a_persons_limit_is_said_once_and_then_nothing(store: Database) -> None:
    reception, account = a_reception(store, a_minute=2), an_account()
    with calling(WeChat(account, reception, Pushed()), account, reception) as say:
        answers = [say("你好") for _ in range(4)]
    assert "太多" in answers[2]
    assert answers[3] == ""
    assert count(store, turns) == 2


def test_a_message_that_comes_again_gets_its_answer_also_beyond_the_limit(store: Database) -> None:
    reception, account = a_reception(store, a_minute=1), an_account()
    with calling(WeChat(account, reception, Pushed()), account, reception) as say:
        taken, refused = a_text("青岛，能补多少"), a_text("你好")
        first, second = say.said(say.post(taken)), say.said(say.post(refused))
        for _ in range(3):
            assert say.said(say.post(taken)) == first
            assert say.said(say.post(refused)) == second
    assert "太多" not in first
    assert "太多" in second


def test_while_the_database_is_away_people_are_told_and_events_come_again(
    opening: Callable[..., Database],
) -> None:
    nowhere = opening("postgresql://somebody:a-word@127.0.0.1:1/nothing")
    reception, account = a_reception(nowhere), an_account()
    with calling(WeChat(account, reception, Pushed()), account, reception) as say:
        assert "请稍后再试" in say("你好")
        assert say.post(an_event("unsubscribe")).status_code == 503


@pytest.mark.parametrize("point", ["begun", "done", "committed"])
def test_what_is_told_of_a_person_is_kept_once_though_its_transaction_breaks(
    url: str, opening: Callable[..., Database], point: str
) -> None:
    broken = opening(url, passing=failing(f"note:{point}", "exception"))
    reception, account = a_reception(broken), an_account()
    leave = "<E><List><TemplateId>T</TemplateId><SubscribeStatusString>accept</SubscribeStatusString></List></E></xml>"
    given = an_event("subscribe_msg_popup_event").replace("</xml>", leave)
    with calling(WeChat(account, reception, Pushed()), account, reception) as say:
        assert say.post(given).status_code == 500
        assert count(broken, grants) == (point == "committed")
        assert say.post(given).text == "success"
        assert say.post(given).text == "success"
    assert count(broken, grants) == 1
