"""Corrections: a message that takes an earlier answer back: what it says instead, and of which fact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from dialogs.understanding.cues import KNOWN, Words
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.scene import Scene


class Correction(NamedTuple):
    """The message without the words that take back and without what is taken back.

    `named` is where in the original text stands what is corrected; `is_bare` where nothing is said of it;
    `disputes` where only our result is doubted.
    """

    rest: str
    named: tuple[int, int] | None = None
    is_bare: bool = False
    disputes: bool = False


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


LONGEST = 120
"""Characters of a message that may correct."""


def may_correct(words: Words) -> bool:
    """Whether a text may hold a correction at all, at one glance."""
    return words.cues & _MAYBE != 0 and len(words.text) <= LONGEST


def correction(scene: Scene) -> Correction | None:
    """The correction that a message is, if it is one; 填错了怎么办 asks and corrects nothing."""
    text = scene.text
    if _DISPUTED.search(text):
        return Correction(_CLAIMED.sub("", text), disputes=True)
    if match := _OPENING.match(text):
        rest, end = text[match.end() :], _end(text, match.end())
        given = (*scene.amounts, *scene.dates, *scene.places)
        return Correction(
            rest, (match.end(), end), end == len(text) and not given and not _GIVEN.search(rest)
        )
    if (match := _INTO.match(text)) and _NAME.search(match["name"]):
        right = text[match.end() :]
        joint = "" if right[0] in "没有不无未是" else "是"
        return Correction(match["name"] + joint + right, match.span("name"))
    if match := _TAKEN_FOR.search(text):
        rest = text[: match.start()] + _SHOULD.sub("是", text[match.end() :], count=1)
        return Correction(rest, match.span("wrong"))
    if match := _SAID_BEFORE.search(text):
        return Correction(text[match.end() :], match.span("wrong"))
    if match := _SLIP.search(text):
        return _slipped(scene, match.start(), match.end(), match["weak"] is not None)
    if match := _FIRM.search(text):
        return Correction(_SHOULD.sub("是", text[: match.start()]) + text[match.end() :])
    return _replaced(scene)


_MAYBE = KNOWN.add(
    "[错岔]|[反混串漏]了|手[滑误抖快]|[笔口]误|[多少]打了?一?个?零|[更订纠修勘]正|[改收撤删]|重新?[填选写输录报]"
    "|作废|不算|有误"
    "|不对|才对|成了?|其实|实际|应该是|那么[多少早晚]|这么[多少早晚]|不是|非"
)
_DISPUTED = Pattern("(?:你|咋|怎么)(?:们|咋|怎么|是|给我|给)*[算测估](?:出来?|的|得|成)")
_CLAIMED = Pattern(
    "(?:不对[吧呀啊吗]?)?[,。 ]*[^,。;!?\n ]*[算测估](?:出来?|的|得|成)[^,。;!?\n ]*|^不对[吧呀啊吗]?[,。!? ]*"
)
_GIVEN = Pattern("[是为成没有不:：]")
_WHEN = "(?:刚才|刚刚|刚|前面|前边|之前|上面|方才|上次|上回|一开始|开头|先前|早先)"
_LEAD = (
    f"(?:啊|哎呀|哎|呀|唉|哦|噢|(?<![金数总份限])额|呃|不好意思|抱歉|对不起|等等|等下|{_WHEN}|那个|这个|那条|我们|我|你|请|麻烦"
    "|帮我?|给|[, ])*+"
)
_OPENING = Pattern(
    f"{_LEAD}(?:(?:[更订纠勘修]正|改正|更改|修改|改|调整|变更)(?:一?下子?|个|说明)+[: ]*|[更订纠勘修]正[:, ]*"
    f"|(?:重新?|再)[填选写输录报](?:一?下|一遍|个)?)(?=[^ 吧吗么了]{{2}})"
)
# 把发票日期改成7月9号
_INTO = Pattern(
    f"{_LEAD}(?:把|将)?(?P<name>[^,。;!?0-9 ]{{2,8}}?)(?:要|得|需要|应该|想|给)*(?:更|修)?改(?:成|为|到|回"
    "|作)(?:了|是)?(?=[^, ])"
)
# 前面选成技术咨询了，其实是工业设计
_TAKEN_FOR = Pattern(
    f"(?:{_WHEN}|我|不小心|给|都|[, ])*+[说选填写记看当听弄报点输打讲]成(?:了"
    f"|是)?(?P<wrong>[^,。;!? ]{{1,14}}?)了?[,。; ]+(?:其实|实际上?"
    "|应该|应当|本来|正确的?|真正|但|改|得|搞错了|不对|错了|[, ])*(?=是|为|[^是为])"
)
# 之前讲今年没领过，其实二季度到账过一笔
_SAID_BEFORE = Pattern(
    f"^{_LEAD}(?:[说讲填选写报答回]|告诉你)(?:的|过|了|是)*(?P<wrong>[^,。;!? ]{{2,24}})[,。; ]+(?:其实|实际上?"
    "|事实上|后来|现在|核实|查了?|翻了?"
    "|问了?|准确地?|更正|纠正|正确的?|应该)(?:一?下|说|过|的|,)*(?:是)?"
)
_VERB = "(?:[说写打填选输弄搞点按报记看算讲发给抄听念数传录敲勾答估]|理解)"
_SLIP = Pattern(
    f"(?:{_LEAD})(?:(?:好像|可能|又|都|不小心|一?不留神|全|是)*(?<![没不别怕人易总老])"
    f"(?:{_VERB}(?:得|的)?(?:错|岔|反|漏|混|串|差|拧|不对)(?:[行列位人题]|数字?|地方|年份?|日[子期]|顺序)?(?:了|啦|咯"
    "|喽|嘞|的)?"
    "|[说写填输报记录打](?:得|的)?[多少高低早晚]了(?=[, ]+(?:其实|实际|应该|应当|准确|真正|只))"
    f"|手[滑误抖快](?:了)?(?:[点选打写按输填]成?了?[一-鿿]{{0,3}})?|[笔口]误|{_VERB}?[多少]打?了?一?个?零"
    f"|(?:收回|撤回|撤销)(?:{_WHEN}|我|的|那|这|[句条个]|话|说)*"
    "|没有?(?:付|花|签|给|领|拿|开)[过到]?[那这]么[多少早晚]|(?:^|(?<=[ ,。]))(?:不对)+|(?:数字|金额|日期|时间"
    "|费用|价格|数|地址)(?:有误|不对)(?=[, ]+(?:应|是|改|其?实))|有误|错[了啦咯]"
    "|(?P<weak>(?:那|这)?[个条句笔]?(?:不算数?|作废|不作数|当我没说)|[删去]掉?了?(?:吧)?"
    "|(?:要|得|想|需要|能不能|可以)?(?:重新?[填选写输录报答改]|[更订]正|修改|改改|改一改|更改|修改|(?<![整技])改)(?:一?下|一遍)?))"
    "(?:了|啦|吧|呀|啊|哈|哦|的|吗|不好意思|抱歉)*)(?:[,。;!?~… ]+|$)"
)
_ASKED = Pattern(
    "(?!(?:还|可不?可?以|能不?能?)+(?:再)?(?:改|修改|更正|重))(?:怎么|咋|能不?能?|可以|可不可以|还能|会不会|要不要|行不行|有没有影响|算不算|影响|行吗)"
)
_FIRM = Pattern("(?:这样)?才(?:对|是|正确)(?:的|吧|啊|呀)*(?=[,。;!? ]|$)")
_SHOULD = Pattern("应该是?|应当是?|应为|得是")
_ANSWERED = Pattern(f"{_WHEN}|[那这后]面?[笔句条]|重[填选写输录]|当我没说")
_NAME = Pattern("(?:[地址日期时间额数价费款票同约告企小新类别型模]|地方|地点)$|合同|发票|报告|金额")
_TELLS = Pattern("[不没有在是]")
_NAME_END = Pattern("(?:[那这](?:一?[条个项块栏笔处]|里)|的|我|是|给|也|都|日子|一?[栏项])+$")
_NAME_LEAD = Pattern(f"^(?:{_WHEN}|我们?|我想|想|把|要|填的?|说的?|选的?|写的?|报的?|那个|的|将)*+")


def _slipped(scene: Scene, start: int, end: int, is_weak: bool) -> Correction | None:
    """发票那个日子我报错了，是6月27 says 发票是6月27; a value that stands before the slip is the wrong one.

    What may also be said of the thing itself, 票作废了, counts only of an answer or of what an answer names.
    """
    text = scene.text
    if _ASKED.match(text, end) or text[:end].endswith(("怎么办",)):
        return None
    low, _ = scene.clause(start) if start else (0, 0)
    head = text[low:start]
    lead = _NAME_LEAD.match(head)
    begin = low + (lead.end() if lead else 0)
    values: tuple[Sequence[_Spanned], ...] = (scene.amounts, scene.dates, scene.places)
    found = [value.start for given in values for value in given if begin <= value.start < start]
    name = text[begin : min(found, default=start)]
    name = _NAME_END.sub("", name)
    if is_weak and not (_ANSWERED.search(text, low, end) or (found == [] and _NAME.search(name))):
        return None
    if _TELLS.search(name):
        if not text[end:].strip(" ,。;!?~") and (_INDEED.search(name) or _PICKED.search(text, start, end)):
            return Correction(_AGO.sub("", text[:start]).strip(" ,"))
        name = ""  # 我们不在胶州啦 记岔了
    before, after = text[:low], text[end:]
    after = _SHOULD.sub("是", after, count=1) if _SHOULD.match(after) else _NOT_THIS.sub("", after, count=1)
    if (name and name in after) or (is_weak and _is_taken_back(scene, begin, start)):
        name = ""
    is_bare = not after.strip(" ,。;!?~")
    return Correction(
        before + name + after, (begin, start) if begin < start else None, is_bare and not before
    )


def _is_taken_back(scene: Scene, begin: int, end: int) -> bool:
    """刚说的高企不算: what was claimed and is not."""
    return any(mark.kind in ("certificate", "form", "size") for mark in scene.between(begin, end))


# 那个检测其实是强制的，我弄混了; 我是合伙企业，刚才点成个体户了: what is right goes first.
_INDEED = Pattern("其实|实际上?|应该?是|应当是|本来是|准确")
_PICKED = Pattern("[点选打写按输填说报]成")
_AGO = Pattern(f"^(?:等等|{_WHEN}|那个|[, ])+")
# 打错了，不是付了35万，是付了25万
_NOT_THIS = Pattern(
    "^(?:并?不是|不|并非)[^,。;是]{0,6}[0-9一二三四五六七八九十百千万][^,。;是]{0,9}[,;。 ]*而?(?=是)"
)
_NOT = Pattern("(?:并?不是|并非|而非|非)$")
_KINDS = ("service", "form", "size", "size_alone")


def _replaced(scene: Scene) -> Correction | None:
    """不是3月签的，2月14: a value denied and another given."""
    text = scene.text
    for values in (scene.amounts, scene.dates):
        wrong = [
            value for value in values if _NOT.search(text, 0, value.start) and not scene.asks(value.start)
        ]
        if wrong and len(values) > len(wrong):
            return Correction(_without(text, wrong), (0, wrong[0].start))
    for kind in _KINDS:
        marks = scene.kinds.get(kind, ())
        wrong_marks = [m for m in marks if _NOT.search(text, 0, m.start) and not scene.asks(m.start)]
        if wrong_marks and len({m.value for m in marks}) == 2 and len(wrong_marks) < len(marks):
            return Correction(_without(text, wrong_marks))
    return None


_DONE = Pattern("[签开付出给办]的|的")


def _without(text: str, wrong: Sequence[_Spanned]) -> str:
    """The text without values that it denies: 不是3月签的."""
    for value in reversed(wrong):
        match = _NOT.search(text, 0, value.start)
        cut = match.start() if match else value.start
        done = _DONE.match(text, value.end)
        text = text[:cut] + text[done.end() if done else value.end :]
    return text.strip(" ,!")


def _end(text: str, start: int) -> int:
    found = _BREAK.search(text, start)
    return found.start() if found else len(text)


_BREAK = Pattern("[,。;!? :]")
