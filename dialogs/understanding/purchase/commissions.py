"""Commissions: what somebody else was given to make, said with a verb: 委托海大开发算法, 外面给写的程序."""

from __future__ import annotations

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.lexicon import Mark

MAKING = KNOWN.add(
    "算法|程序|软件|系统|小程序|ap|模型|样机|控制器|装置|配方|模块|开发|研[发制究]|设计|画|[上讲听教][了一二两三四五六半几好0123456789]|教[我咱俺厂公车员工]|买[了下到来个一的]|购[买入了的]"
)
_BY = "(?:大学|学院|学校|高校|公司|团队|工作室|机构|老师|教授|师傅|外面|人家|对方|[院所])"
# Not 开发区, 研发费用, 设计费.
_NO_WORK = (
    "(?![票费区补商者]|投入|中心|部|人员|(?:研究)?[院所]|公司|团队|机构|工具|收入|水平|能力|图|师"
    "|生|会|型|报告|经费|过|一下|下|的?(?:同事|经理|主管|总监|负责人|小伙子?|小姑娘)|的人)"
)
_GIVEN = Pattern(
    "(?<![没未不申想])(?:委托|委外|外包|包给|交给|请|找|让|叫|聘|雇)(?![谁哪你您问教]|我们|咱|客服|一下)"
    "(?P<who>[^,。;?!]{0,14}?)(?P<work>开发|研发|研制|研究|设计)" + _NO_WORK
)
_WITH = Pattern(
    "[跟和与同](?P<who>[^,。;?!跟和与同]{1,12}?)(?:签|合作|联合|一起|共同)(?:的|了|搞|做|[, ]){0,3}"
    "(?P<work>研究|研发|开发|研制)" + _NO_WORK
)
_DONE_FOR_US = Pattern(
    f"{_BY}(?:那边|的人|的|来|也|都|就)*(?:给|帮|替|为)(?:我们?|咱们?|俺们?|公司|厂里?|企业)?"
    f"(?:[^,。;?! ]{{0,6}}?)(?P<work>开发|研发|研制|研究|设计|画){_NO_WORK}"
)
_CLASSES = Pattern(
    "(?P<work>[上讲听])了?(?:[一二两三四五六半几0-9]{1,2}|好几)(?:个?多?(?:天|节|堂|次|场|下午|晚上|礼拜|星期|周))"
    "的?(?:[^,。;?! ]{0,8}?)课"
)
_VALUES = {
    "设计": "design",
    "画": "design",
    "上": "training",
    "讲": "training",
    "听": "training",
    "教": "training",
}
_VALUES |= dict.fromkeys(("配方", "专利", "发明", "专有技术", "技术秘密", "生产技术", "科技成果"), "transfer")
_TAUGHT = Pattern(
    "(?P<work>教)了(?:[一二两三四五六几0-9]{1,2}|好几)个?多?(?:天|节|堂|次|场|下午|晚上|礼拜|星期|周)"
)
# 请了个技师来教我们质检员怎么看金相
_TEACHES = Pattern(
    "[请找让派](?![谁哪你您])[^,。;?!]{0,10}(?P<work>教)(?:我们?|咱们?|俺们?|厂里|公司|车间|员工|工人)(?:的)?"
    "[^,。;?! ]{0,8}"
    "(?:怎么|如何|咋|做|用|操作|编程|看|焊|调)(?![^,。;?! ]{0,4}[申填报领兑券])[^,。;?! ]{0,8}"
)
# 从化物所买了个润滑脂的配方
_ACQUIRED = Pattern(
    "[买购](?:买|了|下|到|来|入|的){0,2}(?:[一两]?[个项套件])?[^,。;?!买购 ]{0,8}?"
    "(?P<work>配方|专利|发明(?!人|家)|专有技术|技术秘密|生产技术|科技成果)(?!产品|检索|数据|设备|书|号|代理|申请|费|分析|服务|导航|保险|的?(?:许可|使用|授权|独占|普通))"
)
# 找老师帮我们搞了个控制算法
_MADE = Pattern(
    "(?:[找请让叫托]|委托|[帮给替](?:我们?|咱们?|俺们?|公司|厂里?))(?![谁哪你您])[^,。;?!不没]{0,14}?"
    "(?P<work>搞|做|弄|写|编|整)(?:了|出来?)?(?:一?[个套款台版]|[两三几]个)[^,。;?! 测检]{0,12}?"
    "(?:检测|测试|检验|测量)?(?:算法|程序|软件|系统|小程序|app|模型|样机|控制器|装置|配方|模块)"
    "(?!的?(?:检测|测试|测评|检验|认证|登记|著作权|专利|体系|设计|审计|培训|评测|升级|维护|运维|的))"
)
# 开发完了再送检: spoken of as past.
_PAST = Pattern("(?:好|完|出来|成功)(?:了|的|之后|以后|后)")
_OTHER = Pattern(
    "人(?:专门)?(?:做|搞|负责)|[不没未]|检测|测试|化验|送检|认证|商标|专利|(?<![给帮替为])(?:我们|自己)|如果|要是"
)


_MADE_FOR = Pattern(
    "(?:用|的)?(?:方法|标准|系统|装置|设备|平台|软件|算法|仪器|模型|机器人|生产线|产线|工装|模块|程序)(?:的)?"
    "(?P<work>开发|研发|研制|研究|设计|定制|搭建)" + _NO_WORK
)


def made_for(scene: Scene, mark: Mark) -> Mark:
    """What is made where a service only says for what: 检测方法开发, 测试系统设计."""
    match = _MADE_FOR.match(scene.text, mark.end) if scene.cues & MAKING and mark.value != "design" else None
    if match is None:
        return mark
    return mark._replace(
        end=match.end(), kind="service", value=_VALUES.get(match["work"], "development"), others=()
    )


def commissioned(scene: Scene) -> list[Mark]:
    """What was given to others to develop or design, or taught by them, as services."""
    if not scene.cues & MAKING:
        return []
    found: list[Mark] = []
    for pattern in (_GIVEN, _WITH, _DONE_FOR_US, _MADE, _CLASSES, _TAUGHT, _TEACHES, _ACQUIRED):
        for match in pattern.finditer(scene.text):
            start, end = match.span("work")
            if pattern is _GIVEN and _OTHER.search(match["who"]):
                continue
            if pattern is _WITH and not any(
                m.kind == "provider" for m in scene.beginning(*match.span("who"))
            ):
                continue
            if _PAST.match(scene.text, end):
                continue
            if pattern is _TEACHES:
                end = match.end()  # what is taught was not bought
            found.append(Mark(start, end, "service", _VALUES.get(match["work"], "development")))
    return sorted(found)
