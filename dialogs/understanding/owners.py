"""Owners: who is at a place that a message names: the applicant, the provider, or nobody we ask about."""

from __future__ import annotations

from typing import Literal

from dialogs.understanding import strangers
from dialogs.understanding.lexicon import Mark
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.scene import OWN, Scene, starting
from dialogs.understanding.whereabouts import (
    has_moved,
    is_branch,
    is_bygone,
    is_disputed,
    is_general,
    is_handed_over,
    is_licensed,
    is_name,
    is_of_strangers,
    is_open,
    is_work,
    trade,
)
from policy.divisions import division
from policy.places import PlaceMention

# licensed: the applicant's licence is there · registered: the applicant says to be there · applicant: it may be so
# work: something was done there · programme: the place whose voucher is meant
Owner = Literal["licensed", "registered", "applicant", "work", "programme", "provider", "nobody"]

# What may stand between whoever is somewhere and the place.
_LINK = Pattern(
    "(?:是|系|在|搁|坐落|于|属于|属|位于|都|全|就|也|刚|才|目前|现在|主要|已经?|注册|成立|登记|办公|来自|落户|地处|设|开|为"
    "|一?家|这家|的|公司|企业|厂子?|地址|所在地|自己|本身|本来|其实|一直|真|归|人|老|这边|这儿|隔壁|(?:[河江海湖]|马路)?对[岸面]|边上"
    "|里|[ :(])*"
)
# What may stand between a place and the one who is there.
_FILL = Pattern("(?:的|那边|这边|那里|这里|那个|这个|那家|某|有?一?家|有个|一?个|境?内|辖区|[(「“])*")
_LEAD = Pattern(
    "(?:请问|请教|问一?下|想问一?下?|你们?好|您好|老师|咨询|一?[下哈]|坐标|人在|在|是|位于|来自|地点|手[上头里]|客户|有家|有个|有一家|一家|一个"
    "|我们?|咱们?|俺们?|那么?|嗯|哦|[ :])*"
)
_WHOLE_LEAD = Pattern(
    "(?:坐标|具体|实际|注册|登记|住所|所在地|所在|地址|人在|在|是|就|老|隔壁|位于|来自|地点|公司|企业|厂子?|也是|都是"
    "|我们?|咱们?|俺们?|[ :])*"
)
_WHOLE_TAIL = Pattern(
    "(?:的|滴|哩|市|这边|那边|这里|那块|这块|这一?带|那一?带|那嘎达|里头|里面|里|嘛|呗|人|哈|啊|呀|吧|呢|哦|了|[ .~!])*"
    "(?:(?:也|都|就)?(?:不|没)(?:在|是)(?:本市|本地|本省|当地|我们这|咱这|这)(?:儿|里|边)?的?)?"
)
# 刚从深圳迁到即墨的
_MOVED_TO = Pattern("(?:从[^,。]{1,8})?(?:迁|搬|挪)(?:到|来|至|入|过来)了?$")
_BEYOND = Pattern("(?:以外|之外|外(?![地面国资贸省市企]))")
_LEFT = ("出", "出了", "离开", "离开了")
_WORKS = (
    "做的", "做了", "检测", "测的", "给", "帮", "提供", "开发", "出的", "设计", "承接", "承担", "搞的", "弄的", "中标",
    "签",
)  # fmt: skip
_SEEKS = ("找", "请", "委托", "跟", "和")
_SEEK_GAP = 3
_TOLD = frozenset(
    {
        "service",
        "mandatory",
        "certificate",
        "form",
        "size",
        "size_alone",
        "size_unclear",
        "granted",
        "statement",
    }
    | {"invoice", "result", "pay", "contract", "subject"}
)


def owner(scene: Scene, place: PlaceMention) -> Owner:
    """Whose place it is, by the words right before it and right after it."""
    low, high = scene.clause(place.start)
    lead, tail = scene.text[low : place.start], scene.text[place.end : high]
    found = _owner(scene, place, lead, tail)
    if found in ("registered", "applicant"):
        if lead and is_bygone(lead, tail) and not _is_renamed(scene, place):
            return "nobody"
        if is_licensed(lead, tail) and not _is_general(scene, place):
            found = "licensed"
    return "applicant" if found in ("registered", "licensed") and lead and is_open(lead) else found


def _owner(scene: Scene, place: PlaceMention, lead: str, tail: str) -> Owner:
    low, high = place.start - len(lead), place.end + len(tail)
    before = scene.before(place.start, low)
    gap = scene.text[before.end if before else low : place.start]
    linked = before is not None and _LINK.fullmatch(gap) is not None
    kind = before.kind if before is not None and linked else ""
    after = _follower(scene, place.end)
    if kind == "headquarters" and scene.text.startswith("隔壁", before.start if before else 0) and not gap:
        kind = ""  # 隔壁诸城的
    if kind == "headquarters" or (after is not None and after.kind == "headquarters"):
        return "nobody"
    if after is not None and after.kind == "voucher":
        return "programme"
    if is_of_strangers(lead, tail) or is_disputed(lead) or strangers.is_of_strangers(scene, place.start):
        return "nobody"
    if is_work(lead, tail):
        return "provider" if lead and is_handed_over(lead, tail) else "work"
    if tail and (is_general(tail) or is_branch(tail)):
        return "applicant"
    if kind in OWN and gap.strip() not in ("", "的"):
        return "registered"
    if lead and has_moved(lead, tail):
        return "registered"
    if after is not None and _is_provider(scene, after):
        return "provider"
    if before is not None and before.kind == "seek" and len(gap) <= _SEEK_GAP:
        return "provider"
    if lead and is_handed_over(lead, tail):
        return "provider"
    if before is not None and kind == "provider" and (gap[:1] not in ("", " ") or _is_nowhere(scene, before)):
        return "provider"
    if scene.wants("provider_in"):
        return "provider"
    if kind in OWN:
        return "registered"
    if scene.wants("registered_in") and len(scene.places) == 1 and not scene.asks(place.start):
        return "registered"
    if after is not None and (found := _followed(scene, place, before, after)):
        return found
    length = trade(lead, tail)
    if length and not lead and _is_of_provider_before(scene, low):
        return "provider"
    if length and tail.strip("的滴哩") == "" and _is_of_nobody(scene, tail):
        return "applicant"
    if length and not _serves(scene, place.end, place.end + length):
        return "registered"
    return "registered" if _calls_outsiders(scene, place, high) else _alone(scene, place)


def _is_renamed(scene: Scene, place: PlaceMention) -> bool:
    """原来胶南市的: the name is of the past, and not the seat."""
    if not scene.wants("registered_in") or len(place.candidates) != 1:
        return False
    now = division(place.candidates[0].code)
    return now is not None and not now.name.startswith(scene.text[place.start : place.start + 2])


def is_outside(scene: Scene, place: PlaceMention) -> bool:
    """Whether it is said not to be there: 不在青岛, 青岛以外."""
    if _BEYOND.match(scene.text, place.end) or scene.text.endswith(_LEFT, 0, place.start):
        return True
    if not scene.denies:
        return False
    window = scene.text[scene.phrase(place.start)[0] : place.start]
    return any(c in window for c in "不没非未") and scene.standing(place.start, place.end) == "denied"


def is_local(scene: Scene, place: PlaceMention) -> bool:
    """青岛本地的机构: what is local to the speaker is there."""
    mark = scene.at(place.end)
    inside = mark is not None and mark.kind == "relative" and mark.value == "inside"
    return inside or scene.text.startswith("内", place.end)


def is_of_provider(scene: Scene, mark: Mark) -> bool:
    """Whether 本地, 外地 and the like are said of a provider: 外地机构, 找本地的, 机构是省外的."""
    if any(place.end == mark.start for place in starting(scene.places, 0, mark.start)[-1:]):
        return False
    low, high = scene.phrase(mark.start)
    if "%" in scene.text[low:high] or scene.standing(mark.start, mark.end) not in ("held", "lapsed"):
        return False
    after = _follower(scene, mark.end)
    if after is not None and (_is_provider(scene, after) or after.kind in ("service", "mandatory")):
        return True
    if is_work(scene.text[low : mark.start], scene.text[mark.end : high]):
        return True
    before = scene.before(mark.start, scene.clause(mark.start)[0])
    if _is_afterthought(scene, mark):
        return True
    if before is not None and before.kind in ("seek", "provider"):
        return _LINK.fullmatch(scene.text[before.end : mark.start]) is not None
    return scene.wants("provider_in")


def _is_afterthought(scene: Scene, mark: Mark) -> bool:
    """委托研发，本地: where a service already named was bought."""
    if scene.wants("registered_in"):
        return False
    low, high = scene.phrase(mark.start)
    if scene.text[low : mark.start].strip() or scene.text[mark.end : high].strip("的了吧"):
        return False
    bought = scene.of_kind("service", "work", "mandatory", "fee")[:1]
    added = [m for m in scene.of_kind("control") if m.value == "add_service"][:1]
    return any(m.end <= low for m in (*bought, *added))


def is_home(scene: Scene, mark: Mark) -> bool:
    """Whether 本地 or 外地 is all that the message says."""
    lead, tail = scene.text[: mark.start], scene.text[mark.end :]
    return _WHOLE_LEAD.fullmatch(lead) is not None and _WHOLE_TAIL.fullmatch(tail) is not None


def _followed(scene: Scene, place: PlaceMention, before: Mark | None, after: Mark) -> Owner | None:
    """What the word after a place tells: 青岛的企业, 青岛创新券, 青岛的能报吗."""
    if after.kind == "may" and scene.text[after.start - 1] == "的":
        return "registered"
    if after.kind not in OWN:
        return None
    if after.kind == "self" and scene.text.startswith(_WORKS, after.end):
        return "provider"
    leads = before is not None and before.kind in ("nothing", "intent", "voucher")
    starts = (scene.clause(place.start)[0], scene.phrase(place.start)[0])
    if leads or any(_LEAD.fullmatch(scene.text[start : place.start]) for start in starts):
        return "registered"
    return None


def _alone(scene: Scene, place: PlaceMention) -> Owner:
    """A phrase that is nothing but a place is the speaker's own, where something else is told too."""
    low, high = scene.phrase(place.start)
    lead, tail = scene.text[low : place.start], scene.text[place.end : high]
    if _is_bracketed(scene, place):
        return "provider"
    if lead and _MOVED_TO.search(lead) and _WHOLE_TAIL.fullmatch(tail):
        return "registered"
    if not (_WHOLE_LEAD.fullmatch(lead) and _WHOLE_TAIL.fullmatch(tail)):
        return "applicant"
    if _is_of_provider_before(scene, low):
        return "provider"
    if _is_of_nobody(scene, tail):
        return "applicant"
    said = "的" in tail or lead.strip() != "" or scene.wants("registered_in")
    return "registered" if said or not scene.kinds.keys().isdisjoint(_TOLD) else "applicant"


_ONESELF = frozenset("我咱俺")


def _is_of_nobody(scene: Scene, tail: str) -> bool:
    """高企奖励多少钱，青岛的: asked of a place, and nothing is told of oneself."""
    asked = scene.kinds.keys() & {"neighbour", "reward"} or "哪个" in scene.text
    spoken = "self" in scene.kinds or not _ONESELF.isdisjoint(scene.text)
    return bool(asked) and not spoken and not scene.amounts and "人" not in tail


def _is_bracketed(scene: Scene, place: PlaceMention) -> bool:
    """检测付了12万（上海，票9月3号）: in brackets after a service, where it was bought."""
    return (
        scene.text.endswith(("(", "（"), 0, place.start)
        and (before := scene.before(place.start, scene.clause(place.start)[0])) is not None
        and before.kind in ("service", "mandatory", "pay", "fee", "work")
    )


def _is_of_provider_before(scene: Scene, low: int) -> bool:
    """Whether the clause before speaks of a provider and does not say where: 服务机构远，海口那边的."""
    if not low:
        return False
    start, end = scene.clause(low - 1)
    kinds = {mark.kind for mark in scene.between(start, end)}
    if "provider" not in kinds or "self" in kinds:
        return False
    return all(is_outside(scene, place) for place in starting(scene.places, start, end))


def _follower(scene: Scene, position: int) -> Mark | None:
    """The mark that a place belongs to, past 的, 一家 and words like 本地."""
    for _ in range(3):
        match = _FILL.match(scene.text, position)
        position = match.end() if match else position
        mark = scene.at(position)
        if mark is None and scene.text[position : position + 1] in ("小", "老", "新"):
            mark = scene.at(position + 1)
        if mark is None:
            return _named(scene, position)
        if mark.kind != "relative":
            return mark
        position = mark.end
    return None


def _named(scene: Scene, position: int) -> Mark | None:
    """The firm or institute whose name begins with the place: 大连化物所, 董家口港区的化工企业."""
    for mark in scene.beginning(position, position + _LONGEST_NAME):
        if mark.kind in ("provider", "self", "form"):
            return mark if is_name(scene.text[position : mark.start]) else None
        if mark.kind not in ("service", "relative"):
            return None
    return None


_LONGEST_NAME = 9


def _serves(scene: Scene, low: int, high: int) -> bool:
    """Whether a service or its provider is spoken of: 青岛做检测的机构."""
    return any(m.kind in ("service", "mandatory", "provider", "voucher") for m in scene.between(low, high))


def _is_general(scene: Scene, place: PlaceMention) -> bool:
    """Whether it is asked of whoever is registered there: 注册在青岛的企业能报吗."""
    low, _ = scene.clause(place.start)
    return scene.asks(place.start) and not any(
        m.kind == "self" and "注册" not in scene.text[m.start : m.end]
        for m in scene.between(low, place.start)
    )


def _is_provider(scene: Scene, mark: Mark) -> bool:
    """A provider's name, or a service and a company: 产品设计公司."""
    if mark.kind == "provider":
        return True
    following = scene.at(mark.end)
    return mark.kind == "service" and following is not None and following.kind in ("self", "provider")


def _is_nowhere(scene: Scene, provider: Mark) -> bool:
    """Whether the phrase that names a provider does not say where it is."""
    low, _ = scene.phrase(provider.start)
    told = starting(scene.places, low, provider.start)
    return not told and not any(m.kind == "relative" for m in scene.between(low, provider.start))


def _calls_outsiders(scene: Scene, place: PlaceMention, high: int) -> bool:
    """在青岛找外地机构: the one who calls others outsiders is at home."""
    if not scene.text.startswith(_SEEKS, place.end):
        return False
    nearby = scene.beginning(place.end + 1, min(place.end + 6, high) + 1)
    return any(mark.kind == "relative" for mark in nearby)
