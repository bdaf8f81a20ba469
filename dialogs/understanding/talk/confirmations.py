"""Confirmations: several statements put together and answered one by one: 前两个符合，第三个不符合; 除了发票都有."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.choices import choice
from policy.facts import Fact

LONGEST = 40
"""Characters of an answer that may go through statements one by one."""

# What a statement is also called than by its label.
_CALLED = {
    "completed": Pattern("票|做完|完成|完工|履行|干完|弄完|交付|验收"),
    "finished": Pattern("做完|完成|完工|干完|弄完|报告"),
    "contract_registered": Pattern("登(?:过|了|好|完|记)|登记|备案"),
    "provider_listed": Pattern("入库|入了库|在库|库里|进库|名单|收录"),
    "provider_registered": Pattern("机构[^,。]{0,4}(?:登记|注册|入驻)"),
    "payment": Pattern("付|给钱|打款|结清"),
}
# A statement that denies something: 没有 may mean either side of it.
_DENIAL = Pattern("没有|不是|不属于|没被|未被")
_GAP = Pattern("[,，。;；!！ ]+|(?:但是?|不过|可是?|就是|只是)(?=[^,。]{2})")
_ASKS = Pattern("[?吗么呢]|是不是|有没有|什么|怎么|哪|多少")
_MEETS = "(?:符合|满足|具备|没有?问题|ok|可以|达标|成立)"
_YES = Pattern(
    f"(?:都|全|均|也|已经?|就)*(?:{_MEETS}|[是有对行]|齐|好|办|做|弄|了)+(?:[的了啊呀]|好|齐|过|到)*"
)
_NO = Pattern(
    f"(?:都|全|均|也|还|就)*(?:不(?:{_MEETS}|是|行|对|够)?|没有?|未|无|差|缺|有问题)(?:[的了啊呀])*"
)
_AT_A_LOSS = (
    "(?:还|我|也|都)*(?:不(?:太)?(?:清楚|知道|确定|肯定|了解)|拿不准|说不准|不好说|待定)(?:[的了啊呀])*"
)
_UNSURE = Pattern(_AT_A_LOSS)
_OPEN = Pattern("不(?:太)?(?:清楚|知道|确定|肯定|了解)|拿不准|说不准|不好说|应该|可能|好像|正在|在办|在走|待")
_DENIES = Pattern("没|未|不(?!错)|无|缺|还差|只差|就差")
_HOLDS = Pattern(f"[了有过齐好]|{_MEETS}|已|是")
_PREDICATE = Pattern(
    f"(?:的|那|这|都|全|也|是|还)*(?:(?P<unsure>{_AT_A_LOSS})|(?P<no>不{_MEETS}|不是|没有?|不行|不够|不对|有问题)"
    f"|(?P<yes>{_MEETS}|有|行))(?:的|了|啊|呀)*$"
)
_EXCEPT = Pattern(
    "(?:我们?|就|[ ])*(?:除了?|除开|去掉|就差|只差|还差|就剩|只剩)(?P<what>[^,。;]{1,12}?)"
    "(?:以外|之外|外|没有?|不行|不符合)*"
    "[, ]*(?:其[他它余]|剩下|别的|另外)?的?(?:几[个项])?(?:都|全|均|全部)"
    f"(?:{_MEETS}|[是有好齐行]|办|做|了)+(?:[的了啊呀])*"
)
_OTHERS = Pattern("(?:其[他它余]|剩下|别的|另外[几两]?[个项]?)的?(?:几[个项])?(?P<how>.+)")
# Deeds that say yes to one thing only: 都付了.
_SPECIFIC = Pattern("付|给钱|打款|结清|票|登记|签|领|交|买|入库|备案|公示|搬|入驻|验收|履")


def confirmed(scene: Scene, facts: Sequence[Fact]) -> Mapping[str, bool | None]:
    """What an answer says of each of several statements; those that it does not single out are left out."""
    text = scene.text.strip(" ,，。!！~")
    if not text or len(text) > LONGEST or _ASKS.search(text):
        return {}
    if match := _EXCEPT.fullmatch(text):
        lacking = _meant(match["what"], facts)
        return {fact.name: fact.name not in lacking for fact in facts} if lacking else {}
    found: dict[str, bool | None] = {}
    for clause in filter(None, _GAP.split(text)):
        others = _OTHERS.fullmatch(clause)
        how = _how(others["how"]) if others else None
        if others and how is not None and found:
            found |= {fact.name: how for fact in facts if fact.name not in found}
        else:
            found |= _of_clause(clause, facts)
    return found


def is_of_another(scene: Scene, facts: Sequence[Fact]) -> bool:
    """Whether a yes is to something else than all of the statements: 都付了."""
    return _SPECIFIC.search(scene.text) is not None and not _ASKS.search(scene.text)


def _of_clause(clause: str, facts: Sequence[Fact]) -> dict[str, bool | None]:
    predicate = _PREDICATE.search(clause)
    if predicate is not None and predicate.start() > 0:
        picked = choice(clause[: predicate.start()], len(facts))
        if picked is not None and picked.numbers and not picked.whole:
            value = None if predicate["unsure"] else predicate["no"] is None
            return {facts[number - 1].name: value for number in picked.numbers}
    named = _meant(clause, facts)
    if not named:
        return {}
    if _OPEN.search(clause):
        return {name: None for name in named if _UNSURE.search(clause)}
    plain = {fact.name for fact in facts if not _DENIAL.search(fact.label)}
    if _DENIES.search(clause):
        return {name: False for name in named if name in plain}
    return {name: True for name in named if name in plain} if _HOLDS.search(clause) else {}


def _how(text: str) -> bool | None:
    if _NO.fullmatch(text):
        return False
    return True if _YES.fullmatch(text) else None


def _meant(text: str, facts: Sequence[Fact]) -> set[str]:
    """The statements that some words name: by place, by what is peculiar to their labels, or as they are called."""
    picked = choice(text, len(facts))
    if picked is not None and picked.numbers and not picked.whole:
        return {facts[number - 1].name for number in picked.numbers}
    pairs = {fact.name: _pairs(fact.label) for fact in facts}
    named = set()
    for fact in facts:
        own = pairs[fact.name].difference(*(other for name, other in pairs.items() if name != fact.name))
        called = _CALLED.get(fact.name)
        if any(pair in text for pair in own) or (called is not None and called.search(text)):
            named.add(fact.name)
    return named


def _pairs(label: str) -> set[str]:
    """The pairs of characters of a label, without those that say little of what it is about."""
    return {a + b for a, b in pairwise(label)} - _COMMON


_COMMON = frozenset(
    (
        "没有",
        "不是",
        "本企",
        "企业",
        "服务",
        "务机",
        "机构",
        "已办",
        "属于",
        "合同",
        "同已",
        "的竞",
        "并取",
        "有被",
    )
)
