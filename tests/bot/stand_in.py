"""A stand-in for `dialogs.respond` that shows what reached it; run as a script, it talks on the screen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bot.answering.turns import Turns
from bot.terminal.talk import Talk
from dialogs import Choice, Context, Conversation, Effect, Message, Reply, Table, Turn
from policy.library import Library
from storage.database import database

MORNING = datetime(2024, 12, 2, 10, tzinfo=timezone(timedelta(hours=8)))
FRUIT = tuple(
    Choice(id=f"fruit-{name}", label=label) for name, label in (("a", "苹果"), ("p", "梨"), ("g", "葡萄"))
)


def stand_in(conversation: Conversation, message: Message, context: Context) -> Turn:
    """Greets; then repeats the message in braces, with whatever it names."""
    if not conversation.greeted:
        return _turn(Reply(text="您好"), Reply(text="要哪一种？", choices=FRUIT))
    heard = f"{{{message.text[:40]}|{message.choice}|{context.now:%H:%M:%S}}}"
    match message.text:
        case "退出":
            return _turn(Reply(text="再见"), effects=(Effect(kind="leave", content={}),))
        case "忘了我":
            return _turn(Reply(text="已删除"), effects=(Effect(kind="erase", content={}),))
        case "表":
            rows = (("合同（原件）", "1 份"), ("发票\x1b[31m", "2 份"))
            return _turn(Reply(text="", table=Table(title="材料", columns=("名称", "份数"), rows=rows)))
        case "很多":
            many = tuple(Choice(id=str(n), label=f"第{n}项") for n in range(1, 61))
            return _turn(Reply(text="选一项", choices=many))
        case "控制":
            return _turn(
                Reply(text="\x1b[2J\x1b]0;x\x07清屏\x9b31m", choices=(Choice(id="x", label="红\x1b[31m"),))
            )
        case _:
            return _turn(Reply(text=heard, choices=FRUIT))


def _turn(*replies: Reply, effects: tuple[Effect, ...] = ()) -> Turn:
    return Turn(conversation=Conversation(greeted=True), replies=replies, effects=effects)


def a_talk(now: Callable[[], datetime] = lambda: MORNING) -> Talk:
    """Somebody talking to the stand-in, nothing of it kept."""
    return Talk(Turns(database(None, None), Library(), stand_in), now, "me")


if __name__ == "__main__":
    from bot.terminal.screen import Terminal

    Terminal(a_talk(), Path(sys.argv[1])).chat()
