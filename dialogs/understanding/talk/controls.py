"""Controls: the words about the talk itself: back, why, start again, that was wrong."""

from __future__ import annotations

from typing import NamedTuple, cast

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.result import Control
from dialogs.understanding.scene.papers import FACTS
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import heard
from dialogs.understanding.talk.meanings import fact_explained, fact_labelled, own_name
from dialogs.understanding.words.lexicon import Mark


class Word(NamedTuple):
    """A control word, and the fact that a correction names."""

    control: Control | None = None
    correct: str | None = None


_POLITE = Pattern(
    "(?:请|麻烦|帮我?|我?想|我们?|我?要|可以|能不能|能|给我|好的?|那|你们?|的|了|吧|啊|呀|呢|哈|一下|吗|[ ,.。!?~])*"
)
# Words that need not be the whole message.
_ANYWHERE = ("restart", "change_region", "change_year", "human")
_LONGEST_AROUND = 6
_ASKED = KNOWN.add(
    "什么|啥|[是指]哪|何意|回事|[么咋何]算|[么咋何]界|[么咋何]认|[么咋何]判|指的|是指|[是个叫]嘛|么子|是甚|个甚"
)
_MEANT = Pattern(
    "(?:是指|指的?是?|[说问要讲]的是)(?:的|个)?(?:什么|啥子?|哪些?|谁)"
    "|(?:^|[,;!?] ?)(?:请问|那|这个)*(?:什么|啥子?)(?:才?叫做?|是)(?![^,。]*[券劵报补])[^,。]{2,}"
    "|^(?!.*(?:材料|流程|条件|电话|时间|地址|标准|比例|要求|资料|手续|部门|政策|办法|范围|上限|网址|入口|券|日子|号))"
    "[^,。;?!]{2,14}(?:是|指)个?(?:什么|啥)(?:意思|东西)?[呀啊呢? ]*$"
    "|(?:到底|究竟)(?:是|指)(?:的是?)?哪|是哪一?(?:个|家|种|些|处)(?:平台|库|名单|证|系统|地方|机构|单位|园|审核"
    "|登记|东西)"
    "|^(?:什么|啥)(?:玩意儿?|东西|鬼)(?:才)?(?:叫|是|算)|(?:是指|指的?是)(?:的)?[^,。;?!什啥哪]{1,12}(?:吗|么|嘛"
    "|还是|[?])"
    "|[是叫]个?(?:什么|啥子?|嘛|甚|么子)(?:玩意|东西|东东|意思|名堂|鬼|讲究|说法)"
)
# 一张7月2，一张7月26，你问的是哪张: which of those told
_WHICH_OF = Pattern("的是哪一?[张份笔次]")
_CHANGE = ("改", "修改", "更正", "纠正")
_NAMING = ("self", "certificate", "tenancy", "tenancy_unclear", "subject", "provider", "fact_word", *FACTS)


def control_word(scene: Scene, has_facts: bool) -> Word:
    """The control word of a message; most count only where they are all of it.

    A correction that names a fact and says nothing of it, 改一下科小, states no fact.
    """
    for mark in scene.of_kind("control"):
        rest = scene.text[: mark.start] + scene.text[mark.end :]
        if rest.strip() and scene.text[mark.start] == "?":
            continue
        whole = _POLITE.fullmatch(rest) is not None
        if mark.value == "correct":
            if denies(scene):
                return Word()
            if _REMADE.match(scene.text, mark.start):
                continue
            named = scene.once(_named)
            if named and _is_bare(scene, mark):
                return Word("correct", own_name(scene, named))
            starts = scene.text.startswith("把") or _opens(scene, mark.start)
            if whole or (starts and (has_facts or named)):
                return Word("correct", None if has_facts else named)
        elif mark.value == "add_service":
            bought = has_facts and (
                scene.amounts or scene.of_kind("service", "fee", "pay", "mandatory", "relative")
            )
            if whole or (bought and _opens(scene, mark.start)):
                return Word("add_service")
        elif whole or (mark.value in _ANYWHERE and len(rest) <= _LONGEST_AROUND and not scene.once(_named)):
            return Word(cast(Control, mark.value))
    if _is_retaken(scene):
        return Word("correct")
    meant = fact_explained(scene) if scene.cues & _ASKED else None
    if has_facts and _WHICH_OF.search(scene.text):
        return Word()
    if meant or (scene.asked and (_MEANT.search(scene.text) or _is_measured(scene))):
        return Word("meaning", meant or (scene.asked.facts[0] if scene.asked else None))
    return Word()


def _is_measured(scene: Scene) -> bool:
    """关联关系怎么算, where that is no sum."""
    if not _HOW_COUNTED.search(scene.text) or scene.asked is None:
        return False
    fact = scene.facts.get(scene.asked.facts[0])
    return fact is not None and fact.type in ("bool", "choice")


_HOW_COUNTED = Pattern("^[^,。;?!钱补]{0,12}(?:怎么|咋|如何)(?:才)?(?:算|界定|认定|判断|判定)[的呢啊呀? ]*$")
# 改造项目花了12万, 改天再说 take nothing back.
_REMADE = Pattern("改(?:[造进良制装变革善天日行用签]|了[^,。;!? ]|成[^,。;?!]{1,12}(?:的话|呢[? ]*$))")
_WRONG = Pattern("(?:这|说的)?(?:不对)+(?:的|啊|呀|吧)?[ ,.。!~]*")


def denies(scene: Scene) -> bool:
    """Whether a bare 不对 says no to the open question, and takes nothing back."""
    if scene.asked is None or not _WRONG.fullmatch(scene.text):
        return False
    fact = scene.facts.get(scene.asked.facts[0])
    return fact is not None and fact.type == "bool"


def _is_bare(scene: Scene, control: Mark) -> bool:
    """Whether a correction holds nothing but what is to be corrected."""
    if len(scene.of_kind("control")) > _MOST_CONTROLS:
        return False
    said = scene.text[control.start : control.end]
    first = next((mark for mark in scene.marks if mark.kind in _NAMING), control)
    if said.endswith(("成", "为")) or (first.start > control.start and not said.startswith(_CHANGE)):
        return False  # 改成高企 and 不对，高企 give what is right
    text, end = "", 0
    for mark in scene.marks:
        if mark is control or mark.kind in _NAMING:
            text += scene.text[end : mark.start]
            end = mark.end
    return _POLITE.fullmatch(text + scene.text[end:]) is not None


_MOST_CONTROLS = 4


def _opens(scene: Scene, position: int) -> bool:
    return _POLITE.fullmatch(scene.text[:position]) is not None


def named(scene: Scene, start: int, end: int) -> str | None:
    """The fact that the words of text[start:end] name: 发票日期; what is bought and what one is too."""
    marks = scene.between(start, end)
    if any(mark.kind == "service" and scene.text[mark.end - 1] == "费" for mark in marks):
        return scene.base  # 检测费报错数了
    if scene.edition and "payment" in scene.edition.by_name and _SETTLED.search(scene.text, start, end):
        return "payment"
    stated = next((mark.value for mark in marks if mark.kind == "statement"), None)
    if stated and all(mark.kind in ("provider", "statement", "self") for mark in marks):
        return stated.partition(" ")[0]  # 跟服务商没关联
    for name in (*(_name(scene, mark) for mark in marks), *(_NAMED_BY.get(mark.kind) for mark in marks)):
        if name:
            return name
    for name, words in _NAMED_SUMS.items():
        if any(word in scene.text[start:end] for word in words):
            return name
    if any(start <= place.start < end for place in scene.places) or "地方" in scene.text[start:end]:
        return "registered_in"
    for mark in marks:
        if mark.kind == "statement":
            return mark.value.partition(" ")[0]
    for told in scene.once(heard):
        if start <= told.start < end and told.kind in ("says", "subject"):
            return told.value.partition(" ")[0]
        if start <= told.start < end and told.kind == "is":
            return "industry"
    if any(start <= amount.start < end for amount in scene.amounts) or _ZERO.search(scene.text[start:end]):
        return scene.base
    if scene.text.find("钱", start, end) >= 0:
        return scene.base
    return fact_labelled(scene, scene.text[start:end])


# 付款那题我选的付清
_SETTLED = Pattern("付清|付完|付全|结清|付了?一?部分|没付|付款(?:情况|状态|那[题条栏项])")
# 多打了一个零
_ZERO = Pattern("个[零0]|^[0-9]{3,8}(?:块|元|了)*$")
_NAMED_BY = {
    "service": "category",
    "mandatory": "category",
    "entered": "tech_sme",
    "form": "legal_form",
    "size": "size_class",
    "size_alone": "size_class",
    "granted": "granted_this_year",
    "granted_none": "granted_this_year",
}


_NAMED_SUMS = {
    "staff": ("人数", "员工", "多少人", "从业人员", "职工"),
    "assets": ("资产",),
    "revenue": ("营收", "营业", "销售额", "收入"),
    "granted_this_year": ("领过", "兑付过", "已兑"),
}


def _named(scene: Scene) -> str | None:
    """The fact that a correction names: 改一下发票日期."""
    return next((name for mark in scene.marks if (name := _name(scene, mark))), None)


def _name(scene: Scene, mark: Mark) -> str | None:
    if mark.kind == "fact_word" and mark.value != "fee":
        return mark.value
    if mark.kind in ("fact_word", "fee", "pay"):
        return scene.base
    if mark.kind in FACTS:
        money = any(word in scene.text[mark.start :] for word in ("金额", "额", "价"))
        return "contract_amount" if mark.kind == "contract" and money else FACTS[mark.kind]
    if mark.kind in ("certificate", "tenancy", "tenancy_unclear", "subject"):
        return mark.value
    if mark.kind == "self" and scene.text.startswith("注册地", mark.start):
        return "registered_in"
    return "provider_in" if mark.kind in ("provider", "relative") else None


def _is_retaken(scene: Scene) -> bool:
    """不是青岛，是运城: one place denied and another given."""
    if len(scene.places) < 2 or "不是" not in scene.text or scene.asks(len(scene.text) - 1):
        return False
    first = scene.places[0]
    return scene.text[max(0, first.start - 2) : first.start] == "不是"
