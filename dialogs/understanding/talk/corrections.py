"""Corrections: a message that takes an earlier answer back: what it says instead, and of which fact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from dialogs.understanding.characters.cues import KNOWN, Words
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.talk.contrasts import Spanned, answers_first, contrasts, without
from dialogs.understanding.talk.misreports import misreport
from dialogs.understanding.talk.takebacks import MAYBE, takeback


class Correction(NamedTuple):
    """The message without the words that take back and without what is taken back.

    `named` is where in the original text stands what is corrected; `is_bare` where nothing is said of it;
    `disputes` where only our result is doubted.
    """

    rest: str
    named: tuple[int, int] | None = None
    is_bare: bool = False
    disputes: bool = False


LONGEST = 120
"""Characters of a message that may correct."""


def may_correct(words: Words) -> bool:
    """Whether a text may hold a correction at all, at one glance."""
    return words.cues & (_MAYBE | MAYBE) != 0 and len(words.text) <= LONGEST


def correction(scene: Scene) -> Correction | None:
    """The correction that a message is, if it is one; 填错了怎么办 asks and corrects nothing."""
    text = scene.text
    if _DISPUTED.search(text):
        return Correction(_CLAIMED.sub("", text), disputes=True)
    if "改" in text and (swapped := _swapped(scene)):
        return swapped
    if (told := misreport(scene)) is not None:
        return Correction(*told)
    cuts = contrasts(scene)
    if (gone := takeback(scene, cuts)) is not None:
        return Correction(*gone)
    if (match := _INTO.search(text)) and _NAME.search(match["name"]) and not _ASKED.search(text, match.end()):
        return _changed(scene, match, without(text, match.end(), len(text), cuts))
    if match := _OPENING.match(text):
        rest, end = without(text, match.end(), len(text), cuts), _end(text, match.end())
        rest = _SHOULD.sub("是", _ASKING.sub("", _OLD.sub("", rest), count=1), count=1)
        given = (*scene.amounts, *scene.dates, *scene.places)
        return Correction(
            rest, (match.end(), end), end == len(text) and not given and not _GIVEN.search(rest)
        )
    if match := _SAID_FALSELY.match(text):
        return Correction(text[match.end() :], match.span("wrong"))
    if match := _TAKEN_FOR.search(text):
        before, after = without(text, 0, match.start(), cuts), without(text, match.end(), len(text), cuts)
        name = _NAME_END.sub("", _NAME_LEAD.sub("", before.rpartition(",")[2], count=1))
        if _NAME.search(name):  # 签订日期我看成另一家的了，这家是3月14号
            return Correction(f"{name}是{_THIS_ONE.sub('', after, count=1)}", (0, match.start()))
        return Correction(before + _SHOULD.sub("是", after, count=1), match.span("wrong"))
    if match := _SAID_BEFORE.search(text):
        return Correction(without(text, match.end(), len(text), cuts), match.span("wrong"))
    if match := _SLIP.search(text):
        return _slipped(scene, match.start(), match.end(), match["weak"] is not None, cuts)
    if match := _FIRM.search(text):
        return Correction(_SHOULD.sub("是", text[: match.start()]) + text[match.end() :])
    return _replaced(scene, cuts)


_SWAP = Pattern("(?:要|得|应该|请|给|都|帮我)*[更修]?[改换](?:正|成|为|到|作)*(?:了|是)?")


def _swapped(scene: Scene) -> Correction | None:
    """上面那个十五万改十三万, 地点从济南改成青岛: one value in place of another."""
    values: tuple[Sequence[Spanned], ...] = (scene.amounts, scene.dates, scene.places)
    for given in values:
        for wrong, right in pairwise(given):
            if "改" in scene.text[wrong.end : right.start] and _SWAP.fullmatch(
                scene.text, wrong.end, right.start
            ):
                start = wrong.start if given is scene.amounts and not scene.between(0, wrong.start) else 0
                return Correction(scene.text[right.start :], (start, wrong.end))
    return None


def _changed(scene: Scene, match: re.Match[str], right: str) -> Correction:
    """把发票日期改成7月9号, 服务机构所在地得换，是烟台: what is named, with what it is to be."""
    joint = "" if right[:1] in _STANDS else "是"
    name = _NAME_LEAD.sub("", match["name"], count=1)
    return Correction(name + joint + _SOFTLY.sub("", right, count=1), match.span("name"))


# 合同额改成6万8吧: a wish, and no rough sum.
_SOFTLY = Pattern("(?<=[^,。;!? ])吧(?=$|[,。;! ])")
_STANDS = ("没", "有", "不", "无", "未", "是", "在")


_MAYBE = KNOWN.add(
    "[错岔]|[反混串漏]了|手[滑误抖快]|[笔口]误|[多少]打了?一?个?[零0]|[更订纠修勘]正|[改撤删]|收回|重新?[填选写输录报]"
    "|上次|上回|[前刚之][才面前头][说讲填报]|刚[说讲填选答]|更改|变更|调整|作废|不算|有误|[多少漏][填写说报打答按输]|[多少高低早晚]了|不准|出入|输入法|语音|识别|键盘|一看|[得要]换|为准|不在"
    "|不对|才对|[报发填写]给|成了?|其实|实际|应该是|那么[多少早晚]|这么[多少早晚]|不是|非"
)
_DISPUTED = Pattern("(?:你|咋|怎么)(?:们|咋|怎么|是|给我|给)*[算测估](?:出来?|的|得|成)")
_CLAIMED = Pattern(
    "(?:不对[吧呀啊吗]?)?[,。 ]*[^,。;!?\n ]*[算测估](?:出来?|的|得|成)[^,。;!?\n ]*|^不对[吧呀啊吗]?[,。!? ]*"
)
_GIVEN = Pattern("[是为成没有不:：]")
_WHEN = "(?:刚才|刚刚|刚|前面|前边|之前|上面|方才|上次|上回|一开始|开头|先前|早先)"
_LEAD = (
    f"(?:啊|哎呀|哎|呀|唉|哦|噢|等会儿?|等一会儿?|(?<![金数总份限])额|呃|不好意思|抱歉|对不起|等等|等下|{_WHEN}|那个|这个|那条|我们|我|你|请|麻烦"
    "|要|想|能不能|能|可不可以|可以|帮我?|给|[, ])*+"
)
_OPENING = Pattern(
    f"{_LEAD}(?:(?:[更订纠勘修]正|改正|更改|修改|改|调整|变更)(?:一?下子?|个|说明)+[: ]*|[更订纠勘修]正[:, ]*"
    "|(?:更改|修改|变更|调整|改正|改):+ ?"
    "|改(?![造进良制装变革善签])(?=[^,。;!?0-9 ]{2,8}:)"
    f"|(?:重新?|再)[填选写输录报说讲](?:一?下|一遍|个)?)(?=[^ 吧吗么了]{{2}})"
)
# 把发票日期改成7月9号; 公司注册地改一下，改到芮城; 服务机构所在地得换，是烟台
_INTO = Pattern(
    "(?:^|(?<=[,。;!? ]))"
    f"{_LEAD}(?:把|将)?(?P<name>[^,。;!?0-9 ]{{2,10}}?)(?:(?:由|从)[^,。;!? ]{{1,14}}?)?"
    "(?:(?:要|得|需要|应该|应当|应|想|给|帮我|请|麻烦|也|都)*"
    "(?:[更修调]?改|换|更正|调整|变更)(?:一?下|改|了)?[,:。; ]*"
    "(?:(?:[更修]?改|换|调整|变更|更正)?(?:成|为|到|回|作)(?:了|是)?|[:,]|(?<=[,:。; ])(?=是|在))"
    "|(?:以|按)[^,。;!? ]{1,8}为准[:, ]+)(?=[^,。;!? ])"
)
# 前面说付了7万不对，实付6.5万; 刚才我说我们是高企说错了我们自己没有
_SAID_FALSELY = Pattern(
    f"{_LEAD}(?:[说讲填选写报]|告诉你)(?:的|是)?(?P<wrong>[^,。;!? ]{{2,14}}?)"
    "(?:[,。; ]*(?:这个?|那个?|这条|那条)?(?:是)?(?=不对|不准|错))?(?:不对|不准|有误|错了?(?=[,。;! ])|是错的|不算数?"
    "|[说讲填选写报]得?(?:错|反|岔|混|不对)了?)"
    "(?:的|了|啊|哈|哦)*(?:$|[,。;!? ]+(?:其实|实际上)?|(?=我们|那|是))"
)
# 能改一下刚填的营收吗，应该是860万
_ASKING = Pattern("(?<=[^,。;!? ])(?:吗|么|不|行吗|行不)[? ]*(?=[,。])")
# 检测费是4万2 刚才说4万是去掉零头的
_OLD = Pattern(
    f"(?<=[0-9一-龥])[,。; ]+(?:我)?{_WHEN}(?:我)?[说填写报讲](?![^。;!?]*合同)[^。;!?]*[。;!?~ ]*$"
)
# 前面选成技术咨询了，其实是工业设计
_TAKEN_FOR = Pattern(
    f"(?:{_WHEN}|我|不小心|给(?!成)|都|[, ])*+[说选填写记看当听弄报点输打讲给](?:成(?:了"
    "|是)?|的(?=[^,。;!? ]{2,10}[,。; ]+其实(?![^,。;!? ]{0,4}[付花给])))"
    f"(?P<wrong>[^,。;!? ]{{1,14}}?)了?[,。; ]+(?:其实|实际上?"
    "|应该|应当|本来|正确的?|真正|但|改|得|搞错了|不对|错了|[, ])*(?=是|为|[^是为])"
)
_THIS_ONE = Pattern("^(?:这[家个笔份]|我们(?:这[家个笔份]|的)?|正确的?|真正的?)?(?:应该|应当|其实)?是")
# 之前讲今年没领过，其实二季度到账过一笔
_SAID_BEFORE = Pattern(
    f"^(?!我?们?说是){_LEAD}(?:[说讲填选写报答回]|告诉你)(?:的|过|了|是)*(?P<wrong>[^,。;!? ]{{2,24}}?)"
    "(?:[,。; ]*(?:其实|实际上?|事实上)"
    "|[,。; ]+那(?:个|都)?是(?:去年|以前|之前|前年|上一年)的?(?:事)?[,。; ]+(?:今年|现在|目前)"
    "|[,。; ]+(?:后来|现在|核实"
    "|(?:财务|会计|老板|同事|出纳|领导|法务)[^,。;!? ]{0,3}"
    "(?:说|讲|告诉我?|提醒|[查翻看核找](?:出来|到|了))|[查翻看问对](?:出来|了|过)?"
    "|准确地?|更正|纠正|正确的?|应该))(?:一?下|一?[看查翻问对]|了|说|过|的|,)*(?:是(?!不是))?"
)
_VERB = "(?:[说写打填选输弄搞点按报记看算讲发给抄听念数传录敲勾答估]|理解|识别|翻译|回答)"
_SLIP = Pattern(
    f"(?:{_LEAD})(?:(?:好像|可能|又|都|不小心|一?不留神|全|是)*(?<![没不别怕人易总老])"
    f"(?:{_VERB}(?:得|的)?(?:错|岔|反|漏|混|串|差|拧|不对)(?:[行列位人题证张页]|数字?|地方|一?[个条处]地方|一?[个条处项]|年份?|月份?|日[子期]|顺序)?(?:了|啦|咯"
    "|喽|嘞|的)?"
    "|[说写填输报记录打](?:得|的)?[多少高低早晚]了"
    "(?=[, ]+(?:其实|实际|应该|应当|准确|真正|只|就|[0-9一二三四五六七八九十百]))"
    "|(?:[多少][填写说报打答按输]|漏[填写说打答按输]|(?<![^,。;?! 我刚才面])漏报)了?(?=$|[,。;! ])"
    "|(?:输入法|语音|键盘|手机)[^,。;!? ]{0,4}(?:[跳错串混乱]|抽风)(?:字|了)*"
    f"|手[滑误抖快](?:了)?(?:[点选打写按输填]成?了?[一-鿿]{{0,3}})?|[笔口]误|{_VERB}?[多少漏][打写按输填敲]?了?一?个?[零0]"
    f"|(?:收回|撤回|撤销)(?={_WHEN}|我|那|这|上一|前一|$|[,。 ])(?<![被让给叫了]..)"
    f"(?:{_WHEN}|我|的|那|这|上一|前一|[句条个]|话|说)*"
    "|没有?(?:付|花|签|给|领|拿|开)[过到]?[那这]么[多少早晚]|(?:^|(?<=[ ,。]))(?:不对)+|(?:数字|金额|日期|日子|时间"
    "|费用|价格|数|地址|地|人数|那[天个笔条]|票)(?:有误|不对|有出入|不准确?|对不上)"
    "(?=[, ]+(?:应|是|改|其?实|只|[^,。;!? ]{0,4}说?是))|有误|错[了啦咯]"
    "|(?P<weak>(?:那|这)?[个条句笔]?(?:(?<!算)(?<!稿)(?<!版)不算数?|(?<!期)(?<!稿)(?<!版)作废|(?<!稿)(?<!版)不作数|当我没说|不准确?|有出入)|(?:删掉?|去掉)了?(?:吧)?"
    "|(?:要|得|想|需要|能不能|可以)?(?:重新?[填选写输录报答改]|[更订]正|修改|改改|改一改|更改|修改|(?<![整技])改)(?:一?下|一遍)?))"
    "(?:了|啦|吧|呀|啊|哈|哦|的|吗|咧|哩|嘞|嗷|哎|哟|不好意思|抱歉)*)(?:[,。;!?~… ]+|$)"
)
_ASKED = Pattern(
    "(?!(?:还|可不?可?以|能不?能?)+(?:再)?(?:改|修改|更正|重))(?:怎么|咋|能不?能?|可以|可不可以|还能|会不会|要不要|行不行|有没有影响|算不算|影响|行吗)"
)
_FIRM = Pattern("(?:这样)?才(?:对|是|正确)(?:的|吧|啊|呀)*(?=[,。;!? ]|$)")
_SHOULD = Pattern("应该是?|应当是?|应为|得是")
_ANSWERED = Pattern(f"{_WHEN}|[上前]一?[条句个]|[那这后]面?[笔句条]|重[填选写输录]|当我没说")
_NAME = Pattern(
    "(?:[地址日期时间额数价费款票同约告企小新类别型模]|地方|地点|机构)$|合同|发票|报告|金额|实付|付款"
)
_TELLS = Pattern("[不没有在是]")
_NAME_END = Pattern("(?:[那这](?:一?[条个项块栏笔处]|里)|的|我|是|给|也|都|日子|一?[栏项])+$")
_NAME_LEAD = Pattern(f"^(?:{_WHEN}|我们?|我想|想|把|要|填的?|说的?|选的?|写的?|报(?!告)的?|那个|的|将)*+")


def _slipped(
    scene: Scene, start: int, end: int, is_weak: bool, cuts: Sequence[tuple[int, int]]
) -> Correction | None:
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
    values: tuple[Sequence[Spanned], ...] = (scene.amounts, scene.dates, scene.places)
    found = [value.start for given in values for value in given if begin <= value.start < start]
    name = text[begin : min(found, default=start)]
    name = "" if _OF_TALK.search(name) else _NAME_END.sub("", name)
    if is_weak and not (_ANSWERED.search(text, low, end) or (found == [] and _NAME.search(name))):
        return None
    if _TELLS.search(name):
        if not text[end:].strip(" ,。;!?~") and (_INDEED.search(name) or _PICKED.search(text, start, end)):
            return Correction(_AGO.sub("", text[:start]).strip(" ,"))
        name = ""  # 我们不在胶州啦 记岔了
    before, after = without(text, 0, low, cuts), without(text, end, len(text), cuts)
    after = _SHOULD.sub("是", after, count=1) if _SHOULD.match(after) else _NOT_THIS.sub("", after, count=1)
    if name:
        after = _ACTUALLY.sub("", after, count=1)
    if (name and name in after) or (
        is_weak and not _LAPSED.match(after) and _is_taken_back(scene, begin, start)
    ):
        name = ""
    if _SUBJECT.match(after):
        name = ""  # 公司类型填错了 我们是分公司
    is_bare = not after.strip(" ,。;!?~")
    if is_bare and found and (space := text.rfind(" ", max(found), start + 1)) > 0:
        return Correction(text[:space])  # 发票是去年12月28号的 我看错年了
    denied = [cut for cut in cuts if any(cut[0] <= amount.start < cut[1] for amount in scene.amounts)]
    if begin >= start and denied:
        return Correction(before + after, denied[0])  # 填错啦，不是四万五，是五万四
    if begin >= start and (_ZERO.search(text, start, end) or "地方" in text[start:end]):
        return Correction(before + after, (start, end), is_bare and not before)
    return Correction(
        before + name + after, (begin, start) if begin < start else None, is_bare and not before
    )


# 刚刚那个高企不算，上个月被撤了
_LAPSED = Pattern("[^,。;!?]{0,6}?(?:被(?:撤|取消|摘|收)|过期|到期|失效|掉了|取消了|撤销|没续)")
# 高企那条我答反了，其实我们不是
_ACTUALLY = Pattern("^(?:其实|实际上?|应该|现在)(?:我们?|咱们?|俺们?|公司)?(?=不是|没|有|还没)")
_SUBJECT = Pattern("我们|我司|咱|俺|本公司|公司")
_ZERO = Pattern("[零0]")
# 上一个问题我答反了 names no fact.
_OF_TALK = Pattern("问题|[题条句]|回答|答案")


def _is_taken_back(scene: Scene, begin: int, end: int) -> bool:
    """刚说的高企不算: what was claimed and is not."""
    return any(mark.kind in ("certificate", "form", "size") for mark in scene.between(begin, end))


# 那个检测其实是强制的，我弄混了; 我是合伙企业，刚才点成个体户了: what is right goes first.
_INDEED = Pattern("不是[^,。;!?]{1,8}[, ]+是|其实|实际上?|应该?是|应当是|本来是|准确")
_PICKED = Pattern("[点选打写按输填说报]成")
_AGO = Pattern(f"^(?:等等|{_WHEN}|那个|[, ])+")
# 打错了，不是付了35万，是付了25万
_NOT_THIS = Pattern(
    "^(?:并?不是|不|并非)[^,。;是]{0,6}[0-9一二三四五六七八九十百千万][^,。;是]{0,9}[,;。 ]*而?(?=是)"
)


def _replaced(scene: Scene, cuts: Sequence[tuple[int, int]]) -> Correction | None:
    """不是3月签的，2月14: a value denied and another given; a first message takes nothing back."""
    if not cuts or (scene.edition is None and scene.asked is None) or _IN_DOUBT.search(scene.text):
        return None
    text, (start, end) = scene.text, cuts[0]
    chosen = [mark.kind for mark in scene.between(start, end)]
    if any(scene.wants(_CHOSEN.get(kind, "")) for kind in chosen) or answers_first(scene, start):
        return None
    if chosen == ["form"] and any(mark.end < start for mark in scene.of_kind("form", "self")):
        return None  # 我们是独立法人的子公司，母公司在成都，不是分公司哈
    if any(start <= place.start < end for place in scene.places):
        # 我们不在盐湖，在临猗 tells; 哦不，不在盐湖 takes back.
        away = text.startswith("不在", start) and not _RETAKES.match(text)
        if away:
            return None
    done = _DONE.match(text, end)
    rest = without(text, 0, len(text), cuts)
    if any(start <= amount.start < end for amount in scene.amounts):
        return Correction(rest, (start, end))
    named = (0, done.end() if done else end) if scene.between(0, start) or done else (0, len(text))
    return Correction(rest, named)


# What a kind of phrase answers: 不是独立法人，是分公司.
_CHOSEN = {"form": "legal_form", "size": "size_class", "size_alone": "size_class", "service": "category"}


_IN_DOUBT = Pattern("(?:吧|吗|么|对不对|是不是|对不)[ ?]*$")
_RETAKES = Pattern("(?:哦|啊|噢|呃|哎|额|嗯|唉|[, ])*(?:(?:不+对?|错)了?|(?:等等|等一?下|等一?会儿?)+)[, ]")
_DONE = Pattern("[签开付出给办做]的|的")


def _end(text: str, start: int) -> int:
    found = _BREAK.search(text, start)
    return found.start() if found else len(text)


_BREAK = Pattern("[,。;!? :]")
