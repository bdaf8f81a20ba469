"""Contracts: whether a sum is a contract's own, or one of those of several contracts."""

from __future__ import annotations

import re

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.words.lexicon import Mark

NAMES = {
    "pay": "fee_paid",
    "contract": "contract_amount",
    "granted": "granted_this_year",
    "granted_unclear": "granted?",
    "invoice": "invoice?",
    "invoice_amount": "invoice?",
    "other_money": "other",
    "may": "other",
    "neighbour": "other",
}
# What names a service and not what its price is called.
NEUTRAL = ("service", "work", "fee", "total", "mandatory")
TELLING = frozenset({*NAMES, *NEUTRAL})
# 两份合同，一份9万一份14.5万
_ONE_OF = Pattern("(?:[另其]?一|第[一二三])[份个单](?:是|签了|签的|:)?$")


def is_one_of_contracts(scene: Scene, low: int, start: int) -> bool:
    """Whether a sum is said to be of one, right after contracts are spoken of."""
    if _ONE_OF.search(scene.text, max(low, start - 6), start) is None:
        return False
    told = [m for m in scene.between(scene.sentence(start)[0], start) if m.kind in TELLING]
    return bool(told) and told[-1].kind == "contract"


# 两个合同一个产品设计20万一个算力服务7万
_LISTED_OF = Pattern(
    "(?:[两二三俩仨23][个份单笔]?(?:合同|协议)"
    "|(?:合同|协议)(?:一共|总共|都)?(?:签|有|做)?了?[两二三俩仨23][个份单笔])[,: ]?"
    "(?:[另其]?一[个份单笔]|第[一二三][个份]?)[^,。;?!付给花]{1,30}$"
)
_REACH = 44


def listed_contracts(scene: Scene, start: int) -> re.Match[str] | None:
    """The words that count contracts and begin to list them, right before a sum."""
    return _LISTED_OF.search(scene.text, max(0, start - _REACH), start)


_COUNTED = Pattern(
    "(?:合同|协议)(?:一共|总共|签了|有|共)*[两二三俩仨23][个份笔]|[两二三俩仨23][个份笔单]?(?:合同|协议)"
)


def counted_contracts(scene: Scene, start: int) -> re.Match[str] | None:
    """The words that count contracts in the sentence before a sum."""
    return _COUNTED.search(scene.text, scene.sentence(start)[0], start)


# 按合同价还是按发票的钱算
_BY = ("按", "照", "依", "以", "看", "照着", "按照")
# 两个合同就软件那个登记了: told of its registration, and not of its sum
_REGISTERED = Pattern("[^,。;?!0-9]{0,10}(?:登记|备案|认定)")
_GAP = 3


def is_of_contract(scene: Scene, used: set[Mark]) -> bool:
    """Whether a contract is spoken of to which no amount is tied, so that any may be its own."""
    clauses = {scene.clause(mark.start) for mark in used if mark.kind == "contract"}
    return any(
        mark not in used
        and scene.clause(mark.start) not in clauses
        and not scene.text.endswith(_BY, 0, mark.start)
        and not starting(scene.amounts, mark.end, mark.end + _GAP + 1)
        and not (mark.start > scene.amounts[-1].end and _REGISTERED.match(scene.text, mark.end))
        for mark in scene.of_kind("contract")
    )
