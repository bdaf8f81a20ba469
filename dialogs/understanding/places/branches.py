"""Branches: an enterprise whose head office and branch are told in different places."""

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene

_HEAD = KNOWN.add("总部|总公")
_BRANCH = Pattern("分公司|分厂|分部|办事处|子公司")


def is_split(scene: Scene) -> bool:
    """Whether it is left open which of the two would apply: 在青岛有分公司，总部在北京."""
    return scene.cues & _HEAD != 0 and len(scene.places) > 1 and _BRANCH.search(scene.text) is not None
