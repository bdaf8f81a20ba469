"""Replacements: sums beside which another one counts: the net one, the one agreed first, a part, another year's."""

from __future__ import annotations

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.figures.amounts import Amount
from dialogs.understanding.scene.scene import Scene, starting

_REPLACES = KNOWN.add(
    "报的|报价|报了|[开要喊]价|开口|含税|未税|税前|除税|带税|[改变更降减调整加增涨提缩]到|[改变调更整]成|[改变调整更]为|是合|是协|是报|是签|是实|是付"
)
# 不含税是7万，含税7.42万: tax is no more than a fifth.
_NET_BEFORE = Pattern(
    "(?<![付打转汇花给])(?:不含税|未含税|未税|税前|除税|去税|不带税)(?:的|价|金额|总价|合同价|是|为|[: ])*$"
)
_NET_AFTER = Pattern("(?:元|块钱?|的)?[( ]?(?:不含税|未税|不带税)")
_PAID = Pattern("[付打转汇花给][了的过]?$")
# 合同8万，补充协议改成了7万2
_REVISED = Pattern(
    "(?:改|变更?|调整?|更改|修改|更正)(?:成|为|到)(?:了|是)?$|(?<![收谈砍讲])(?:追加|增加|提高|缩减|减少|[降减加涨调])到了?$"
)
# 付了5万6 哦5万6是合同
_NAMED_AFTER = Pattern("(?:那个?|这个?)?(?:才)?是(?:合同|协议|报价|签的|实付|付的)")

# 先报的是五万六，磨了半天，最后收的四万九千八
_OFFERED = Pattern(
    "(?:报价|[开要喊]价|(?:先|起初|最初|一开始|开始|开头|原来|原先|本来)(?:给我们|给)?报|报的|报了|开口)"
    "(?:就|要|价|的|了|是|为|[ :])*$"
)
_CLOSED = Pattern(
    "(?:最后|最终|后来|结果|实际|(?:[砍谈讲磨还压降说优惠]+|便宜)[到成]|成交)"
    "(?:[^,。;?!0-9]{0,3}?[收付给签定结写])?(?:我们|他们)?(?:谈|砍|降|优惠)?(?:按|到|成|了|的|是|价|就|[ :])*$"
)


def is_replaced(scene: Scene, number: int) -> bool:
    """Whether another sum counts in place of one: the gross one, the one it was changed to, the one named better."""
    if not scene.cues & _REPLACES or len(scene.amounts) < 2:
        return False
    amount = scene.amounts[number]
    if any(amount.low < other.low <= amount.low * 6 // 5 for other in scene.amounts) and (
        _NET_BEFORE.search(scene.text, scene.phrase(amount.start)[0], amount.start)
        or (_NET_AFTER.match(scene.text, amount.end) and not _PAID.search(scene.text, 0, amount.start))
    ):
        return True
    if number + 1 == len(scene.amounts):
        return False
    following = scene.amounts[number + 1]
    if following.low == amount.low and _NAMED_AFTER.match(scene.text, following.end):
        return True
    if (
        _OFFERED.search(scene.text, scene.phrase(amount.start)[0], amount.start)
        and following.low < amount.low
        and _CLOSED.search(scene.text, max(amount.end, following.start - _NEAR), following.start)
    ):
        return True
    return _REVISED.search(
        scene.text, max(amount.end, following.start - _NEAR), following.start
    ) is not None and not any(
        mark.kind in ("service", "mandatory", "pay", "granted")
        for mark in scene.between(amount.end, following.start)
    )


_NEAR = 8
# 9万4，里头有1万是加急费
_WITHIN = Pattern("(?:其中|里头|里面|当中)(?:的|有|也|就|还)*$")
_GOES_ON = Pattern("(?:元|块钱?)?(?:是|算|为)[^,。;?!0-9]{1,8}(?=$|[,。;! ])")
_OTHERWISE = ("service", "mandatory", "pay", "contract", "granted", "statement")


def is_within(scene: Scene, number: int) -> bool:
    """Whether it is only what a part of the sum before it was for."""
    amount = scene.amounts[number]
    return (
        number > 0
        and amount.low < scene.amounts[number - 1].low
        and _WITHIN.search(scene.text, max(0, amount.start - _NEAR), amount.start) is not None
        and (match := _GOES_ON.match(scene.text, amount.end)) is not None
        and not any(m.kind in _OTHERWISE or m.value == "part" for m in scene.between(amount.end, match.end()))
    )


# 往年那两万, 两万是去年的事
_YEARS_AGO = Pattern("(?:往年|前些年|早年|以往)[^,。;?! ]{0,6}$")
_OF_ANOTHER_YEAR = Pattern("(?:元|块钱?|的)?(?:都|也|就|那)?是(?:去年|前年|往年|以前|上一?年度?)的")


def is_of_another_year(scene: Scene, amount: Amount) -> bool:
    """Whether a sum granted is not of this year."""
    low, _ = scene.clause(amount.start)
    before = starting(scene.dates, low, amount.start)
    return (
        (bool(before) and before[-1].high.year < scene.today.year)
        or _YEARS_AGO.search(scene.text, low, amount.start) is not None
        or _OF_ANOTHER_YEAR.match(scene.text, amount.end) is not None
    )


# 今年三月给了两万一: what was given, where that is asked and nothing was bought
_GIVEN = Pattern("(?:(?:给|打|发|拨|转|批)(?:了|过|下来|来)|到账|到手)(?:我们|咱们?|公司|了|[ ])*$")


def is_given(scene: Scene, amount: Amount) -> bool:
    """Whether a sum is only said to be given, as a grant is."""
    return (
        scene.kinds.keys().isdisjoint(("service", "mandatory", "contract", "invoice"))
        and _GIVEN.search(scene.text, max(0, amount.start - 6), amount.start) is not None
    )


# 还有一笔1万在公示
_PENDING = Pattern(
    "(?:元|块钱?|的)?(?:还|正|也|都|现在|目前)*(?:在(?:公示|审|走流程|路上|等)|没(?:有)?(?:到账|到手|下来|批|发|拨|拿到)|公示(?:中|着|呢))"
)


def is_pending(scene: Scene, amount: Amount) -> bool:
    """Whether a sum is still to be granted."""
    return _PENDING.match(scene.text, amount.end) is not None


# 去年领了今年没领
_NONE_NOW = Pattern(
    "今年(?:还|也|都|就|倒是?|却|一直|暂时|一分|一分钱|一次|这边|到现在)*(?:没有?|未)(?:领|拿|报"
    "|兑|申|享|用)?[过到了]?(?=$|[,。;! ]|呢|啊|哈)"
)


def has_none_now(scene: Scene) -> bool:
    """Whether nothing is said to have been granted this year."""
    return _NONE_NOW.search(scene.text) is not None
