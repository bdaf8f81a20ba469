"""Weights: what a wording of a statement comes to where it stands: as said, turned round, unclear, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.forms import FORMER
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import Told
from dialogs.understanding.words.polarity import GUESS

OPEN = Pattern(
    "(?:如果|假如|要是|万一|只要|除非|倘若|是不是|是否|有没有|能不能|需不需要?|要不要|算不算|必须|需要|怎么|如何|什么叫"
    "|什么是|非得|规定|要求|应当|最好)[^,。;!?]*$|(?:有没|是不|[没不]有?没)$"
)
UNSURE = Pattern(
    f"(?:{GUESS}|听他们?说|嘴上说|自己说|号称|不一定|不确定|不知道|不清楚|说不好)[^,。;!?]{{0,18}}$"
)
_PLANNED = Pattern(
    "(?:打算|准备|计划|想要?|快要?|马上|即将|就要|将要?|争取|下周|下个?月|下礼拜|明天|明年|过几天|过两天|预计|(?<!上)(?<!上个)月底前?|等(?!了))"
    "[^,。;!?]{0,8}$"
)
_NEGATOR = Pattern(
    "(?:没有?|未曾?|(?<![是差])不|尚未|不是|并非|谈不上|算不上|木有|莫得)"
    "(?:再|去|给|被|能|曾|太|怎么|什么|啥|任何|正经|正式|正儿八经地?|过|在|来得及|全|完全|单独|另外|专门|签|订|立)*$"
)
_DOUBLED = Pattern("(?:不是|并非|不能说)(?:没有?|不|未).?$")
_NEGATIVE = "没未不无非"
ASKING = Pattern("(?:吗|么|不|否|[了过]没有?|不行|不能|行不行)[的了呀啊哈]*$|的话|能不能|可不可以")
_ONLY_AFTER = Pattern(
    "(?:后|以后|之后|时|再|等|到期|年底|月底|明年|下个?月)(?:再|才|就|一次|一次性|全部|统一|给|一起)*$"
)
_SOME_OF = Pattern("[0-9一二两三四五六七八九十几半]|部分|定金|订金|首付|预付|头款|首款|[个点]")
# 合同登记了没有我不知道
_NOT_KNOWN = Pattern(
    "没(?:有)?(?:这个|这|我们?|咱们?|他们|自己|也|还|都|真|就|[ ])*(?:不|没|忘|说不|记不|弄不|搞不)(?:太|大|是很|敢)?"
    "(?:知道|清楚?|确定|晓得|了解|问|记得|了|好说|准|肯定)"
)
_STATES = frozenset(("none", "no", "part"))
_ONCE = Pattern("上次|上回|之前|以前|原来|原先|当时|那时|起初|一开始|[前刚][面才头]说")
_SINCE = Pattern("现在|如今|这会儿?|目前|后来|已经?")
_OF_REGISTRY = (
    "没",
    "未",
    "还没",
    "也没",
    "都没",
    "登记",
    "认定",
    "备案",
    "不用",
    "要不要",
    "用不用",
    "必须",
)
# 合同倒是没签
_UNSIGNED = Pattern("(?:倒|是|确实|那[边块]|这个|啥的|真|就|可)+(?:没|未)")
_MADE = "完好呢啊的了成吧哈"
_UNBOOKED = Pattern("(?:没|未)[^,。;?!]{0,6}?(?:[列记归设建分]|核算)[^,。;?!]{0,3}$")
_TURNED = {"yes": "no", "no": "yes"}


_LONG = 20
_WHOLE_CASE = Pattern(
    "(?:那么?|所以)?(?:我们?|咱们?|俺们?|像我们)?(?:这个?|这种|这样|这些|这情况|这种情况)(?:的话|情况)?(?:到底|还|又)?"
    "(?:能|可|行|给|有|够|符|算不)|(?:请问|想问|问一?下|麻烦问)"
)


def weighed(scene: Scene, one: Told, value: str, name: str = "") -> str:
    """The value that a wording really gives: turned round, unclear, or none at all."""
    low, high = scene.phrase(one.start)
    high = max(high, scene.phrase(max(one.start, one.end - 1))[1])
    before, after = scene.text[low : one.start], scene.text[one.end : high]
    if len(before) > _LONG and (ends := _WHOLE_CASE.search(after)):
        # 钱付了一部分服务还没有做完这个能不能报: a message without stops asks of all that it told.
        after, high = after[: ends.start()], one.end + ends.start()
    if scene.text[high : high + 1] == "?" or ASKING.search(after) or OPEN.search(before):
        return ""
    if after[:1] == "没" and _NOT_KNOWN.match(after):
        return "unclear"
    raw = scene.text[one.start : one.end]
    if (
        value == "full"
        and _ONLY_AFTER.search(before)
        and not after.startswith(("了", "过"))
        and raw[-1] != "了"
    ):
        return ""  # 余款验收后付清
    if value == "full" and (_SOME_OF.match(after) or before.endswith("电话")):
        return ""  # 钱付了一半, 电话打完了
    if value in _STATES and _ONCE.search(before) and _SINCE.search(scene.text, one.end):
        return ""  # 上次说没付款，现在已经付清了
    if value == "contract" and (after.startswith(_OF_REGISTRY) or _UNSIGNED.match(after)):
        return ""  # 是技术合同没去登记
    if name == "legal_form" and FORMER.search(before):
        return ""  # 去年还是个体，今年转成公司了
    if name == "finished" and _OTHER_WORK.search(before):
        return ""  # 罚过，已经整改验收了; 装修还没弄好
    if name in ("finished", "completed") and value == "yes" and _BATCH.search(before):
        rest = _NEXT_BATCH.search(scene.text, one.end)
        if rest:
            return "no"  # 第一批样测完了，第二批还没寄
    if name == "finished" and raw.endswith("做") and after and after[0] not in _MADE:
        return ""  # 收入没做统计
    if _EITHER.match(scene.text, one.end):
        return ""  # 先付全款和分期付，哪种划算
    if (
        name == "finished"
        and raw[0] == "没"
        and _LEFT_OUT.search(before)
        and _LESS.search(scene.text, one.end)
    ):
        return ""  # 后来有一块没做，只结了七万
    if len(raw) > 2 and before.endswith(raw[1:]) and raw[0] in _NEGATIVE:
        return ""  # 失信没失信
    if raw[0] in "没不" and before[-1:] == raw[1:2]:
        return ""  # 是不是必须
    if before[-1:] in ("不", "没") and before[-2:-1] == raw[0]:
        return ""  # 算不算有关系, 批没批下来
    if after[:1] in ("没", "不") and after[1:2] == raw[-1]:
        return ""  # 研发投入有没有
    if raw[0] == "付" and before.endswith("交") and not _MONEY.search(before):
        return ""  # 活都交付完了
    if name == "finished" and raw.endswith("开发") and _is_own_work(scene, before, after):
        return ""  # 测的是我们正在开发的产品
    if name == "own_research" and value == "yes" and _UNBOOKED.search(before):
        return "unclear"  # 天天在改产品，但账上没单独列过研发费用
    if value == "unclear":
        # 没挨过罚
        is_clear = name == "lawful_operation" and raw[0] not in _NEGATIVE and _NEGATOR.search(before)
        return "yes" if is_clear else value
    if UNSURE.search(before) or after.rstrip("的了").endswith("吧"):
        return "unclear"
    if _DOUBLED.search(before + raw[:1]):
        return "unclear"
    # 合同没有只有委托单: what is denied goes before
    negated = _NEGATOR.search(before) is not None and not raw.startswith(("只有", "就有", "就是"))
    if not negated and _PLANNED.search(before) and raw[0] not in _NEGATIVE + "还":
        return "no" if name in ("finished", "begun", "completed") and value == "yes" else ""
    if negated:
        return "unclear" if raw[0] in _NEGATIVE else _TURNED.get(value, "")
    return value


def _is_own_work(scene: Scene, before: str, after: str) -> bool:
    """Whether it is the speaker's own product that is being developed, and not what was bought."""
    if after.startswith("的") or scene.wants("own_research", "research_related"):
        return True
    return not scene.wants("finished", "begun", "completed") and before.endswith(_OURS)


_OTHER_WORK = Pattern("(?:整改|装修|厂房|房子|办公室|搬家|手续|自查表)(?:也|都|还|就)*$")
_BATCH = Pattern("(?:第?[一二两三头前上]|部分|有的?)[批轮期个份组样拨][^,。;?!]{0,6}$")
_NEXT_BATCH = Pattern(
    "[,。; ](?:但是?|不过|可|就|还有)?(?:第[二三四五]|后[面一两头]|下|另外?|剩下?|其余|还有|最后)(?:的"
    "|[一两几])?[批轮期个份组样拨些]?"
    "[^,。;?!]{0,6}(?:没|未|不|在|等|差)"
)
_OURS = ("我们", "我们公司", "我们自己", "公司", "自己", "咱们", "俺们")
_MONEY = Pattern("[钱款费账]")
_EITHER = Pattern("[^,。;?!]{0,3}(?:和|跟|与|还是|或者)[^,。;?!]{1,10}[, ]*哪一?(?:种|个|样|头|边)")
_LESS = Pattern("[只少扣退减]|结了|没算")
_LEFT_OUT = Pattern(
    "(?<![还仍])有(?:一|两|几|个)*(?:小?块|部分|项|样|段|个)(?:活儿?|内容|东西)?(?:后来|就|最后|也)*$"
)


# 以前是个体，现在有限公司
_FORMERLY = Pattern(
    "(?:原先|以前|原来|之前|早先|从前|过去|早年|最早|本来|起初|一开始|头几年)(?:我们|还|都|也|是|就|办|挂|属于|算|的|叫|个|家)*$"
)


_TURNS = Pattern(
    "[^,。;?! ]{0,4}[,。; ]+(?:我们|后来|现在|今年|去年|前年|之后|已经?|又|年[初底]|[0-9]{2,4}年)*"
    "(?:就|才)?(?:转|改|升|变更|注册)(?!天)"
)


def is_bygone(scene: Scene, one: Told, found: Sequence[Told]) -> bool:
    """Whether it is what one was, and another thing of the same kind is told too."""
    name, _, value = one.value.partition(" ")
    others = any(
        t is not one and t.value.partition(" ")[0] == name and t.value.partition(" ")[2] != value
        for t in found
    )
    turned = others or _TURNS.match(scene.text, one.end) is not None
    return turned and _FORMERLY.search(scene.text, scene.clause(one.start)[0], one.start) is not None
