"""Staff: how many work for the enterprise, as a message counts them: all of them, and not some of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.figures.han_numerals import numeral
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.strangers import is_of_strangers
from dialogs.understanding.topic.topics import Topics

Found = Said | Unclear


_NUMBER = "[0-9]{1,5}(?![0-9.])|[一二三四五六七八九十百千两几零廿卅仨俩]{1,7}"
_WORKERS = "员工|职工|在[职册岗编]的|从业人员|工作人员|工人|伙计|打工的|干活的|上班的"
_TEAM = Pattern(
    # Named before its number: 在册职工86人, 员工一共32个.
    f"(?P<named>(?:(?<![发术研测理售业检务学])人员|{_WORKERS}|人数|用工|参保|缴社保的?|员工数|职工数|团队|人手|人头)"
    "(?:(?:连|算上?|加上?|包括|含)[^,。;!? 0-9]{1,5}?)?"
    "(?:总数|人数|规模|总共|数量|数|总计)?(?:的话|这块|方面|[呢么嘛])?[有是为共:约就才在, ]{0,4}"
    "(?:一共|总共|合计|拢共|共计|目前|现在|现有|大概|大约|差不多|不到|不多|将近|平均|也就|近|快){0,2}[有是为, ]{0,2}"
    f"(?P<n1>{_NUMBER})(?:(?:到|至|[-~])(?P<m1>{_NUMBER}))?(?P<r1>多|来|余|几)?(?:个|名|号|位|口)?人?)"
    # Counted: 86名员工, 五十来号人, 19口人, 23口子, 全厂120人.
    # 人是68个, 人120
    "|(?P<bare>(?:(?<=[,。;!? ])|^)人数?[: ]?(?P<n4>[0-9]{1,4})(?=$|[,。;!? ]))"
    f"|(?P<people>(?:(?<=[,。;!? ])|^)人(?:呢|的话|嘛|么|头)?[, ]?(?:是|有|共|一共|总共|不多|现在|目前|大概|就|才|只有)"
    f"{{1,3}}[, ]?"
    f"(?P<n3>{_NUMBER})(?P<r3>多|来|余|几)?(?:个|名|号|位|口)(?=人|$|[,。;!? ]))"
    f"|(?P<counted>(?!两口子)(?<![0-9.第一二三四五六七八九十百千几仨俩\\-])(?<![0-9],)(?P<n2>{_NUMBER})(?:(?:到|至|[-~])(?P<m2>{_NUMBER}))?(?P<r2>多|来|余|几)?"
    f"(?:(?P<strong>个?(?:{_WORKERS})|名(?:在[职册岗])?(?:{_WORKERS}|人员)|位(?:{_WORKERS})|号人|号?来?口人|口子|名正式工)"
    "|个?人(?![工员才民力次均员口体头]|以[上下内]|合伙|合作|一起)))"
)
# 年报上填的47个 含两个返聘的
_TOLD = Pattern(
    f"(?<![0-9.,第一二三四五六七八九十百千几多来])(?P<number>{_NUMBER})(?:个|名|号)人?[了吧]?(?=$|[,。;!? ])"
)
_ROUGH_BEFORE = Pattern(
    "(?:大概|大约|大致|约|差不多|将近|接近|不到|近|快|不足|不超过|超过|可能|估计|应该|好像|至少|最多"
    "|(?<![册表账单书告])上)[有是为 ]*$"
)
_ROUGH_AFTER = Pattern("左右|上下|出头|以[上下内]|不到|的?样子|吧|前后|多|开外|\\+")
_WHOLE = Pattern(
    "(?:我们|请问|想问问?|问一?下|你好|您好|这种|这样的?|像|这么|我|俺们?|咱们?|(?:小微|微型|小型|中型|大型)企业|公司|企业|厂子?|全(?:厂|体|员|公司)|上上下下|上下|满打满算|一共|总共|共|拢共|统共|通共|共计|合计|加起来|合起来|人|实际|实有|目前|现有|现在|就|才|只有|也就|有|连|带|算上|加上|包括"
    "|跟|和|媳妇|老婆|老公|爱人|对象|儿子|闺女|兄弟"
    "|老板|老板娘|雇[了着]?|养着|用着|会计|门卫|保安|规模|团队|小厂|小公司|家里|门?店里?|铺子里?|(?:去年|上年|前年"
    "|今年)?(?:年?底|年末)|手下|手底下|是个?|的|里|[ :]"
    "|雇了|雇着|[连跟和][^,。;!? 0-9]{1,4}[带跟和连][^,。;!? 0-9]{1,5}?(?=一共|总共|有|共|[0-9一二三四五六七八九十]|$)"
    "|(?:连|算上?|加上?|包括|包含|含)(?:上|了)?[^,。;!? 0-9]{1,6}?(?:在内|一起|一块儿?|都算上)?(?=一共|总共|有|共|$)"
    "|在[册岗职编]的?|在[职编]在[岗册编]|单位|花名册|(?:社保|五险)(?:登记|参保|[交缴上买参]保?)?[了着的]?|[交缴上参][社了]保?的?)*"
)
# 五个人的小公司
_FIRM = Pattern(
    "的(?:[^,。;!?的 ]{0,8})(?:公司|企业|厂子?|工厂|作坊|店|团队|单位|工作室|个体户|微企|合作社)(?=$|[,。;!? 的能可])"
)
# People of whom something else is said: 派了3个员工去培训, 其中研发人员8人.
_PART_BEFORE = Pattern(
    "(?:派|送|安排|组织|让|其中|[两俩几三]个?(?:加|带|和|外加|加上)|口子?(?:加|带|和|外加|加上)"
    "|培训|招|裁|走|少|多|新增|增加|减少|增|研发|技术|管理|外聘|需要|要求)了?[有 ]*$"
)
_PART_AFTER = Pattern(
    "[ ]*(?:(?:专门|专职|全职|专管|脱产|主要)[搞做弄干管负跑盯]|(?:在|负责)?[搞做弄管跑](?:研发|技术|销售|质检|财务"
    "|行政|后勤)|参加|的?独资|全资|控股|持股|说了算|去(?!年)|来|培训|学|报名|出差|负责|干|垫|走了|离职|的?(?:企业"
    "|公司)|才|就?算|费|宿舍|食堂|班|以|的?课"
    "|(?:再|外)?(?:加上?|和|带|跟|外带)[^,。;!? ]{0,2}[0-9一二两三四五六七八九十几]+个?)"
)
_MOST = 100_000
_LONGEST_LEAD = 24


def staff(scene: Scene, topics: Topics) -> Iterator[Found]:
    """How many they are; what is said of some of them is passed over, and a total goes before its parts."""
    asked = scene.wants("staff")
    if not (
        asked or "人" in scene.text or "工" in scene.text or "口" in scene.text or "全公司" in scene.text
    ):
        return
    others = scene.cues & _HELD_APART
    if others and (match := _DISPUTED.search(scene.text)):
        yield scene.unclear("staff", match.group(), "要看这些人算不算在内")
        return
    total = next((t for t in _totals(scene, topics, asked)), None)
    if total is not None:
        yield scene.said("staff", total)
        return
    if others and (match := _BESIDE.search(scene.text)):
        yield scene.unclear("staff", match.group(), "要看这些人算不算在内")
        return
    told = [m for m in _TEAM.finditer(scene.text) if not topics.covers(m.start()) and _is_whole(scene, m)]
    told = [m for m in told if not is_of_strangers(scene, m.start())]
    if told and (match := _RECOUNTED.match(scene.text, told[0].end())):
        before, change, now = _counted(scene, told[0]), _read(match["change"]), _read(match["now"])
        if before and before[2] and abs(before[0] - now[0]) == change[0] == change[1]:
            yield scene.said("staff", now[0])
        else:
            yield scene.unclear("staff", scene.text[told[0].start() : match.end()], "人数说了不止一个")
        return
    if told and (match := _OTHERWISE.search(scene.text, told[0].end())):
        yield scene.unclear("staff", scene.text[told[0].start() : match.end()], "人数说了不止一个")
        return
    if not told and asked:
        yield from _told_alone(scene)
    bounds = {read: m for m in told if (read := _counted(scene, m))}
    if len(bounds) > 1:
        raw = "、".join(m.group() for m in bounds.values())
        yield scene.unclear("staff", raw, "人数说了不止一个")
    for (low, high, exact), match in bounds.items() if len(bounds) == 1 else ():
        if exact:
            yield scene.said("staff", low)
        else:
            yield scene.unclear("staff", match.group(), f"{low} 至 {high} 人", low=low, high=high)


# 车间32个 办公室9个 加起来41人; 十一个程序员就是全公司
_TOTAL = Pattern(
    "(?:一共|总共|合计|合起来|加起来|加一块儿?|加一起|拢共|统共|通共|共计|总计|满打满算|全(?:公司|厂|部|单位)|总人数)"
    "(?:(?:也|就|才|都|是|有|算|共|一共|总共|不过|只有|[:, ]){0,3})"
    f"(?P<number>{_NUMBER})(?P<unit>个人|口人|号人|个|名|号|位|口|人)?(?=$|[,。;!? 的吧]|员工|职工)"
)
_ALL_OF_THEM = Pattern(
    f"(?<![0-9.第一二三四五六七八九十百千几])(?P<number>{_NUMBER})(?:个|名|号|位)[^,。;!? 0-9]{{1,5}}"
    "(?:就是?|便是|等于|也就是)(?:我们)?(?:全(?:公司|部|厂|体|部人马|部家当)|整个(?:公司|厂|团队)|所有(?:人|员工))"
)
_HEADS = ("人", "个人", "口人", "号人", "口")


def _totals(scene: Scene, topics: Topics, asked: bool) -> Iterator[int]:
    """What all of them come to, where it is said to be the total and exact."""
    for pattern in (_TOTAL, _ALL_OF_THEM):
        for match in pattern.finditer(scene.text):
            low, high = _read(match["number"])
            unit = match["unit"] if pattern is _TOTAL else "人"
            if _BESIDES.search(scene.text, 0, match.end()):
                continue
            if not 0 < low == high <= _MOST or (unit not in _HEADS and not (asked or _counts(scene, match))):
                continue
            if (
                topics.covers(match.start())
                or scene.asks(match.start())
                or _ROUGH_AFTER.match(scene.text, match.end())
            ):
                continue
            if not is_of_strangers(scene, match.start()) and not _PART_AFTER.match(scene.text, match.end()):
                yield low


# 员工30人，加上临时工一共45个: whether those count is asked.
_BESIDES = Pattern(
    "[0-9一二三四五六七八九十百]+[个名]?人?[^。;?!]{0,6}?[, ]?(?:加上?|算上?|连)"
    "[^,。;?!]{0,4}(?:临时|实习|兼职|外聘|返聘|退休|季节)"
)
# 在册的41 劳务派遣过来的9个 派遣的算不算; 员工30人，加上临时工一共45个
_HELD_APART = KNOWN.add("临时|派遣|实习|兼职|外聘|返聘|退休|季节")
_OTHERS = "(?:临时|派遣|实习|兼职|外聘|返聘|退休|季节)"
_DISPUTED = Pattern(
    f"[0-9一二三四五六七八九十][^。;?!]{{0,14}}{_OTHERS}[^,。;?!]{{0,10}}(?:算不算|(?:要不要|用不用)算|算(?:进去|在内|员工)?[吗么不])"
    "|[0-9一二三四五六七八九十]+[个名]?人?[, ]+(?:再?加上?|算上?|连上?"
    f"|带上?)(?!派遣){_OTHERS}[^,。;?!]{{0,6}}(?:一共|总共|共|有)[0-9一二三四五六七八九十百]+"
)
# 社保交了18个人，还有4个退休返聘的没交
_BESIDE = Pattern(
    f"(?:个人?|人|名)[^,。;?!]{{0,3}}[, ]+(?:还|另外?|外加|再加)(?:有)?(?:{_NUMBER})(?:个"
    f"|名)?人?[^,。;?!0-9]{{0,3}}{_OTHERS}"
    # 正式工48个，另外劳务派遣7个
    f"|(?:{_NUMBER})(?:个|名|号)?人?[, ]+(?:还|另外?|外加|再加|再|又)(?:有|用|请|雇|找)?了?"
    f"(?:劳务)?{_OTHERS}[^,。;?!0-9]{{0,4}}(?:{_NUMBER})(?:个|名|号)"
)
_PEOPLE = Pattern(
    f"(?:{_WORKERS}|师傅|车间|办公室|管理)[^,。;!? 0-9]{{0,4}}[0-9一二三四五六七八九十]+(?:个|名|人|号|位|(?=[, ]))"
)


def _counts(scene: Scene, match: re.Match[str]) -> bool:
    """Whether people are counted before a total that does not name them: 工人五十六，管理七个，拢共六十三."""
    text, start = scene.text, match.start()
    return (
        _PEOPLE.search(text, 0, start) is not None
        or _ALL_STAFF.search(text, max(0, start - _NEAR), start) is not None
    )


# 员工嘛老的少的加一块四十七
_ALL_STAFF = Pattern("(?:员工|职工|人手|人数|在职的?)[^,。;!?0-9外]{0,8}$")


# 六十七个人 哦走了俩 六十五
_RECOUNTED = Pattern(
    "[,。;! ]+(?:哦|啊|呃|不对|对了|后来|刚|又|上个?月|前阵子?|今年|[, ])*(?:走|辞|辞职|离职|退|退休|裁|少|招|来|进"
    "|添)了"
    f"(?P<change>{_NUMBER})(?:个|名|位)?人?[,。; ]+(?:现在|目前|还|就|只|剩|有|是|成|[, ])*(?P<now>{_NUMBER})"
    "(?:个|名|号|口)?人?(?=$|[,。;!? 了])"
)
# 年报写的是职工28 实际现在26: which counts is asked.
_OTHERWISE = Pattern(
    f"[,。;!? 但](?:不过|可是?|但是?)?"
    f"(?:实际上?|现在|目前|眼下|如今|这会儿?|今年){{1,2}}(?:的话)?(?:是|有|就|只有|剩|只剩|变成|在岗|上班的?){{0,3}}(?:{_NUMBER})"
    "(?:个|名|号|口|人|位)?(?:人|员工)?(?=$|[,。;!? 了])"
)
_SOME = Pattern(
    "(?:车间|办公室|生产|管理|研发|技术|销售|行政|后勤|宿舍|食堂|仓库"
    "|外聘|返聘|临时|实习|兼职|退休|其中|派遣|一班|个班|每|各)[^,。;!? 0-9]{0,4}$"
)


def _told_alone(scene: Scene) -> Iterator[Found]:
    """A number by itself, where it was asked for: 填的47个; several are asked about."""
    told = [
        m
        for m in _TOLD.finditer(scene.text)
        if not _ROUGH_BEFORE.search(scene.text, 0, m.start())
        and 0 < _read(m["number"])[0] == _read(m["number"])[1]
    ]
    whole = [m for m in told if not _is_part(scene.text[max(0, m.start() - _NEAR) : m.start()])]
    if len(whole) == 1:
        yield scene.said("staff", _read(whole[0]["number"])[0])
    elif told:
        yield scene.unclear("staff", "、".join(m.group() for m in told), "人数说了不止一个")


_NEAR = 12
_SAVE = Pattern("[刨去扣减]掉|除[去了]|不[算含包]")


def _is_part(lead: str) -> bool:
    return _SOME.search(lead) is not None and _SAVE.search(lead) is None


def _is_whole(scene: Scene, match: re.Match[str]) -> bool:
    """Whether it is all of the staff that is counted."""
    text, start, end = scene.text, match.start(), match.end()
    low, high = scene.phrase(start)
    before = text[max(low, start - _LONGEST_LEAD - 1) : start]
    if scene.asks(start) and not (len(before) <= _LONGEST_LEAD and _WHOLE.fullmatch(before)):
        return False
    if _PART_BEFORE.search(before) or _PART_AFTER.match(text, end) or text.startswith(_LIMITS, end):
        return False
    if match["named"] or match["people"] or match["bare"] or match["strong"]:
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
    first, last = match["n1"] or match["n2"] or match["n3"] or match["n4"], match["m1"] or match["m2"]
    low, high = _read(first)
    if last:
        high = _read(last)[1]
        if low < 10 <= high and not first.isascii():
            low *= 10
    rough = match["r1"] or match["r2"] or match["r3"]
    if not 0 < low <= high <= _MOST:
        return None
    if rough:
        place = 1
        while low % (place * 10) == 0:
            place *= 10
        high = low + place
    number = match.start(next(name for name in ("n1", "n2", "n3", "n4") if match[name]))
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
