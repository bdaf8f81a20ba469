"""Unlisted: what was bought and is none of the kinds of service, as the whole answer to what was bought."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.lexicon import Mark

_AROUND = Pattern("(?:就|是|做的?是?|买的?是?|找人|找|请人|委托|外包|的|了|是的|服务|[ ,.。])*")


def unlisted(scene: Scene) -> Mark | None:
    """代理记账, to what was bought; 我们是做代理记账的 is the speaker's own trade."""
    marks = scene.of_kind("neighbour")
    if not scene.wants("category") or len(marks) != 1:
        return None
    mark = marks[0]
    rest = scene.text[: mark.start] + scene.text[mark.end :]
    return mark._replace(kind="service", value="other", others=()) if _AROUND.fullmatch(rest) else None
