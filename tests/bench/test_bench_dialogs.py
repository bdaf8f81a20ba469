"""What a turn costs: a whole conversation, message by message."""

from __future__ import annotations

from datetime import datetime

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from dialogs import Context, Conversation, Message, respond
from policy.library import library
from policy.workdays import SHANGHAI

MESSAGES = (
    "在青岛找外地机构做研发服务，付了30万，能补多少",
    "核对条件",
    "是的",
    "为什么",
    "过了",
    "1",
    "全部符合",
    "2024年3月1日",
    "材料清单",
    "几号截止",
)


@pytest.mark.parametrize("last", range(len(MESSAGES)), ids=MESSAGES)
def test_a_turn(benchmark: BenchmarkFixture, last: int) -> None:
    """The bound is a median of 1 ms for one `respond`."""
    context = Context(now=datetime(2024, 12, 2, 10, tzinfo=SHANGHAI), library=library())
    conversation = Conversation()
    for message in MESSAGES[:last]:
        conversation = respond(conversation, Message(text=message), context).conversation
    turn = benchmark(respond, conversation, Message(text=MESSAGES[last]), context)
    assert turn.replies
