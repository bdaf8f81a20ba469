"""Alternatives: points told by what is to count of two or more: 算今年的还是明年的, 人数按哪个算, 本地外地差多少."""

from __future__ import annotations

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import Told


def alternatives(scene: Scene) -> list[Told]:
    """The points of which a message asks what counts."""
    if not scene.cues & _ANY:
        return []
    found = []
    for cue, name, pattern in _ALTERNATIVES:
        if scene.cues & cue and (match := pattern.search(scene.text)) is not None:
            found.append(Told(match.start(), match.end(), "point", name))
    return found


_N = "[^,。;?!\n]"
_YEAR = "(?:今年|去年|明年|前年|上一?年|下一?年|上一?年度|下一?年度)"
_WHICH_YEAR = f"[算归](?:是|作|到|在|成|进)?{_YEAR}(?:的|里)?[, ]?还是(?:算|归)?(?:是|作|到|在|成|进)?{_YEAR}"

_SOURCES: tuple[tuple[str, str, str], ...] = (
    # cue, point, expression
    (
        "哪张|哪一",
        "invoiced_on",
        f"(?:以|按|看|取|认|依|照|拿|用)(?:的是)?哪一?张(?:发?票)?{_N}{{0,4}}(?:为准|算|来|日期|$)",
    ),
    (
        # 一部分人没上社保，人数按哪个算
        "人数|员工|营收|业收|资产",
        "size_class",
        "(?:人数|员工数?|营收|营业收入|资产(?:总额)?)[^,。;?!]{0,4}(?:按|以|照|看|拿|取|算)(?:的是)?(?:哪|啥|什么|谁|几月|(?:社保|花名册|年[初末均]|平均)[^,。;?!]{0,4}(?:还是|吗|么))",
    ),
    (
        # 前任法人有失信，现在这个没有，查的是谁
        "失信|处罚|征信|信用|查谁|查哪|查法|查个",
        "clean_record",
        "(?:失信|处罚|征信|信用)[^。;?!]{0,24}查(?:的是|的)?(?:谁|哪|公司还|法人还|个人还)|查(?:谁|哪一?个)的?(?:征信|信用|失信)",
    ),
    (
        # 发票九月开的，活儿十月才做完，算今年的还是明年的
        "算今|算去|算明|算上|算前|算下|归今|归去|归明|归上|归下",
        "invoiced_on",
        f"票[^。;?!]{{0,36}}{_WHICH_YEAR}",
    ),
    (
        "算今|算去|算明|算上|算前|算下|归今|归去|归明|归上|归下",
        "contract_on",
        f"(?:合同|签)[^。;?!]{{0,36}}{_WHICH_YEAR}",
    ),
    (
        # 找本地机构和找外地机构，补的差多少
        "差多|差头|差别|差几|差不|多多|多几|一样|一个比|不同|分不分|区别",
        "provider_in",
        "(?:机构|服务商|服务方|检测所|实验室)[^。;?!]{0,12}(?:和|跟|与|比)(?:本地|当地)的?(?:比|差|相比|一样)|的(?:检测[所院]|机构|实验室|大学|院所|研究[所院]|所)(?:和|跟|与)[^,。;?!]{1,10}的?(?:检测[所院]|机构|实验室|大学|院所|研究[所院]|所)[^。;?!]{0,8}(?:一样|差|不同|区别)|(?:本地|当地|[省市]内)[^。;?!]{0,8}(?:外地|外市|外省|异地|[省市]外|(?:和|跟|与|比|还是)[^,。;?!]{2,8})[^。;?!]{0,12}(?:差(?:多少|头|别|几|不差)|多多少|多几|一样|一个比例|不同|分不分|区别)",
    ),
    (
        # 去年给过8万，今年额度重新算还是减掉那8万
        "额度",
        "cap",
        f"额度{_N}{{0,8}}(?:重新算|另算|重算|清零|累计|接着算|减掉|扣掉|扣除|合着算){_N}{{0,4}}(?:还是|吗|么|不)",
    ),
    (
        # 刚开个头就能来报 还是得等全做完
        "还是",
        "finished",
        f"(?:开头|开个头|开始|开工|动工|进场|没做完|没干完|一半|签了?合同|签完){_N}{{0,10}}[,\\s]?还是{_N}{{0,6}}(?:[做干弄搞测]完|完工|完成|结束|验收|出报告|交付|做好)|(?:[做干弄搞测]完|完工|完成|结束|验收|出报告|交付|做好){_N}{{0,10}}[,\\s]?还是{_N}{{0,6}}(?:开头|开始|开工|没做完|没干完|一半|签了?合同|中途|提前)",
    ),
    (
        # 付全款和分期付，哪种划算
        "全款|付清|一次性|分期",
        "paid",
        f"(?:全款|付清|一次性|分期){_N}{{0,8}}(?:和|跟|还是|与){_N}{{0,6}}(?:全款|付清|一次性|分期|慢慢付)[^。;?!]{{0,10}}(?:哪|划算|合适|一样|影响|行)",
    ),
)
_ALTERNATIVES = tuple((KNOWN.add(cue), name, Pattern(source)) for cue, name, source in _SOURCES)
_ANY = 0
for _cue, *_rest in _ALTERNATIVES:
    _ANY |= _cue
