"""Filings: an application for a certificate, or what it needs, that somebody was paid for."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.words.lexicon import Mark

_SERVICE = Pattern(
    "(?:申报|认定|申请|评定|复审|培育|入库|评价)?(?:的)?(?:代理|代办|咨询|辅导|服务|代报|包装|材料编写|顾问)|(?:申报|认定|申请|评审|代办)费|(?:审计|专审|专项审计)"
    "|(?:申报|认定|复审)?(?:要用|要交|需要|要|用)的(?![是有])"
)
_FILING = Pattern(
    "(?:申报|认定|申请|复审|材料|辅导)(?!了|过|通过|成功|下来|上了|完|的?(?:企业|单位)|时|中|证)"
)
_WORKING = Pattern("(?:代办|代理|办理?|做|弄|搞|跑|报|申报|申请|辅导)(?:个|的|一个|一下|这个|我们的?|国家)?$")


def is_service(tail: str) -> bool:
    return _SERVICE.match(tail) is not None


def is_bought(scene: Scene, mark: Mark) -> bool:
    """Whether it was paid for to have a certificate applied for: 找咨询公司做的高企申报."""
    low, high = scene.clause(mark.start)
    end = scene.phrase(mark.start)[1]
    return is_paid(scene, mark, scene.text[low : mark.start], scene.text[mark.end : end], high)


def is_paid(scene: Scene, mark: Mark, lead: str, tail: str, high: int) -> bool:
    """Whether it was paid for: 给代理3.8万做的高企申报, 办高企花了3万."""
    low = mark.start - len(lead)
    paid = bool(starting(scene.amounts, low, high)) or any(
        starting(scene.kinds.get(kind, ()), low, high) for kind in ("pay", "provider", "seek", "fee")
    )
    if not paid and "代" not in lead and "中介" not in lead:
        return False
    return _FILING.match(tail) is not None or _WORKING.search(lead) is not None


_HIRES = Pattern("(?:[请找让叫聘]|委托)[^,。;?!我]{1,10}(?:帮|给|替|来|负责|把)[^,。;?!]{0,4}$")


def is_kept_for_pay(scene: Scene, raw: str) -> bool:
    """Whether others were paid to keep the accounts of research: 请税务师把研发费用归集."""
    start = scene.text.find(raw)
    return raw.endswith("归集") and _HIRES.search(scene.text, scene.clause(start)[0], start) is not None
