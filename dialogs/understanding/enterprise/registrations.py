"""Registrations: 登记了 by itself, said of the contract named right before it."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene

_BY_ITSELF = Pattern(
    "(?:^|[,。; ]|(?<=[0-9万元块]))(?:也|都|均|全|早就?|已经?|后来|当月|当天)*(?:(?P<no>还?没有?(?:去|做|办)?|未)"
    "(?:认定)?(?:登记|备案)(?:过|呢)?"
    "|(?:认定)?(?:登记|备案)[过好完]?了|已经?(?:做|办|完成)?(?:认定)?(?:登记|备案))(?=$|[,。;! ])"
)
_CONTRACT_GAP = 24


def registered(scene: Scene) -> Iterator[tuple[str, str, str]]:
    """两份合同都是3月签的，都登记了: said of the contract named right before."""
    match = _BY_ITSELF.search(scene.text)
    if match is None or scene.asks(match.end() - 1):
        return
    before = [m.end for m in scene.of_kind("contract", "certificate", "entered") if m.end <= match.start()]
    contracts = [m.end for m in scene.of_kind("contract") if m.end <= match.start()]
    if contracts and contracts[-1] == before[-1] and match.start() - contracts[-1] <= _CONTRACT_GAP:
        yield "contract_registered", "no" if match["no"] else "yes", match.group()
