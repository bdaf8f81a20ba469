"""Registrations: 登记了 by itself, said of the contract named right before it."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene

_BY_ITSELF = Pattern(
    "(?:^|[,。; 、]|(?<=[0-9万元块]))(?:也|都|均|全|早就?|已经?|后来|当月|当天)*(?:(?P<no>还?没有?(?:去|做|办)?|未)"
    "(?:认定)?(?:登记|备案)(?:过|呢)?"
    # 合同8月20号签、9月5号登记的
    "|(?:(?<=、)|(?<=[,。; ]))[0-9]{1,2}月[0-9]{1,2}[号日](?:去|就|才|做|办)?的?(?:认定)?登记[的了]"
    # of a contract named before: 签了技术开发合同，登记办完了但是款只付了十万
    "|(?:认定)?登记(?:手续)?(?:也|都|已经?|早)?办(?:完|好|妥|下来)了"
    "|(?:认定)?(?:登记|备案)[过好完]?了|已经?(?:做|办|完成)?(?:认定)?(?:登记|备案))(?=$|[,。;! 但])"
)
_CONTRACT_GAP = 24


# 设计的合同登记了，检测的没有登记
_OF_ANOTHER = Pattern(
    "的(?:合同)?(?:还|就|倒|却|也)*(?P<no>没有?(?:去|做|办)?(?:登记|备案))(?:过|呢)?(?=$|[,。;! ])"
)


def registered(scene: Scene, is_told: bool) -> Iterator[tuple[str, str, str]]:
    """两份合同都是3月签的，都登记了: of the contract named before, or of one service where another's is told."""
    if is_told:
        for other in _OF_ANOTHER.finditer(scene.text):
            if any(m.kind == "service" for m in scene.ending(other.start(), other.start())):
                yield "contract_registered", "no", other["no"]
        return
    match = _BY_ITSELF.search(scene.text)
    if match is None or scene.asks(match.end() - 1):
        return
    before = [m.end for m in scene.of_kind("contract", "certificate", "entered") if m.end <= match.start()]
    contracts = [m.end for m in scene.of_kind("contract") if m.end <= match.start()]
    if contracts and contracts[-1] == before[-1] and match.start() - contracts[-1] <= _CONTRACT_GAP:
        yield "contract_registered", "no" if match["no"] else "yes", match.group()
