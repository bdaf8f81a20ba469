"""Truths: whether what is asked holds, as an answer says it: yes or no, done last month, lapsed, moved out."""

from __future__ import annotations

from typing import Literal

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.declared import REVERSED
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.talk.options import EDGES
from policy.facts import Fact

_VALID = Pattern(
    "(?P<yes>没有?过期|还有(?![没效])[^,。?]{1,7}(?:才|就)?(?:到期|过期)|有效着|(?:还|都|仍|仍然)在有效期|未过期|没到期|未到期|没失效"
    "|(?<!不)(?<!没)在?有效期[内里]?$|(?<![无没不])有效的?$|有效期[内里])"
    "|(?P<no>过期|到期了|失效|不在有效期|无效|作废|已?到期$)"
)
# 不知道过没过期
_EITHER = Pattern("过没过期?|到没到期|有没有(?:过期|失效|效)|失没失效")
_SOON = Pattern("快|马上|即将|将要|就要|下个?月|明年|年底|应该|可能|好像|大概")
_SOON_OVER = Pattern(
    "(?:下个?月|这个?月|月底|马上|快|(?<![0-9明后])年底|下周|过几天)[^,。;?!]{0,5}(?:到期|过期)"
)
# 这个月底才到期; but not 上个月底才到期
_NOT_BEFORE = Pattern(
    "(?<!上个)(?<!上)(?<!去)(?:[后明]年|年底|这个?月底?|下个?月|月底|下周)[^,。;?!]{0,6}才(?:会|要)?(?:到期|过期|失效)"
)
_PENDING = Pattern("(?:还|正)?在(?:办|申请|走流程|审|弄|等)|办理中|申请中|审核中|等结果")
_VOLUNTARY = Pattern("(?P<no>不是自愿|强制|法定|强检)|(?P<yes>自愿)")


# 前年评上的; 不是高新
_GAINED = ("high_tech", "srdi", "innovative_sme")
_GOT = Pattern(
    "(?:我们?|公司|是|就|才|刚|也|已经|在)*(?:今年|去年|前年|上个?月)(?:[0-9]{1,2}月份?|年[初底中])?(?:就|才|刚"
    "|也|已经|新)*"
    "(?:评上?|拿到?|通过|认定|批|获批|办)(?:的|了|下来的?|到手的?)*"
    "|(?P<no>(?:我们?|公司|还|也|都|并)*(?:不是|没有?|不算)(?:高新|专新|创新型?)(?:的|啊|呢|企业)*)"
)


# 上个月做完的, 去年登的: when it was done
_DAY_DONE = (
    "(?:大前年|前年|去年|今年|上个?月|这个月|上上?周|上个?礼拜|昨天|前天|前几天|前两天|前阵子|年初"
    "|年中|早些时候|刚刚?|早就"
    "|20[0-9]{2}年|[0-9]{2}年|[0-9]{1,2}月份?(?:[0-9]{1,2}[日号]?|初|中旬?|底)?)"
)
_WORKED = "做完|弄完|干完|搞完|测完|完|完工|完成|结束|结项|结题|验收|交付|收尾|出的报告|出报告"
_ENTERED = "入|入驻|进|进驻|搬进来?|搬进去|住进来?|搬|签的?入驻"
_DONE = {
    name: Pattern(
        f"(?:我们?|公司|是|就|都|也|这个|机构|他们)*(?:{_DAY_DONE}){{1,3}}(?:就|才|刚|已经|已|都|去|全)*(?:{verbs})"
        "(?:上|好|完|下来|手续)?(?:的|了|过)+(?=$|[,。;! ])"
    )
    for name, verbs in {
        "contract_registered": "登|登记|办|认定|备案|做的?登记|去登",
        "finished": _WORKED,
        "completed": _WORKED,
        "begun": "开始|开工|动工|进场|动手|启动|开做|开干",
        "green_threshold": "过|通过|办|审|批",
        "in_incubator": _ENTERED,
        "in_jinchuanggu": _ENTERED,
        "in_university_park": _ENTERED,
        "tech_sme": "入|入库|评|办|进|拿",
        "provider_registered": "注册|登记|入驻|入库",
    }.items()
}
# 有是有 去年就到期了
_LAPSED = Pattern(
    "^(?:我们?)?(?:有|是|办|评)(?:倒|过|的)?(?:是)?(?:有|是|办|评)?[过了的]?[,。 ]+[^,。;?!没未还]{0,6}(?:到期"
    "|过期|失效|取消|撤销|摘|作废)了"
)
_LEFT = Pattern(
    "(?:搬出[来去]?|搬走|搬离|退租|退出来?|撤出来?|撤走|迁出来?|迁走|出孵|毕业|离开|退了房)(?:了"
    "|的|来的)|不在[那里](?:边|头)?了"
)
# 发票对方说要拖到月底才给开
_UNBILLED = Pattern(
    "票(?:对方|他们|人家|那边|机构|乙方|财务|说是?|也|都|就|却|还)*(?:要|得|等|拖|推|压|卡)[^,。;?!]{0,10}?"
    "(?:才|再|统一|一起|一块)(?:能|给|肯|会)*(?:开|寄|给|到|出)"
)
_RENEWED = Pattern(
    "^(?:我们?|这|才|就|都|是|去年|今年|[ ])*(?:刚|新|才)(?:刚)?(?:换|办|发|领|续)"
    "(?:的|了|下来的?)*(?:新)?(?:的)?证(?!.{0,3}没)"
)
# 材料都备好了就差提交，所以现在还不是
_SO = Pattern(
    "(?:所以|因此|也就是说|说白了|等于说?)"
    "(?:我们?|公司|现在|目前|今年|暂时|这会儿|到现在|严格来?说|其实|还|也|都|就|算是?|[ ,])*"
    "(?:(?P<no>不是|没有?|不算|不在|没[进入评拿过]上?到?|不够格)|是|有|在|算)(?:的|了|呢|啊)*$"
)
# 学校放暑假没人，说九月份开学再弄
_PUT_OFF = Pattern(
    "(?:等|[说讲]|要|得|排到|约的?|定的?)[^,。;?!了]{1,14}(?:再|才(?:能|会|肯))(?:能|来|去|给|正式)*"
    "(?:弄|做|开始|动|搞|进场|干|开工|启动|派人|过来|来)(?=$|[,。;! 呢吧的])"
)
_SHORT_OF = Pattern(
    "(?:我们?|公司|想[^,。;?!]{0,5}[,。 ]+|可惜|但|就是|[ ])*(?:条件|资格|标准|人数|指标|专利|规模)?(?:也"
    "|还|都|根本|压根)*"
    "(?:不够|够不上|达不到|没达到|不达标|不符合|差得远|差远了)(?:格|条件|资格|标准|着)*[了的呢啊]*"
)


def truth(
    scene: Scene, fact: Fact, answer: Literal["yes", "no", "unsure", "hedged"] | None
) -> Said | Unclear | None:
    """Whether what is asked holds, from an answer that is a yes or no, or says how it came about."""
    if fact.name in ("in_incubator", "in_jinchuanggu", "in_university_park") and (
        (gone := _LEFT.search(scene.text)) and not scene.asks(gone.start()) and "打算" not in scene.text
    ):
        return scene.said(fact.name, False)
    if fact.name == "completed" and _UNBILLED.search(scene.text) and not scene.asks(0):
        return scene.said(fact.name, False)
    if (
        answer in ("hedged", None)
        and fact.name in (*_GAINED, "tech_sme", "certificate_valid")
        and _LAPSED.search(scene.text)
        and not (_SOON.search(scene.text) or _EITHER.search(scene.text) or scene.asks(0))
    ):
        return scene.said(fact.name, False)
    if answer in ("yes", "no"):
        return scene.said(fact.name, answer == "yes")
    if answer is None and fact.name in _DONE and _DONE[fact.name].match(scene.text):
        return scene.said(fact.name, True)
    if answer is None and fact.name in _GAINED and _SHORT_OF.fullmatch(scene.text.strip(EDGES)):
        return scene.said(fact.name, False)
    if (
        answer is None
        and fact.name in (*_GAINED, "certificate_valid")
        and _RENEWED.search(scene.text)
        and not scene.asks(0)
    ):
        return scene.said(fact.name, True)
    if answer is None and fact.name in _GAINED and (match := _GOT.fullmatch(scene.text.strip(EDGES))):
        return scene.said(fact.name, match["no"] is None)
    if answer is None and fact.name not in REVERSED and (match := _SO.search(scene.text)):
        return scene.said(fact.name, match["no"] is None)
    if answer is None and fact.name == "begun" and _PUT_OFF.search(scene.text) and not scene.asks(0):
        return scene.said(fact.name, False)
    if answer is None and _PENDING.search(scene.text):
        return scene.unclear(fact.name, scene.text, "还在办，没有结果")
    if fact.name == "certificate_valid" and _NOT_BEFORE.search(scene.text) and not scene.asks(0):
        return scene.said(fact.name, True)
    if fact.name == "certificate_valid" and "没" in scene.text and _EITHER.search(scene.text):
        return scene.said(fact.name, None) if "不" in scene.text else None
    if (
        fact.name == "certificate_valid"
        and not scene.asks(0)
        and (match := _VALID.search(scene.text))
        and not _SOON.search(scene.text)
        and not _SOON_OVER.search(scene.text)
    ):
        return scene.said(fact.name, match.lastgroup == "yes")
    if (
        fact.name == "certificate_valid"
        and not _SOON_OVER.search(scene.text)
        and (until := _until(scene)) is not None
    ):
        return scene.said(fact.name, until)
    match = _VOLUNTARY.search(scene.text) if fact.name == "voluntary_test" and not scene.asks(0) else None
    if match and scene.standing(match.start(), match.end()) == "held":
        return scene.said(fact.name, match.lastgroup == "yes")
    return None


_UNTIL = Pattern("到|至|止|有效|过期|用|管")


def _until(scene: Scene) -> bool | None:
    """证管到2026年8月: whether the one day named, the last of a certificate, is still to come."""
    if len(scene.dates) != 1 or not _UNTIL.search(scene.text) or scene.asks(0):
        return None
    day = scene.dates[0]
    if day.low > scene.today:
        return True
    return False if day.high < scene.today and "到期" in scene.text else None
