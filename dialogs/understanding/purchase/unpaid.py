"""Unpaid: sums that are planned, denied or still owed, and so no fee paid."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.figures.amounts import Amount
from dialogs.understanding.scene.scene import Scene


def is_not_paid(scene: Scene, amount: Amount, name: str | None) -> bool:
    """Whether the sum is planned, denied or not paid yet: 打算明年花20万, 砍到15万了，还没付."""
    lead = scene.text[max(0, amount.start - 14) : amount.start]
    if name == "contract_amount":
        return _DENIED.search(lead) is not None
    if (lead and _TAX.search(lead)) or _FINE.match(scene.text, amount.end):
        return True
    if name not in ("fee_paid", None):
        return False
    if _ONLY_LATER.search(scene.text, max(0, amount.start - 28), amount.start):
        return True
    if "买" in scene.text or "购" in scene.text:
        low = scene.clause(amount.start)[0]
        if _BOUGHT_THING.search(scene.text, low, amount.start) or _BUYS_THING.match(scene.text, amount.end):
            return True
    if "账" in lead and _BOOKED.search(lead):
        return True
    if lead and _OWING.search(lead):
        return True
    if _PLANNED.search(lead) or _WEIGHED.match(scene.text, amount.end):
        return True
    if amount.low in _ROUND and _RETURNED.match(scene.text, amount.end):
        return True
    return _DENIED.search(lead) is not None or _NOT_YET_PAID.match(scene.text, amount.end) is not None


# 研发是有的，账上去年列了61万
_BOOKED = Pattern(
    "账[上面里](?:去年|今年|上年|一年|每年|也|都|就|[ ])*(?:列|归集|归|记|入|计提|计)(?:了|的|着|有|支)*$"
)
# 还差2万尾款
_OWING = Pattern("(?:还|仍|就|只)(?:差|欠|压|扣)(?:着|了|人家|他们|对方|最后|[ ])*$")
# 去年交了20万罚款
_FINE = Pattern("的?(?:罚[款金单]|滞纳金|押金|保证金(?!都|已)|房租|租金|工资|社保|货款)")
_PLANNED = Pattern(
    "(?:预计|打算|准备|计划|想|要|将|答应|同意|愿意|承诺)"
    "(?:要|会|大概|我们?|先|再|明年|后面|下个?月|下半年|年[底内前]|月底|过几天|回头)*(?:花|付|支付|投|给|出|掏|拿)[^,。?!]{0,3}$"
)
_MACHINE = "(?:设备|仪器|仪|机|机器|机床|产线|生产线|试验箱|干燥箱|炉|汽?车|电脑|服务器|叉车)"
# 买了台检测设备18万, 花18万买了台设备
_BOUGHT_THING = Pattern(
    "(?:买|购|购置|采购|添置)(?:了|的)?(?:一|两|三|几)?[台套批条部](?:的)?[^,。;?!]{0,8}?"
    f"{_MACHINE}(?:花了?|用了?|付了?|是|的|就|都|[ ])*$"
)
_BUYS_THING = Pattern(
    f"(?:块钱?|元)?(?:去)?(?:买|购|购置|采购)(?:了|的)?(?:一|两|三|几)?[台套批条部][^,。;?!]{{0,8}}?{_MACHINE}"
)
# 其中税3,300
_TAX = Pattern("(?<!含)(?<!价)税[额款金]?(?:是|为|占|:|¥| )*$")
# 20万是每一单的还是全年的
_WEIGHED = Pattern("(?:到底|究竟)?(?:是|算|指)[^,。?!]{1,10}还是")
# 花一百块给返几块: a way of asking the share
_ROUND = frozenset((1_00, 10_00, 100_00, 1000_00, 10_000_00))
_RETURNED = Pattern("[^。?!]{0,6}?(?:返|补|报|退|贴)(?:还|给|回|到)?(?:我们|我)?(?:几[块毛个百千]|多少)")
# 等拿到报告再付那四万
_ONLY_LATER = Pattern(
    "(?:等|到时候?|以后|回头|之后)[^,。;?!]{0,14}(?:再|才)(?:能|会|来)?(?:付|给|结|打|转|交)"
    "(?:那|这|他们|人家|对方|完|清|剩下的)*[ ]*$"
)
# 我没说付了10万, 检测费不是5万
_DENIED = Pattern(
    "(?:没有?(?:说|讲)过?(?:是|要|我们?|已经)*|(?<![是只要])不是|并非|没有?(?=花|付))"
    "(?:付|花|给|交)?[了过的到]?$"
)
_NOT_YET_PAID = Pattern(
    "[了的]?,(?:但是?|不过|可|我们|款|钱|现在|目前|都|还)*(?:没有?|未)(?:付|给钱|打款|转)(?![清完全齐过])"
)
