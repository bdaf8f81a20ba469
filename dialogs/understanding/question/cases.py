"""Cases: whether it is a whole case that is told and asked after, or one thing in it: 就一个科小，够格不."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.question.askables import asks_in, speaks_of_self
from dialogs.understanding.question.rulings import WHOLE
from dialogs.understanding.result import Point, Said, Unclear
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.topic.topics import Topics

Found = Said | Unclear


def is_case(
    scene: Scene, topics: Topics, subjects: Collection[tuple[str, int]], found: Collection[Found]
) -> bool:
    """Whether a case is told, and asked after as a whole at its end: 机构不在库里，合同没登记，这还有戏没."""
    end = len(scene.text.rstrip(" ?。!~"))
    parts = sum(cut < end for cut in scene.joints)
    if parts < _FEWEST_PARTS or WHOLE.isdisjoint(topics.intents):
        return False
    low, _ = scene.phrase(end - 1)
    is_further = scene.text.startswith("呢", end - 1) and not scene.between(low, end)
    if is_further or is_any_of(scene):
        return False  # 没研发投入能报吗，还有以前失信、后来撤下来的呢
    names = {name for name, _ in subjects}
    few = 1 if {"eligibility", "estimate"} & set(topics.intents) else 2
    if len({fact.name for fact in found}) >= (_FEWEST_OWN if speaks_of_self(scene) else _FEWEST_FACTS):
        few = 0  # 即墨的个体工商户，雇了15个人，够不够条件
    return len(names) > few and all(start < low for _, start in subjects)


def is_verdict(scene: Scene) -> bool:
    """Whether it is asked outright if one is granted it, or who files: 会不会嫌我们太新不给报, 影响不影响我们报."""
    return scene.cues & _OUTRIGHT_CUE != 0 and _OUTRIGHT.search(scene.text) is not None


_OUTRIGHT_CUE = KNOWN.add(
    "没毛|没问|不耽|没影|不碍|[给让准]报|[给让准]申|[给让准]领|[给让准]补|给我|让我|影响|会不|谁|哪家|哪个公"
)
_OUTRIGHT = Pattern(
    "[给让准](?:我们?|咱们?|俺们?|企业)?(?:报|申请?|领|补)(?:销|贴|助)?(?:[吗么]|[不没][啊呀呢]?[ ?。!~]*$)"
    "|影响(?:不影响|不)?(?:我们?|咱们?|俺们?|公司)?(?:申?报(?!告)|申请|领|拿|享受)"
    "|会不会[^,。;?!]{0,14}(?:不[给让准予]|[报申领补]不[了上成])(?:我们?|咱们?|俺们?)?(?:申?报|申请|领|补|过)?"
    "|[^,。;?!]{2}(?:没毛病|没问题|不耽误|没影响|不碍事)(?:吧|吗|么)[ ?。!~]*$"
    "|会不会[^,。;?!]{0,6}(?:卡|刷|拒|毙|挡|拦|嫌|打回)(?:住|掉|下来|了)?(?:我们?|咱们?|俺们?|$)"
    "|(?:谁家?|哪家公?司?|哪个公司)(?:去|来|该|能|出面)*(?:申请|申报|报名|领券?|交材料|报(?!销|告))"
)


def is_any_of(scene: Scene) -> bool:
    """Whether one of several things is asked to be enough: 高企、专精特新这几个，是不是占一样就可以."""
    return "就" in scene.text and _ANY_OF.search(scene.text) is not None


_ANY_OF = Pattern("(?:占|任|之|其中|随便)哪?一[^,。;?!]{0,4}就|[有够满][^,。;?!]{0,3}[样个种项张]就")
_FEWEST_PARTS = 2
_FEWEST_FACTS = 3
_FEWEST_OWN = 2
_RULED = Pattern(
    "必须|算不算|算(?:是)?[^,。;?!]{1,8}[吗么]|要不要|用不用|需不需要|认不认|[认收][吗么]|[认收行]不$|是不是(?:要|得)|非得|给认"
)


def ruled(scene: Scene, subjects: Mapping[tuple[str, int], Point]) -> list[Point]:
    """What the last phrase asks of a thing that it names, after a case was told: 付了1万4，省外机构认不认."""
    end = len(scene.text.rstrip(" ?。!~"))
    low, _ = scene.phrase(end - 1)
    if not low:
        return []
    if not _RULED.search(scene.text, low, end):
        low, end = scene.phrase(0)  # 这个必须是自愿的检测吗 我们做的是锅炉年检 2600块
        if not _RULED.search(scene.text, low, end) or not scene.asks(low):
            return []
    named = [point for (_, start), point in subjects.items() if low <= start < end]
    if not named and "登记" in scene.text[low:end] and "provider" not in scene.kinds:
        return [Point(name="registration")]
    return named


def is_asked_apart(scene: Scene, starts: Collection[int], start: int) -> bool:
    """Whether a thing stands in a clause that asks, and that names no point: 按哪个数算？另外没付清的行不行."""
    if not scene.joints or start >= len(scene.text):
        return False
    low, high = scene.clause(start)
    if (not low and high >= len(scene.text.rstrip(" ?。!~"))) or any(low <= one < high for one in starts):
        return False
    return scene.asks(high - 1) or asks_in(scene.text[low : high + 1])


def is_own_standing(scene: Scene, subjects: Collection[tuple[str, int]], found: Collection[Found]) -> bool:
    """Whether one asks if one qualifies with the certificates that one has: 就一个科小，够格不."""
    if not scene.cues & _QUALIFIES or not _QUALIFIED.search(scene.text):
        return False
    names = {name for name, _ in subjects}
    if not names <= _OF_ONESELF or not any(fact.name.removesuffix("_2024") in names for fact in found):
        return False
    return speaks_of_self(scene) or _HAS_ONLY.search(scene.text) is not None


def is_plain_company(scene: Scene, subjects: Mapping[tuple[str, int], Point]) -> bool:
    """Whether one says, before one asks, only that one is a company: 有限公司，能申请吗."""
    low, _ = scene.phrase(len(scene.text.rstrip(" ?。!~")) - 1)
    return bool(subjects) and all(
        start < low and point.name == "legal_form" and point.value == "company"
        for (_, start), point in subjects.items()
    )


_QUALIFIES = KNOWN.add("[够合]格|够条|够不|符合|资格|的份|有戏|轮得")
_QUALIFIED = Pattern(
    "[够合]格|够条件|够不够|符合[^,。;?!]{0,4}条件|[够有没具]资格|符不符合|有[^,。;?!]{0,3}的份|有戏[没吗不]|轮得[上到着]"
)
_OF_ONESELF = frozenset({"high_tech", "tech_sme", "srdi", "innovative_sme", "legal_form", "size_class"})
_HAS_ONLY = Pattern("除了|只有|就(?:一|有|个|凭)|光[一有是靠]|手[里头上]|[仅单]有|一共就")


def asked_in_passing(scene: Scene, subjects: Mapping[tuple[str, int], Point]) -> dict[tuple[str, int], Point]:
    """The things that clauses of their own ask about beside a case: 花了2万，能补多少，外地机构给报吗."""
    if not scene.joints:
        return {}
    sums = [amount.start for amount in scene.amounts]  # 检测付了3万能报吗，能补多少 is of the case
    return {key: point for key, point in subjects.items() if is_asked_apart(scene, sums, key[1])}
