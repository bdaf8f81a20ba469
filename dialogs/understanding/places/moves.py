"""Moves: places that are said of both parties at once, and places left for the one an arrow points to."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.places.suppliers import is_of_each
from dialogs.understanding.places.whereabouts import is_licence_behind, is_open
from dialogs.understanding.scene.scene import Scene
from policy.places import PlaceMention

_WE = "(?:我们|咱们?|俺们?|我司|(?:我们|咱们?|俺们?|本|我)?(?:公司|企业|单位|厂子?)|我|申请方|甲方)(?:自己|这边)?"
_THEY = (
    "(?:(?:服务|检测|检验|测试|设计|合作)?(?:机构|单位|公司|商|方)|对方|他们|人家|乙方|那家|检测(?:所|院|站|中心))"
    "(?:那边)?"
)
_AND = "(?:和|跟|与|同|、|还有)"
_BOTH = f"(?:{_WE}{_AND}{_THEY}|{_THEY}{_AND}{_WE}|双方|甲乙双?方|(?:两|俩)(?:家|边|头))"
# 企业跟服务方都在崂山, 都在稷山，企业和机构都是
_BOTH_AT = Pattern(f"{_BOTH}(?:全|也|均|同)*都?(?:是|在|同在|属于?|位于|注册在)+(?:一个)?$")
_BOTH_SO = Pattern(
    f"(?:的|市|区|县|这边|本地)*[, ]+{_BOTH}(?:全|也|均)*都?(?:是|在)(?:的|那儿|那里|这儿|这里)?"
)
_ALL_AT = Pattern("(?:全|也|均)*(?:都|全)(?:是|在|注册在)+$")
_MOVES = KNOWN.add("迁|搬|挪|变更|->|=>")
_BOTH_TOLD = KNOWN.add("[都均全同双两俩]")
_ARROW = Pattern(" *[-=—~]{1,3}> *")
_MOVED = Pattern("[^。;?!]{0,16}?(?:迁|搬|挪|变更)(?:址|入|移)?(?:到|至|入|去|为|来)了?")
_PLANNED = Pattern(
    "要|准备|打算|想|计划|如果|假如|可能|正在|正要|没|不|未|能|之前|以前"
    "|厂|车间|仓库|办公|生产|实验室|人|样|货|设备|税"
)


def is_of_both(scene: Scene, place: PlaceMention) -> bool:
    """Whether the applicant and the provider are said to be there together."""
    if not scene.cues & _BOTH_TOLD or len(scene.places) != 1 or scene.asks(place.start):
        return False
    low, _ = scene.clause(place.start)
    if _BOTH_AT.search(scene.text, low, place.start):
        return not is_of_each(scene, place.start)
    return (
        _ALL_AT.fullmatch(scene.text, low, place.start) is not None
        and _BOTH_SO.match(scene.text, place.end) is not None
    )


def is_left(scene: Scene, place: PlaceMention, following: PlaceMention) -> bool:
    """Whether one has gone from a place to the next: 注册地即墨，2023年迁到城阳了; 即墨->城阳."""
    if not scene.cues & _MOVES or is_open(scene.text[scene.clause(place.start)[0] : place.start]):
        return False  # 准备把公司从济南迁到青岛
    arrow = _ARROW.fullmatch(scene.text, place.end, following.start)
    if arrow is not None:
        return scene.wants("registered_in")
    gap = scene.text[place.end : following.start]
    if is_licence_behind(scene.text, following.end):
        return False
    return _MOVED.fullmatch(gap) is not None and _PLANNED.search(gap) is None


_UNDER_WAY = KNOWN.add("手续|流程|还[在没]|马上|正在|快要")
_LEAVES = Pattern("[^,。;?!]{0,14}(?:要|正在|准备|打算|快|马上)[^,。;?!如果能]{0,8}从$")
_INTO = Pattern("(?:市|区|县)?(?:换|搬|迁|挪|转|改|变更)(?:到|至|去|成|为)")


def is_to_leave(scene: Scene, place: PlaceMention, following: PlaceMention) -> bool:
    """Whether one is still at a place, the move being under way: 执照马上要从黄岛换到即墨，手续还在走."""
    if not scene.cues & _UNDER_WAY or scene.asks(place.start):
        return False
    low, _ = scene.clause(place.start)
    if _LEAVES.fullmatch(scene.text, low, place.start) is None:
        return False
    gap = scene.text[place.end : following.start]
    return _INTO.fullmatch(gap) is not None or (
        gap in ("往", "向", "到") and scene.text.startswith(("迁", "搬", "挪", "转"), following.end)
    )


_GONE = KNOWN.add("卖[给掉了]|关[了停]|注销|转让|盘[给出]|拆了|倒闭")
_GIVEN_UP = Pattern(
    "[,。; ]+(?:去年|前年|今年|后来|已经?|早就?|都|前几年|就|现在|[0-9]{2,4}年|年[初底])*"
    "(?:卖|关停?|注销|转让|盘|拆|倒闭)(?:给[^,。;?! ]{1,4}?|[掉出])?了(?=$|[,。;! ])"
)


def is_given_up(scene: Scene, place: PlaceMention) -> bool:
    """Whether what one had there is gone: 老厂子在河津，去年卖给别人了."""
    return bool(scene.cues & _GONE) and _GIVEN_UP.match(scene.text, scene.clause(place.start)[1]) is not None


_TODAY = KNOWN.add("现在|目前|如今|眼下|今年")
_NOW = Pattern(
    "(?:我们|公司|但|不过|直到|到|而)?(?:现在|目前|如今|眼下|今年)(?:是|在|搬|到|又|都|就|才|还|只|剩下?|注册|落|属|于)*"
)
_ONCE = Pattern(
    "打算|准备|计划|老厂|卖[给掉了]|关[了停门]|注销|转让|最早|最初|起初|开始|原来|原先|以前|之前|早先|搬过|搬了|迁过|先(?=[一-鿿]{2,4}[后再])|后来|然后|接着|又|老早|前几年|那时"
)


def present(scene: Scene, owned: Sequence[tuple[PlaceMention, str]]) -> PlaceMention | None:
    """The place where one is now, after those where one was: 最早李沧，后来市北，现在崂山."""
    if not scene.cues & _TODAY:
        return None
    now = [
        place
        for place, who in owned
        if who in ("registered", "licensed", "applicant")
        and _NOW.fullmatch(scene.text, scene.phrase(place.start)[0], place.start)
    ]
    if len(now) != 1 or not _ONCE.search(scene.text, 0, now[0].start):
        return None
    return now[0]
