"""A message is answered once, in one transaction, and by nobody else meanwhile; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from bot.answering.turns import BUSY, MOST_TRIES
from dialogs import Context, Conversation, Message, Turn, respond
from storage import audit, turns
from storage.database import Database
from storage.tables import conversations, people
from storage.tables import turns as turns_table
from tests.bot.sending import AT, Sender, a_message, some_turns, told

Opening = Callable[..., Database]


def count(store: Database) -> int:
    with store.reading() as connection:
        return turns.count(connection)


def test_a_message_that_comes_again_gets_the_stored_answer(store: Database) -> None:
    answering = some_turns(store)
    message = a_message("青岛的，做检测花了20万，能补多少")
    first = answering.handle(message)
    answering.handle(a_message("运城呢"))
    assert answering.handle(message) == replace(first, is_again=True)
    assert count(store) == 2


def test_the_same_key_of_another_person_is_another_message(store: Database) -> None:
    answering = some_turns(store)
    one = answering.handle(a_message("你好", key="1", user="甲"))
    other = answering.handle(a_message("你好", key="1", user="乙"))
    again = answering.handle(a_message("你好", key="1", user="甲", account="另一个号"))
    assert len({one.turn, other.turn, again.turn}) == 3


def test_a_conversation_goes_on_in_another_process_a_week_later(url: str, opening: Opening) -> None:
    first = Sender(some_turns(opening(url)))
    first("青岛的，找本地机构做检测花了20万，能补多少")
    later = Sender(some_turns(opening(url)), at=AT + timedelta(days=7))
    assert "12 万" not in told(later.turns.handle(a_message("", at=later.at, opens=True)))
    assert "12 万元：40 万元 × 30%" in later("改一下，是外地机构，付了40万")


def test_messages_at_the_same_time_are_answered_one_after_the_other(url: str, opening: Opening) -> None:
    messages = [a_message(f"付了{n}万", key=f"k{n}") for n in range(10, 22)]
    stores = [opening(url), opening(url)]
    answerings = [some_turns(store) for store in stores]
    answerings[0].handle(a_message("青岛的企业，找本地机构做检测，付了8万，能补多少"))
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(answerings[n % 2].handle, m) for n, m in enumerate(messages * 2)]
        answers = [job.result() for job in jobs]
    assert BUSY not in {reply for answer in answers for reply in answer.replies}
    for n in range(len(messages)):
        assert answers[n].replies == answers[n + len(messages)].replies
    with stores[0].reading() as connection:
        rows = connection.execute(select(turns_table.c.before).order_by(turns_table.c.id)).scalars().all()
        kept = connection.execute(select(conversations.c.state, conversations.c.version)).one()
    assert kept.version == len(rows) == len(messages) + 1
    assert_serial(stores[0])


def assert_serial(store: Database) -> None:
    """Replayed one after the other in their stored order, the messages of each person give what is stored."""
    with store.reading() as connection:
        everybody = connection.execute(select(people.c.id)).scalars().all()
        for person in everybody:
            own = select(turns_table).where(turns_table.c.person == person).order_by(turns_table.c.id)
            rows = connection.execute(own).all()
            state = connection.execute(
                select(conversations.c.state).where(conversations.c.person == person)
            ).scalar_one()
            befores = [row.before for row in rows] + [state]
            assert befores[0] is None
            for row, after in zip(rows, befores[1:], strict=True):
                turn = answered_again(row)
                assert [reply.to_json() for reply in turn.replies] == row.replies
                assert turn.conversation.to_json() == after


def answered_again(row: Any) -> Turn:
    from dialogs.records import Records
    from tests.bot.sending import shipped

    before = Conversation.from_json(row.before) if row.before else Conversation()
    records = Records.from_json(row.records)
    context = Context(now=row.at, library=shipped(), records=records, token=row.token)
    return respond(before, Message(**row.message), context)


class Meddling:
    """Answers, but has somebody else change the conversation in between for the first `times`."""

    def __init__(self, store: Database, times: int):
        self.store, self.times, self.calls = store, times, 0

    def __call__(self, before: Conversation, message: Message, context: Context) -> Turn:
        self.calls += 1
        if self.calls <= self.times:
            with self.store.writing("meddling") as connection:
                connection.execute(update(conversations).values(version=conversations.c.version + 1))
        return respond(before, message, context)


def test_a_collision_runs_the_turn_again(store: Database, url: str, opening: Opening) -> None:
    if store.is_sqlite:
        pytest.skip("on SQLite the pen is held from the start: nobody can come between")
    some_turns(store).handle(a_message("青岛的企业"))
    meddling = Meddling(opening(url), 2)
    answer = some_turns(store, meddling).handle(a_message("找本地机构做检测花了20万，能补多少"))
    assert "20 万" in told(answer)
    assert meddling.calls == 3
    assert count(store) == 2


def test_who_collides_for_ever_is_told_to_try_again(store: Database, url: str, opening: Opening) -> None:
    if store.is_sqlite:
        pytest.skip("on SQLite the pen is held from the start: nobody can come between")
    some_turns(store).handle(a_message("青岛的企业"))
    meddling = Meddling(opening(url), 1000)
    answer = some_turns(store, meddling).handle(a_message("做检测花了20万，能补多少"))
    assert answer.replies == (BUSY,)
    assert meddling.calls == MOST_TRIES
    assert count(store) == 1


def test_a_database_held_by_somebody_else_gives_a_try_again_and_no_half_turn(
    store: Database, url: str, opening: Opening
) -> None:
    message = a_message("青岛的企业，做检测花了20万，能补多少")
    answering = some_turns(store)
    answering.handle(a_message("你好"))
    other = opening(url)
    with other.writing("test") as connection:
        if not other.is_sqlite:
            connection.execute(text("LOCK TABLE people IN ACCESS EXCLUSIVE MODE"))
        assert answering.handle(message).replies == (BUSY,)
    assert count(store) == 1
    assert "服务机构" in told(answering.handle(message))


def test_a_database_that_does_not_answer_gives_a_try_again(opening: Opening) -> None:
    for address in ("postgresql://127.0.0.1:1/none", "sqlite:////proc/none/quanzhu.sqlite3"):
        assert some_turns(opening(address)).handle(a_message()).replies == (BUSY,)


def test_a_connection_that_dies_mid_turn_leaves_no_half_turn(
    store: Database, url: str, opening: Opening
) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has no server to lose")
    other = opening(url)

    def answering(before: Conversation, message: Message, context: Context) -> Turn:
        with other.writing("test") as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )
            )
        return respond(before, message, context)

    message = a_message("青岛的企业")
    assert some_turns(store, answering).handle(message).replies == (BUSY,)
    assert count(store) == 0
    assert some_turns(store).handle(message).turn is not None


def test_an_exception_on_the_way_leaves_nothing(store: Database) -> None:
    def answering(before: Conversation, message: Message, context: Context) -> Turn:
        raise RuntimeError("on the way")

    with pytest.raises(RuntimeError):
        some_turns(store, answering).handle(a_message())
    with store.reading() as connection:
        assert connection.execute(select(people.c.id)).first() is None
    assert count(store) == 0


@pytest.mark.parametrize(
    "word", ["\x00", "a\x00b", "\ud800", "\U0001f600" * 3000, "\u202e倒", "'; DROP TABLE people; --"]
)
def test_no_text_is_too_odd_to_be_kept(store: Database, word: str) -> None:
    answer = some_turns(store).handle(a_message(word, user="用户\u3000"))
    assert answer.turn is not None
    assert some_turns(store).handle(a_message("青岛", user="用户\u3000")).turn is not None


def test_what_was_not_understood_is_kept_without_the_person(store: Database) -> None:
    Sender(some_turns(store), user="不可见的名字")("青岛的企业", "阿巴阿巴13812345678")
    from storage import unanswered

    with store.reading() as connection:
        found = unanswered.lines(connection)
    assert [line.text for line in found] == ["阿巴阿巴…"]
    assert found[0].region == "370200"


def test_what_was_said_is_forgotten_after_ninety_days_and_the_conversation_stays(store: Database) -> None:
    answering = some_turns(store)
    answering.handle(a_message("青岛的企业"))
    answering.handle(a_message("你好", at=AT + timedelta(days=89)))
    assert count(store) == 2
    assert "青岛" in told(answering.handle(a_message("截止时间", at=AT + timedelta(days=90, seconds=1))))
    assert count(store) == 2
    with store.reading() as connection:
        said = connection.execute(select(turns_table.c.message).order_by(turns_table.c.id)).scalars()
        assert [message["text"] for message in said] == ["你好", "截止时间"]


def test_the_audit_is_whole_after_many_turns(store: Database) -> None:
    sender = Sender(some_turns(store))
    sender("青岛的企业", "公司名称是青岛测试科技有限公司", "邀请同事")
    with store.reading() as connection:
        assert audit.broken(connection) is None
        assert [entry.action for entry in audit.entries(connection)]
