"""Consequences: whether a message asks, beside its answer, what follows from it: 没登记，是不是就没戏了."""

from __future__ import annotations

from collections.abc import Collection

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.result import Point, Said
from dialogs.understanding.scene.scene import Scene

_FOLLOWS = Pattern(
    "(?:[,，。;?! ]|^没有?|^不是|[了的呢啊哦哈])[^,，。;?!]{0,8}?"
    "(?:(?:是不是|会不会|那不就|那就|这就|岂不|是否|不会|该不会)[^,，。;?!]{0,6}(?:报不了|不[能让给可]报"
    "|不给|没戏|不行|没法报|没资格"
    "|不够格|报不成|泡汤|白搭|白[做干忙花弄搞跑费]|作废|黄了|没份|不作数|拿不到|领不了|卡住|被卡|没用|歇菜|完了|算了)"
    "|要紧[吗么嘛不没]|要不要紧|碍事[吗么嘛不]|碍不碍事|有(?:没有|啥|什么|多大)?影响(?:吗|么|嘛|不"
    "|没|大|报|领|$|[? ])|影不影响|影响[报领补申大](?:吗|么|不|领|申|不大)"
    "|(?:必须|一定|非得|非要|是不是(?:得|要|必须|非得)|要不要|需不需要|用不用)(?:要|得|有|办|登"
    "|入|做|弄|去|补|是|在|走)[^,，。;?!]{0,6}(?:吗|么|嘛|不|才行|[?]|$)"
    "|不(?:办|登|弄|有|做|入|搞|在|是|过|走)[^,，。;?!]{0,3}(?:行不行|行吗|不行|可以吗|成不|成吗)"
    "|重要[吗么不]|重不重要|关键[吗么不]|(?:是|算)(?:加分|硬性|必要|必须)[^,，。;?!]{0,4}[吗么不]"
    "|有(?:关系|妨碍)[吗么不]|有没有(?:关系|妨碍)|耽误[吗么不报]|算违规|扣[钱分]吗)"
)
_POLITE = frozenset(("greeting", "thanks"))


def follows(scene: Scene, wishes: Collection[str], facts: Collection[Said]) -> Point | None:
    """The point of the notice that the answered fact is, where the message asks what comes of the answer."""
    if scene.asked is None or len(scene.asked.facts) != 1 or not _POLITE.issuperset(wishes):
        return None
    name = scene.asked.facts[0]
    answer = next((fact for fact in facts if fact.name == name and isinstance(fact.value, bool)), None)
    if answer is None or not _FOLLOWS.search(scene.text):
        return None
    return Point(name=name, value=answer.value)
