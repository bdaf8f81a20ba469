"""Askables: what the asking sentences of a message mention that a notice may rule on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.statements import stated
from dialogs.understanding.result import Point
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import Told
from dialogs.understanding.topic.topics import Topics
from dialogs.understanding.words.lexicon import Mark
from policy.values import Value


def asks(scene: Scene) -> bool:
    """Whether a message asks for a yes or a no, or for what follows."""
    return scene.cues & _ASKS != 0 and asks_in(scene.text, is_answer=scene.asked is not None)


# 最后定的还是青岛这家
AFTER_ALL = Pattern("(?:最后|最终|结果|后来|到头来)[^,。;?!]{0,6}还是(?![^,。;?!]{1,8}(?:呢|吗|[?]))")


def asks_in(text: str, *, is_answer: bool = False) -> bool:
    """Whether part of a message asks for a yes or a no."""
    if "还是" in text:
        text = AFTER_ALL.sub("", text)
    if text[-1:] in _PLAINLY and not any(word in text for word in _UNSURE_WORDS):
        return True
    found = _YES_NO.search(text)
    if found is None:
        return False
    if any(word in text for word in _UNSURE_WORDS):
        text = _UNSURE.sub("", text)
        found = _YES_NO.search(text)
    if found is None:
        return False
    if found["weak"] is None or _WEAK_ASKS.search(text):
        return True
    if found["weak"][:1] in "哦啦咯":
        return False  # 合同是五月签的哦
    return not (_TELLS.search(text) or (is_answer and "呢" not in text[-2:]))


def asks_for_verdict(scene: Scene) -> bool:
    """Whether some phrase asks for a yes or a no on having the voucher: 有补贴吗, 是不是不给我们报, 报不了吧."""
    if not asks(scene):
        return False
    low = 0
    for cut in (*scene.joints, len(scene.text)):
        phrase = scene.text[low : cut + 1]
        if _OF_VERDICT.search(phrase) and asks_in(phrase) and not _ASKS_OTHER.search(phrase):
            return True
        low = cut + 1
    return False


def speaks_of_self(scene: Scene) -> bool:
    return any(word in scene.text for word in _SELF)


def askables(scene: Scene, topics: Topics, named: Iterable[Told]) -> Iterator[tuple[tuple[str, int], Point]]:
    """What the asking sentences mention that a notice may rule on, by fact and place."""
    for one in (*named, *scene.once(stated)):
        if one.kind in ("fact", "says", "subject") and not topics.covers(one.start):
            name, _, value = one.value.partition(" ")
            if name == "voluntary_test" and one.kind == "says" and not scene.of_kind("service", "mandatory"):
                continue  # 高企是不是必须的
            asked = scene.text[one.start - 1 : one.start] == scene.text[one.start + 1 : one.start + 2]
            if one.kind == "says" and asked and scene.text[one.start] in "没不":
                continue  # 有没有钱拿
            yield (
                (name, one.start),
                _of(name, {"yes": True, "no": False, "": None, "unclear": None}.get(value, value)),
            )
    for mark in scene.marks:
        if mark.kind not in _KINDS:
            continue
        if topics.covers(mark.start) and not (_is_lost(scene, mark) or _is_set_beside(scene, topics, mark)):
            continue
        low, high = scene.sentence(mark.start)
        if not asks_in(scene.text[low : high + 1]):
            continue
        if _ASKS_OTHER.search(scene.text, low, high):
            low, high = scene.clause(mark.start)  # 报百分之几，商标给报不
            if not asks_in(scene.text[low : high + 1]) or _ASKS_OTHER.search(scene.text, low, high):
                continue
        found = _subject(scene, mark)
        if found is not None:
            yield (found[0], mark.start), found[1]


# How a sentence asks for a yes or a no, or for what follows, and what each such sentence holds.
_ASKS = KNOWN.add(
    "[吗么?嘛不没否呢吧哦啦咯呗]|有份|有戏|够得|轮得|沾得|行得|作数|顶用|算数|怕是|为[啥什]|真的|有事|影响|歇菜|白[跑买]|怎么|咋[办整弄]"
    "|还[认收行是]|松口|打回"
)
_YES_NO = Pattern(
    "(?:[吗么?]|(?<![检测年类验审案务品])嘛)(?:$|[ ,。;!\n?])"
    "|(?:(?<=[^,])(?<![都也还就什啥个样从像])(?<!(?<![区差])别)(?:不|没)|[了过]没有|否)(?:[啊呀呢哈哇嘞]|$|[ ,。;!\n?])"
    "|(?P<same>(?<!现)[^ -~])[不没](?P=same)"
    "|(?P<pair>[^ -~]{2})不(?P=pair)|可不可以|是否|能否|可否|有份没|有戏没|够得着|轮得上|沾得上|行得通|作数|顶用|算数"
    "|怕是|为[啥什]|真的假的|有没有门路|有没有说头|有事没|影响|就不行|没戏|歇菜|白跑|白买|怎么说|怎么办|咋办|咋整|咋弄|怎么弄|怎么整"
    "|还[认收行]|松口|还是(?<!去年还是)(?<!前年还是)(?<!以前还是)(?<!之前还是)(?<!年初还是)(?!听|看到|经人|因为|托|头一|第一[次回]|人家?说)"
    "|[怎咋]么?处理|怎么着"
    "|那(?![个份笔家边次两几些些块])[^,。;?!]{1,10}呢[,。](?![没还早都])"
    "|(?P<weak>(?:呢|吧|哦|啦|咯|呗)[。!~ ]*$|打回来)"
)
# What of the weaker ends still asks: 外地的也行吧, 会不会打回来, 没有科小呢.
_WEAK_ASKS = Pattern(
    "(?:要是|如果|若是|万一|要真)[^,。;?!]{0,14}呢[。!~ ]*$"
    "|(?:能|可以|怎|咋|哪|什么|啥|[没有]戏)[^,。;?!]{0,8}(?:呢|吧|哦|啦|咯)[。!~ ]*$"
    "|(?:也|就)(?:只|是|能)*(?:给|报|补|拿|领)[^,。;?!]{0,8}(?:呗|吧)[。!~ ]*$"
    "|(?:不?行|算|认|报|补|收|[报补领拿兑]不[了上到成]"
    "|不要紧|不碍事|不耽误|没事|没关系|没毛病|没啥事|没啥影响|没问题|没影响|不影响)(?:吧|哦|咯)[。!~ ]*$"
    "|会[^,。;?!]{0,4}打回来"
)
_OF_VERDICT = Pattern(
    "[报补领兑认券享]|算[^,。;?!]{1,8}[吗么]|补[贴助]|能用|可以|[能给]|有戏|没戏|够格|够不够|归[^,。;?!]{0,4}管|符合|条件|范围|影响|要紧|要不要紧|有事没|关系吗|行[吗么不]|行不行|成不"
)
# 还在公示呢, 离完工早着呢, 付清啦, 给打回来了
_TELLS = Pattern(
    "(?:还[在没有是未不差早]|着|早|正|才|刚|快|(?:第一|头一?)[次回]|等(?![^,。;?!]*[多几\\s]))[^,。;?!]{0,12}呢[。!~\\s]*$|到[^,。;?!]{0,4}[0-9一二三四五六七八九十]+[年月日号]?底?呢[。!~\\s]*$|[了的]吧[。!~\\s]*$|(?:啦|咯)[。!~\\s]*$|打回来"
)
# 不知道过没过期, 算不算不好说: does not know, and asks nothing.
# Most questions end so, and need no further look.
_PLAINLY = ("吗", "?")
_UNSURE_WORDS = (
    "不知道",
    "不晓得",
    "不清",
    "不确定",
    "不准",
    "不好说",
    "说不好",
    "没问过",
    "没打听",
    "没留意",
    "没核",
    "没看到",
    "没见",
    "没收到",
    "论证",
    "验证",
    "评估",
    "想看",
    "看",
)
_UNSURE = Pattern(
    "(?:不知道|不晓得|不清楚|[搞弄闹]不清楚?|不确定|拿不准|说不准)(?:自己|我们|咱们?)?(?:[过到入登领拿报]没[过到入登领拿报]|有没有|是不是|算不算(?!数))[^,。;?!]*"
    "|(?:不知道|不晓得|不清楚|不确定)[^,。;?!]{0,6}?(?P<either>[在有算是掉销消])[不没](?P=either)[^,。;?!]{0,4}(?=$|[,。;])"
    "|([^ -~])[不没]\\2[^,。;?!]{0,4}?(?:不好说|说不好|说不准|不清楚|不知道|不晓得|不确定|拿不准"
    "|没问过|没打听|没留意|没看到|没见|没收到|没核过?)"
    "|(?:(?:论证|验证|评估)(?:一下|下)?|(?:想看|看看)[^,。;?!])[^,。;?!]{0,11}?"
    "(?P<whether>[^ -~])[不没](?P=whether)[^,。;?!]{0,3}[。!~]*$"
    # 跑了三炉，看新配方放大以后稳不稳
    "|看[^,。;?!]{0,14}?(?P<holds>[稳牢硬准匀耐漏裂掉褪])[不没](?P=holds)[^,。;?!]{0,3}[。!~]*$"
)
_ASKS_OTHER = Pattern(
    "多少(?!次)|(?<![这那前好])几(?!份|成|次|回|套|本|项|[个千百]?人|家人|个(?:朋友|股东|同学)|[百千]号?人)|什么时候|啥时候|哪天|哪里|哪儿|哪个部门|怎么申|怎么报|如何申|流程|材料|电话"
)
_ONLY = Pattern("光|只有?|仅|就(?:一个|凭|靠|有)|单凭|单是|拿")
_SELF = ("我们", "我司", "咱", "俺", "我", "本公司", "我厂", "公司是", "我公司")
_SERVICES = ("service", "work", "service_hint")
_PROVIDED = ("provider", "seek", "service", "mandatory")
_PLAIN = (
    "form",
    "size",
    "size_alone",
    "tenancy",
    "tenancy_unclear",
    "tenancy_other",
    "subject",
    "fact_word",
)
# Which point a fact's question is about, where that is not the fact itself.
_POINT_OF = {
    "contract_registered": "registration",
    "provider_listed": "provider",
    "provider_registered": "provider",
    "provider_kind": "provider",
    "service_body": "provider",
    "payment": "paid",
    "completed": "finished",
    "begun": "finished",
    "no_city_money": "overlap",
    "no_public_money": "overlap",
    "no_competitive_money": "overlap",
    "not_claimed_before": "again",
    "not_refiled_unchanged": "again",
    "contract_form": "contract_form",
}


def _is_lost(scene: Scene, mark: Mark) -> bool:
    """科小过期了怎么办 asks what follows, not how one gets it."""
    return mark.kind == "certificate" and scene.standing(mark.start, mark.end) in ("denied", "lapsed")


def _is_set_beside(scene: Scene, topics: Topics, mark: Mark) -> bool:
    """个体户跟公司给的钱有差别没: forms and sizes are no regions to compare; it is asked if it matters which."""
    if mark.kind not in ("form", "size", "size_alone") or topics.terms is not None or topics.foreign:
        return False
    return any(other.value == "compare" for other in scene.of_kind("intent"))


def _subject(scene: Scene, mark: Mark) -> tuple[str, Point] | None:
    if mark.kind == "work" and scene.wants("own_research"):
        return "own_research", Point(name="own_research")  # 研发就我俩琢磨，这算有吗
    if mark.kind in _SERVICES:
        return "category", Point(name="category", value=mark.value)
    if mark.kind == "mandatory":
        return "voluntary_test", Point(name="voluntary_test", value=mark.value == "no")
    if mark.kind == "certificate":
        return _certificate(scene, mark)
    if mark.kind == "relative":
        return (
            ("provider_in", Point(name="provider_in", value=mark.value))
            if _is_provided(scene, mark)
            else None
        )
    if mark.kind == "form":
        return "legal_form", Point(name="legal_form", value=mark.value)
    if mark.kind in ("size", "size_alone"):
        return "size_class", Point(name="size_class", value=mark.value)
    if mark.kind.startswith("tenancy"):
        denied = mark.kind == "tenancy_other" or scene.standing(mark.start, mark.end) == "denied"
        return mark.value, Point(name=mark.value, value=not denied)
    if mark.kind == "subject":
        denied = scene.standing(mark.start, mark.end) == "denied"
        return mark.value, _of(mark.value, False if denied else None)
    if mark.kind in ("invoice", "contract", "result") and (_is_dated(scene, mark) or scene.dates):
        dated = {"invoice": "invoiced_on", "contract": "contract_on", "result": "result_on"}[mark.kind]
        return dated, Point(name=dated)
    return None


_KINDS = frozenset(
    (*_SERVICES, "mandatory", "certificate", "relative", *_PLAIN, "invoice", "contract", "result")
)
_CROSSED = Pattern("跨年|老票|老合同|前年|去年|前几年|以前|往年|明年|太老|早了|晚了|日子|哪号|哪天|时间")


def _is_dated(scene: Scene, mark: Mark) -> bool:
    low, high = scene.sentence(mark.start)
    return _CROSSED.search(scene.text[low:high]) is not None


def _of(name: str, value: Value | None) -> Point:
    return Point(name=_POINT_OF.get(name, name), value=value)


def _certificate(scene: Scene, mark: Mark) -> tuple[str, Point] | None:
    """A certificate that is lacking, lapsed, or all there is; one simply held is a fact and no question."""
    stands = scene.standing(mark.start, mark.end)
    low, high = scene.sentence(mark.start)
    text = scene.text[low:high]
    if stands in ("denied", "lapsed") or _LOST.search(scene.text, mark.end, high):
        return mark.value, Point(name=mark.value, value=False)
    if _COUNTS_AS.search(scene.text[max(0, mark.start - 8) : mark.start]):
        return mark.value, Point(name=mark.value)  # 国家级小巨人算不算专精特新
    if _ONLY.search(text[: mark.start - low]) or _INSTEAD_OF.search(text):
        return mark.value, Point(name=mark.value, value=True)
    phrase_low, phrase_high = scene.phrase(mark.start)
    is_within = _YES_NO.search(scene.text[phrase_low : phrase_high + 1]) is not None
    if _IN_DOUBT.search(text) or (is_within and not speaks_of_self(scene)):
        return mark.value, Point(name=mark.value)
    return None


_COUNTS_AS = Pattern("(?:算不算|算是?|等于|相当于|等同于?|当作?)(?:是|有|省级|国家)*$")
_LOST = Pattern("过了?有效期|过期|到期|失效|没续|掉了|断了|没入库|没评上")
_INSTEAD_OF = Pattern("代替|顶替|当.{1,8}使|顶.{0,4}用|(?<![券能])抵|替代")
_IN_DOUBT = Pattern(
    "非.{0,6}不可|必须|一定要|作数|算数|要求|过期|到期|满三年|没续|忘续|没过|没评|够不够|够格|顶用|(?<!能)不能用|认不认|认吗|[母总]公司的|集团的|得先|[先再][弄办拿评搞]|还[得要]有|占一|任一|之一|其中一|满足一|[样个种项张]就|名头|硬性|真的假的"
)


def _is_provided(scene: Scene, mark: Mark) -> bool:
    """Whether 外地, 本地 and the like are said of a provider; alone in a question they are too."""
    low, high = scene.clause(mark.start)
    here = scene.between(low, high)
    sought = any(other.kind == "seek" and other.end <= mark.start for other in here)  # 找个外地公司做检测
    if any(other.kind == "self" and other.start >= mark.end + sought for other in here):
        return False
    return any(other.kind in _PROVIDED for other in here) or len(here) <= 2
