"""Claims: what a message says of the enterprise: certificates, tenancy, legal form, size, and what was done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.certified import of_asked
from dialogs.understanding.enterprise.entries import entries, is_dated, is_out_now
from dialogs.understanding.enterprise.forms import form, size, size_alone, size_unclear
from dialogs.understanding.enterprise.holdings import holding, is_all_there_is, is_valid
from dialogs.understanding.enterprise.loose_names import IN_HAND, LOOSE, is_certified, is_of_lesser
from dialogs.understanding.enterprise.statements import statements
from dialogs.understanding.enterprise.tenancy import (
    COMPARED,
    is_away,
    is_in_talks,
    is_level_open,
    is_there,
    level,
    visited,
)
from dialogs.understanding.enterprise.trades import own_trades, trades
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.scene.wordings import heard
from dialogs.understanding.topic.topics import Topics
from dialogs.understanding.words.lexicon import Mark

Found = Said | Unclear


def claims(scene: Scene, topics: Topics) -> Iterable[Found]:
    """Every claim, and what is only hinted at; a fact claimed both ways is not clear."""
    if (
        scene.asked is None
        and not scene.dates
        and not scene.once(heard)
        and not scene.once(own_trades)
        and _CLAIMING.isdisjoint(scene.kinds)
    ):
        return ()
    found: dict[tuple[str, int | None], Found] = {}
    for claim in _all(scene, topics):
        key = (claim.name, claim.service if isinstance(claim, Said) else None)
        known = found.get(key)
        if isinstance(known, Said) and isinstance(claim, Said) and known.value != claim.value:
            found[key] = scene.unclear(claim.name, scene.label(claim.name), "前后两种说法")
        elif known is None or isinstance(claim, Unclear):
            found[key] = claim
    return found.values()


def _all(scene: Scene, topics: Topics) -> Iterator[Found]:
    yield from entries(scene, topics)
    yield from statements(scene, topics)
    yield from trades(scene, topics)
    yield from of_asked(scene)
    for mark in scene.marks:
        if mark.kind in _READERS and not topics.covers(mark.start) and not _is_of_provider(scene, mark):
            yield from _READERS[mark.kind](scene, mark)


def _is_of_provider(scene: Scene, mark: Mark) -> bool:
    """人家是市里备案过的孵化器, asked what the provider is."""
    if not mark.kind.startswith("tenancy") or not scene.wants("service_body"):
        return False
    return all(other.kind != "self" for other in scene.between(scene.clause(mark.start)[0], mark.start))


# ---- certificates and tenancy


_JOINED = Pattern(
    "(?:、|和|与|跟|以及|及|还有|也[好罢]|也|,| |/|[+]|[这那][几两三四五些][样个种项]?"
    "|这|两个|[我咱俺]们?|公司|都|[0-9][.)]?)*"
)
_REQUIRED_GAP = 4


def _certificate(scene: Scene, mark: Mark) -> Iterator[Found]:
    if mark.value == "tech_sme" and is_dated(scene, mark):
        if holding(scene, mark) == "lapsed":
            yield scene.said("tech_sme", False)
        return
    if _is_required(scene, mark):
        return
    stands = (None if is_all_there_is(scene, mark) else _together(scene, mark)) or holding(scene, mark)
    if stands == "held" and mark.value == "tech_sme" and is_out_now(scene):
        return  # 有科小证，23年的，24年没续
    if scene.text[mark.start : mark.end] == "高新" and not is_certified(scene, mark):
        return
    if (
        stands == "held"
        and scene.text[mark.start : mark.end] in LOOSE
        and len(scene.of_kind("certificate")) < 2
        and not scene.wants(mark.value)
        and not scene.text.startswith(("有", "的有", "也有"), mark.end)
        and not IN_HAND.match(scene.text, mark.end)
    ):
        stands = "hedged"
    if (
        stands in ("denied", "lapsed")
        and "小巨人" in scene.text[mark.start : mark.end]
        and (not scene.wants("srdi") or sum(m.value == "srdi" for m in scene.of_kind("certificate")) > 1)
    ):
        return  # one may be 专精特新 without
    if stands == "held" and is_of_lesser(scene, mark):
        return
    used = scene.edition is None or "certificate_valid" in scene.edition.by_name
    if stands == "held" and used and "certificate_valid" in scene.facts and is_valid(scene, mark):
        yield scene.said("certificate_valid", True)
    if stands is not None:
        yield from _claim(scene, mark, mark.value, stands)


def _claim(scene: Scene, mark: Mark, name: str, stands: str | None = None) -> Iterator[Found]:
    """What is claimed of one bool fact named in the text."""
    if scene.doubts(mark.start) and stands != "held":
        return
    raw = scene.text[mark.start : mark.end]
    stands = stands or _together(scene, mark) or scene.standing(mark.start, mark.end)
    if stands == "held":
        yield scene.said(name, True)
    elif stands in ("denied", "lapsed"):
        yield scene.said(name, False)
    elif stands == "pending":
        yield scene.unclear(name, raw, f"{scene.label(name)}还在办")
    elif stands == "hedged":
        yield scene.unclear(name, raw, f"{scene.label(name)}不能肯定")


def _together(scene: Scene, mark: Mark) -> str | None:
    """What is said of a whole list: 高企和专精特新都没有."""
    listed: list[Mark] = [mark]
    said: str | None = None
    while (following := scene.after(listed[-1].end)) is not None:
        for _ in range(2):  # 这几样我们一个没占
            if following.kind in ("self", "several"):
                following = scene.after(following.end) or following
        if not _JOINED.fullmatch(scene.text[listed[-1].end : following.start]):
            break
        if following.kind in ("both_yes", "both_no"):
            said = "held" if following.kind == "both_yes" else "denied"
            if said == "held" and _UNDER_WAY.match(scene.text, following.end - 1):
                said = "pending"  # 高企、专精特新都在申报
            break
        if following.kind != mark.kind:
            break
        if (_together, following.start) in scene.known:
            said = scene.known[_together, following.start]
            break
        listed.append(following)
    # What is said of a list is said of its rest too: each list is gone through once.
    scene.known.update(dict.fromkeys(((_together, one.start) for one in listed), said))
    return said


_UNDER_WAY = Pattern("在(?:申|报|办|评|等|公示|审|走|弄|搞|冲|准备|排|培育|复审|重新)")


def _is_required(scene: Scene, mark: Mark) -> bool:
    """Whether it is asked if one must have it: 需要是高企吗."""
    return any(
        m.kind == "required" for m in scene.ending(mark.start - _REQUIRED_GAP, mark.start)
    ) and not _JOINED.fullmatch(scene.text[: mark.start])


# 去晋创谷注册个公司: not there yet.
_MOVES = ("去", "搬到", "搬进", "进", "迁到", "迁入")
# 搬进…的, 进了: there already.
_MOVED = Pattern("(?:的|了|以后|之后|里|里面|[一二两三四五六七八九十0-9]+年|到现在)")


def _tenancy(scene: Scene, mark: Mark) -> Iterator[Found]:
    if COMPARED.match(scene.text, mark.end):
        return
    before = scene.text[max(0, mark.start - 8) : mark.start]
    seen = visited(scene, mark)
    if seen is False or is_away(scene, mark, before):
        yield scene.said(mark.value, False)
        return
    if seen:
        return
    if is_there(scene, mark, before):
        yield scene.said(mark.value, True)
        return
    if is_in_talks(scene, mark):
        yield scene.unclear(mark.value, scene.text[mark.start : mark.end], f"{scene.label(mark.value)}还在办")
        return
    moved = before.endswith(_MOVES) and _MOVED.match(scene.text, mark.end)
    if moved and scene.standing(mark.start, mark.end) == "held":
        yield from _claim(scene, mark, mark.value)
        return
    if not scene.text.endswith(_MOVES, 0, mark.start) or scene.standing(mark.start, mark.end) == "denied":
        yield from _claim(scene, mark, mark.value)


def _tenancy_unclear(scene: Scene, mark: Mark) -> Iterator[Found]:
    """An incubator whose level is not said; none at all is none of any level."""
    if is_away(scene, mark, scene.text[max(0, mark.start - 8) : mark.start]):
        yield scene.said(mark.value, False)
        return
    if any(known.value == mark.value and known.end <= mark.start for known in scene.of_kind("tenancy")):
        return  # 我们在省级孵化器里，是不是让孵化器帮我们报
    if is_in_talks(scene, mark):
        yield scene.unclear(mark.value, scene.text[mark.start : mark.end], f"{scene.label(mark.value)}还在办")
        return
    high = level(scene, mark)
    if high is not None and not scene.asks(mark.start):
        yield scene.said(mark.value, high)
        return
    is_open = is_level_open(scene, mark)
    for claim in _claim(scene, mark, mark.value):
        if isinstance(claim, Said) and claim.value is True and (not scene.wants(mark.value) or is_open):
            raw = scene.text[mark.start : mark.end]
            yield scene.unclear(mark.value, raw, "没有说是省级以上还是市级的")
        else:
            yield claim


def _tenancy_other(scene: Scene, mark: Mark) -> Iterator[Found]:
    if scene.standing(mark.start, mark.end) == "held":
        yield scene.said(mark.value, False)


# ---- what was signed and paid


_BILL = Pattern("(?:我们|公司|服务|检测|费用?|款项?|钱|都|也|还|的|是|[ :])*")


def _unpaid(scene: Scene, mark: Mark) -> Iterator[Found]:
    """服务费还没付; 设计费35万没付 leaves out a part only."""
    low, high = scene.clause(mark.start)
    bare = _BILL.fullmatch(scene.text[low : mark.start]) and scene.text[mark.end : high] in (
        "",
        "呢",
        "的",
        "款",
        "钱",
    )
    if mark.value == "unpaid" and bare and "payment" in scene.facts and not scene.asks(mark.start):
        yield scene.said("payment", "none")


_ORDER = Pattern("(?:我们|公司|是|用的?|就是|有|只有|只|签的?|的|[ ])*")


def _order(scene: Scene, mark: Mark) -> Iterator[Found]:
    """检测单 by itself: what was signed; 出了检测单 is the result."""
    low, high = scene.phrase(mark.start)
    raw, lead = scene.text[mark.start : mark.end], scene.text[low : mark.start]
    alone = mark.end == high and _ORDER.fullmatch(lead) is not None
    known = "contract_form" in scene.facts and not scene.asks(mark.start)
    if raw.endswith("单") and "报告" not in raw and alone and known:
        yield scene.said("contract_form", "test_order")


# ---- what was granted


_SPEAKER = Pattern(
    "(?:我们|我司|我|公司|企业|今年|本年度?|以前|之前|目前|现在|这|这个|是|从来|从|一直|还|也|都|就|算|属于|嗯|对"
    "|第一次|首次|科技|创新|补贴|钱|券|[ ])*"
)
_NOTHING_ELSE = Pattern("(?:[了的呢啊呀吧哦过]|任何|一分|科技|创新|服务|券|补贴|补助|钱|款|[ ])*")


def _ungranted(scene: Scene, mark: Mark) -> Iterator[Found]:
    """今年没拿过, 第一次申请; a bare 没拿过 in answer to something else is about that."""
    low, high = scene.phrase(mark.start)
    if "年" in scene.text[low : mark.start]:
        low = max(low, scene.text.rfind("今年", low, mark.start))  # 去年领过4万今年一分没领
    lead, tail = scene.text[low : mark.start], scene.text[mark.end : high]
    told = not tail and scene.text.endswith("没有", 0, high)  # 一分没有 only looks like a question
    asked = scene.text[high : high + 1] == "?" if told else scene.asks(mark.start)
    if not _SPEAKER.fullmatch(lead) or asked or scene.doubts(mark.start):
        return
    if any(found.high.year < scene.today.year for found in starting(scene.dates, low, high)):
        return
    if scene.wants("not_refiled_unchanged", "not_claimed_before", "not_sanctioned"):
        return  # 头一回报 is then about that
    ours = mark.value != "any" or "年" in lead or "券" in tail
    ours = ours or scene.asked is None or scene.wants("granted_this_year")
    ended = mark.value == "first" or _NOTHING_ELSE.fullmatch(tail) is not None
    alone = mark.value != "alone" or (not lead.strip() and not tail.strip("的了吧呢"))
    if ours and ended and alone:
        yield scene.said("granted_this_year", 0)


_READERS = {
    "other_money": _unpaid,
    "service_hint": _order,
    "granted_none": _ungranted,
    "certificate": _certificate,
    "tenancy": _tenancy,
    "tenancy_unclear": _tenancy_unclear,
    "tenancy_other": _tenancy_other,
    "form": form,
    "size": size,
    "size_alone": size_alone,
    "size_unclear": size_unclear,
}
# Without one of these, a wording, a date or an open question nothing is claimed.
_CLAIMING = frozenset((*_READERS, "statement", "entered"))
