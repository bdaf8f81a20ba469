"""Measures of an enterprise: its staff, its revenue and its assets, as a message states them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogs.understanding.amounts import Amount
from dialogs.understanding.han_numerals import numeral
from dialogs.understanding.lexicon import Mark
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene import Scene, starting
from dialogs.understanding.strangers import is_of_strangers
from dialogs.understanding.topics import Topics
from policy.money import spoken

Found = Said | Unclear


def measures(scene: Scene, topics: Topics) -> Iterator[Found]:
    """Staff, revenue and assets; last year's figures count, two that differ are asked about."""
    if scene.amounts and "other_money" in scene.kinds:
        yield from _sums(scene, topics)
    if (
        "人" in scene.text
        or "员工" in scene.text
        or "职工" in scene.text
        or "口" in scene.text
        or scene.wants("staff")
    ):
        yield from _staff(scene, topics)


# ---- revenue and assets


# What the lexicon calls a sum, and whether it is the fact itself.
_SUMS = {"revenue": "revenue", "sales": "revenue", "assets": "assets"}
_GAP = Pattern(
    "(?:是|为|有|达到?了?|在|做到?了?|完成了?|实现了?|能有|也就|才|就|只有|不过|一年|全年|每年|年度?|上年度?|本年度?|的|总额|总计"
    "|规模|合计|数|一共|总共|不到|不足|不?超过|没到|将近|接近|大概|大约|差不多|约|估计|应该|可能|好像"
    "|至少|最多|快|近|[:( ])*"
)
_OLD = 2  # years after which a figure says nothing of today
_NOT_OURS = Pattern(
    "预计|预期|目标|计划|争取|明年|后年|要求|标准|规定|如果|假如|要是|要不|满足|对方|机构|客户|甲方|乙方"
)
_OF_OTHERS = Pattern("(?:以[上下内]|以?上|以?下)?的?(?:企业|公司|单位|才|就|算|属于|怎么)")


def _sums(scene: Scene, topics: Topics) -> Iterator[Found]:
    found: dict[str, list[tuple[Mark, Amount]]] = {}
    for mark in scene.kinds["other_money"]:
        if mark.value not in _SUMS or topics.covers(mark.start):
            continue
        amount = _measured(scene, mark)
        if amount is not None and not _is_of_others(scene, mark, amount):
            found.setdefault(_SUMS[mark.value], []).append((mark, amount))
    for name, told in found.items():
        (mark, amount), *others = told
        readings = dict.fromkeys(one.reading for _, one in told)
        doubtful = not amount.exact or mark.value == "sales" or _is_old(scene, mark, amount)
        if any(other.low != amount.low for _, other in others):
            yield scene.unclear(name, amount.raw, "或".join(readings))
        elif doubtful:
            options = tuple(scene.option(name, fen, spoken(fen)) for fen in amount.candidates)
            label = scene.label(name)
            yield scene.unclear(
                name,
                amount.raw,
                f"{label} {amount.reading}",
                low=amount.low,
                high=amount.high,
                options=options,
            )
        else:
            yield scene.said(name, amount.low)


def _measured(scene: Scene, mark: Mark) -> Amount | None:
    """The amount right after the word, or else right before it: 营收2300万, 2300万的营收."""
    _, high = scene.clause(mark.start)
    after = starting(scene.amounts, mark.end, high)
    if after and _GAP.fullmatch(scene.undated(mark.end, after[0].start)):
        return after[0]
    low, _ = scene.phrase(mark.start)
    before = starting(scene.amounts, low, mark.start)
    if before and scene.text[before[-1].end : mark.start] in ("", "的", "年", "的年"):
        return before[-1]
    return None


def _is_of_others(scene: Scene, mark: Mark, amount: Amount) -> bool:
    """Whether it is a limit or a plan, or another's: 营收2000万以下的企业, 预计营收."""
    low, _ = scene.phrase(min(mark.start, amount.start))
    low = max(low, mark.start - _LONGEST_LEAD)
    if _NOT_OURS.search(scene.text, low, max(mark.end, amount.start)):
        return True
    if _OF_OTHERS.match(scene.text, max(mark.end, amount.end)):
        return True
    if is_of_strangers(scene, mark.start):
        return True
    here = scene.between(low, mark.start)
    return scene.asks(mark.start) and not any(m.kind == "self" for m in here)


def _is_old(scene: Scene, mark: Mark, amount: Amount) -> bool:
    low, _ = scene.clause(mark.start)
    dated = starting(scene.dates, low, max(mark.end, amount.end))
    return any(d.high.year < scene.today.year - _OLD for d in dated)


# ---- staff


_NUMBER = "[0-9]{1,5}(?![0-9.])|[一二三四五六七八九十百千两几零廿卅仨俩]{1,7}"
_WORKERS = "员工|职工|在[职册岗编]的|从业人员|工作人员|工人|伙计|打工的|干活的|上班的"
_TEAM = Pattern(
    # Named before its number: 在册职工86人, 员工一共32个.
    f"(?P<named>(?:(?<![发术研测理售业检务学])人员|{_WORKERS}|人数|用工|参保|缴社保的?|员工数|职工数|团队|人手)"
    "(?:(?:连|算上?|加上?|包括|含)[^,。;!? 0-9]{1,5}?)?"
    "(?:总数|人数|规模|总共|数量|数|总计)?[有是为共:约就才在 ]{0,4}"
    "(?:一共|总共|目前|现在|现有|大概|大约|差不多|不到|将近|平均|近|快){0,2}[有是为 ]{0,2}"
    f"(?P<n1>{_NUMBER})(?:(?:到|至|[-~])(?P<m1>{_NUMBER}))?(?P<r1>多|来|余|几)?(?:个|名|号|位|口)?人?)"
    # Counted: 86名员工, 五十来号人, 19口人, 23口子, 全厂120人.
    f"|(?P<counted>(?!两口子)(?<![0-9.第一二三四五六七八九十百千几仨俩\\-])(?<![0-9],)(?P<n2>{_NUMBER})(?:(?:到|至|[-~])(?P<m2>{_NUMBER}))?(?P<r2>多|来|余|几)?"
    f"(?:(?P<strong>个?(?:{_WORKERS})|名(?:在[职册岗])?(?:{_WORKERS}|人员)|位(?:{_WORKERS})|号人|号?来?口人|口子|名正式工)"
    "|个?人(?![工员才民力次均员口体头]|以[上下内]|合伙|合作|一起)))"
)
# 年报上填的47个 含两个返聘的
_TOLD = Pattern(
    f"(?<![0-9.,第一二三四五六七八九十百千几多来])(?P<number>{_NUMBER})(?:个|名|号)(?=$|[,。;!? ])"
)
_ROUGH_BEFORE = Pattern(
    "(?:大概|大约|大致|约|差不多|将近|接近|不到|近|快|不足|不超过|超过|可能|估计|应该|好像|至少|最多|上)[有是为 ]*$"
)
_ROUGH_AFTER = Pattern("左右|上下|出头|以[上下内]|不到|的?样子|吧|前后|多|开外|\\+")
_WHOLE = Pattern(
    "(?:我们|我|俺们?|咱们?|(?:小微|微型|小型|中型|大型)企业|公司|企业|厂子?|全(?:厂|体|员|公司)|上下|满打满算|一共|总共|共|目前|现有|现在|就|才|只有|也就|有|连|带|算上|加上|包括"
    "|跟|和|媳妇|老婆|老公|爱人|对象|儿子|闺女|兄弟"
    "|老板|老板娘|雇[了着]?|养着|用着|会计|门卫|保安|规模|团队|小厂|小公司|家里|店里|手下|手底下|是个?|的|里|[ :]"
    "|雇了|雇着|连[^,。;!? 0-9]{1,4}带[^,。;!? 0-9]{1,5}?(?=一共|总共|有|共|[0-9一二三四五六七八九十])"
    "|在[册岗职编]|在职在岗|花名册|(?:社保|五险)(?:登记|参保|[交缴上买参]保?)?[了着的]?|[交缴上参][社了]保?的?)*"
)
# 五个人的小公司
_FIRM = Pattern(
    "的(?:小微|微型|小型|中型|小|微|科技|创业|初创|民营|加工|夫妻|家庭|个体|家族)*"
    "(?:公司|企业|厂子?|工厂|作坊|店|团队|单位|工作室|个体户|微企)(?=$|[,。;!? 的能可])"
)
# People of whom something else is said: 派了3个员工去培训, 其中研发人员8人.
_PART_BEFORE = Pattern(
    "(?:派|送|安排|组织|让|其中|[两俩几三]个?(?:加|带|和|外加|加上)|口子?(?:加|带|和|外加|加上)"
    "|培训|招|裁|走|少|多|新增|增加|减少|增|研发|技术|管理|外聘|需要|要求)了?[有 ]*$"
)
_PART_AFTER = Pattern(
    "[ ]*(?:参加|去(?!年)|来|培训|学|报名|出差|负责|干|垫|走了|离职|的?(?:企业|公司)|才|就?算|费|宿舍|食堂|班|以|的?课"
    "|(?:再|外)?(?:加上?|和|带|跟|外带)[^,。;!? ]{0,2}[0-9一二两三四五六七八九十几]+个?)"
)
_MOST = 100_000
_LONGEST_LEAD = 24


def _staff(scene: Scene, topics: Topics) -> Iterator[Found]:
    """How many they are; what is said of some of them is passed over."""
    told = [m for m in _TEAM.finditer(scene.text) if not topics.covers(m.start()) and _is_whole(scene, m)]
    told = [m for m in told if not is_of_strangers(scene, m.start())]
    if not told and scene.wants("staff") and (match := _TOLD.search(scene.text)):
        low, high = _read(match["number"])
        rough = _ROUGH_BEFORE.search(scene.text[: match.start()])
        if 0 < low == high and not rough:
            yield scene.said("staff", low)
    bounds = {read: m for m in told if (read := _counted(scene, m))}
    if len(bounds) > 1:
        raw = "、".join(m.group() for m in bounds.values())
        yield scene.unclear("staff", raw, "人数说了不止一个")
    for (low, high, exact), match in bounds.items() if len(bounds) == 1 else ():
        if exact:
            yield scene.said("staff", low)
        else:
            yield scene.unclear("staff", match.group(), f"{low} 至 {high} 人", low=low, high=high)


def _is_whole(scene: Scene, match: re.Match[str]) -> bool:
    """Whether it is all of the staff that is counted."""
    text, start, end = scene.text, match.start(), match.end()
    low, high = scene.phrase(start)
    before = text[max(low, start - _LONGEST_LEAD - 1) : start]
    if scene.asks(start) and not (len(before) <= _LONGEST_LEAD and _WHOLE.fullmatch(before)):
        return False
    if _PART_BEFORE.search(before) or _PART_AFTER.match(text, end) or text.startswith(_LIMITS, end):
        return False
    if match["named"] or match["strong"]:
        return True
    if len(before) > _LONGEST_LEAD:
        return False
    if any(m.value == "training" for m in scene.of_kind("service")):
        return False
    if _OF_FIRM.search(before) and _GOES_ON.match(text, end) and _counted(scene, match):
        return True  # 是高新技术企业一百八十个人今年做了个检测
    return _WHOLE.fullmatch(before) is not None and (
        before.strip() != "" or text[end:high].strip("吧的了") == "" or _FIRM.match(text, end) is not None
    )


_OF_FIRM = Pattern("(?:是|的)[^,。;!? 找请委给]{0,12}(?:企业|公司|厂子?)(?:大概|就|有|一共|总共)*$")
_GOES_ON = Pattern("今年|去年|前年|上半年|,|，|。| 营|做了")
_LIMITS = ("以上的", "以下的", "以内的", "以下算", "以上算")


def _counted(scene: Scene, match: re.Match[str]) -> tuple[int, int, bool] | None:
    """From how many to how many, and whether that is exact."""
    first, last = match["n1"] or match["n2"], match["m1"] or match["m2"]
    low, high = _read(first)
    if last:
        high = _read(last)[1]
        if low < 10 <= high and not first.isascii():
            low *= 10
    rough = match["r1"] or match["r2"]
    if not 0 < low <= high <= _MOST:
        return None
    if rough:
        place = 1
        while low % (place * 10) == 0:
            place *= 10
        high = low + place
    number = match.start("n1") if match["n1"] else match.start("n2")
    window = scene.text[max(0, number - 5) : number]
    exact = (
        low == high and not _ROUGH_BEFORE.search(window) and not _ROUGH_AFTER.match(scene.text, match.end())
    )
    return low, high, exact


_PAIRS = {"俩": (2, 2), "仨": (3, 3)}


def _read(written: str) -> tuple[int, int]:
    if written in _PAIRS:
        return _PAIRS[written]
    if written.isascii():
        return int(written), int(written)
    read = numeral(written)
    return (read.low, read.high) if read else (0, 0)
