"""Comparisons: whether a message sets regions, or years of one, side by side."""

from __future__ import annotations

from collections.abc import Collection

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene


def compared(scene: Scene) -> tuple[str, ...] | None:
    """The codes of the regions compared, few or none where all are meant; None where nothing is compared."""
    codes = _set_beside(scene)
    return None if codes is not None and _is_of_providers(scene, codes) else codes


def _is_of_providers(scene: Scene, codes: Collection[str]) -> bool:
    """Whether it is those who sell that are compared: 找本地机构和找外地机构, 太原的所和西安的所，比例一样不."""
    if len(codes) < 2 and _PROVIDERS.search(scene.text):
        return True
    return bool(scene.places) and all(_WHO_SELLS.match(scene.text, place.end) for place in scene.places)


def _set_beside(scene: Scene) -> tuple[str, ...] | None:
    if not scene.cues & _COMPARES and not (scene.denies and len(scene.places) > 1):
        return None
    codes = tuple(dict.fromkeys(place.candidates[0].code for place in scene.places))
    if not codes and scene.of_kind("contract", "invoice") and _TWO_PAPERS.search(scene.text):
        return None  # 合同是分公司签的，发票是总公司开的，两边不一样要不要紧
    if _ALL.search(scene.text):
        return codes
    if len(codes) > 1 and (_SIDE_BY_SIDE.search(scene.text) or _EITHER.search(scene.text)):
        return codes
    if len(codes) == 1 and (_AGAINST.search(scene.text) or _OTHER_YEAR.search(scene.text)):
        return codes
    if (
        not codes
        and scene.edition is not None
        and (_OTHER_YEAR.search(scene.text) or _INSIDE.search(scene.text))
    ):
        return (scene.edition.region,)
    return None


_COMPARES = KNOWN.add(
    "比|差|又|哪|各|是一套|是一码|是一回|同一|同样|一样|出入|区别|不同|变|仨|三个地|摆一|列个表|列张表|宽松|谁|还是|选一|两样|不如|没有"
)
# What one region may have over another.
_BETTER = (
    "(?:最|更|比较|给得|给的|补得|补的)?"
    "(?:多|高|划算|划得来|合算|宽|合适|好|低|松|严|强|少(?=[点些一呢啊吗,。?]|$)|省事|省心|容易|简单|实惠"
    "|大方|痛快|足|香|给力|厚道|阔气|抠|小气|优惠|大|快|值|靠谱)"
)
_PLACE = "(?:地方|地儿|地|城市|市|家|边|头|个地区|地区|区)"
_ALL = Pattern(
    f"(?:各|三|两|几|仨|这些|这几|那几)个?{_PLACE}(?:的|之间|都|券|政策)*.{{0,12}}(?:对比|比较|比一比|摆|列|拉个"
    f"|各能|各给|区别|差别|差多少|哪|谁|分别|不同|不一样|两样)"
    "|各地.{0,8}(?:多少|比|差|不同|区别|怎么补)"
    f"|(?:哪个|哪座|哪)(?:地方|城市|市|地儿|省)(?:给|补|报|的)?.{{0,6}}{_BETTER}"
    "|(?:全国|国内)?(?:哪里|哪儿|哪边|哪头|谁家)(?:的)?(?:科技)?(?:创新券|券|政策|补贴|补助)?(?:给"
    "|补)?得?(?:力度)?(?:最|更)(?:多|高|大|好|划算|大方|优惠)"
)
_PROVIDERS = Pattern(
    "(?:本地|当地|[省市]内)[^,。;?!]{0,8}(?:和|跟|与|同|还是)[^,。;?!]{0,6}(?:外[地市省]|异地|[省市]外)"
    "|(?:机构|服务商|服务方|检测所|实验室)[^。;?!]{0,12}(?:和|跟|与|比)(?:本地|当地)的?(?:比|差|相比|一样)"
    "|(?:外[地市省]|异地|[省市]外)[^,。;?!]{0,8}(?:和|跟|与|同|还是)[^,。;?!]{0,6}(?:本地|当地|[省市]内)"
)
_WHO_SELLS = Pattern(
    "(?:市|省)?(?:那边|那家|那个|一家)?的?(?:一家)?(?:检测[所院]|机构|服务商|实验室|大学|院所|研究[所院]|所(?!有|以)|中心)"
)
_TWO_PAPERS = Pattern("两(?:边|头|家|张|份)[^,。;?!]{0,4}不一样")
_SIDE_BY_SIDE = Pattern(
    f"(?:哪(?:边|头|个|里|儿|家|地|一边|一个|块)?|谁).{{0,6}}{_BETTER}"
    "|比(?![例率重值]).{0,8}(?:宽|严|多|高|低|松|少|好|划算|强|香|大方)|差别|区别|差多少|差哪|差在|差距|不同"
    "|不一样|(?<!这)(?<!那)两样(?![能都里是可要]|服务|东西)|一样[吗么不]"
    "|有(?:啥|什么)(?:出入|差|不同|区别|变化)|对比|比较|比一?比|比一?下|相比|列(?:个|张)表|摆一|各(?:能|给|补|是"
    "|拿)|分别(?:能|给|补|是)|同一(?:套|个|样)|(?<!的)认不认|都(?:一样|认)|[一]起看|是(?:不是)?一(?:套|码事|回事)"
    f"|该(?:去|在|选|从|走)?哪|又(?:是|给|补|能)|二选一|利弊|优缺点|优劣|好处坏处|各有|选谁|选哪|(?:(?<!有)没有?"
    f"|不如)[^,。;?!]{{2,8}}{_BETTER}"
)
# 放运城报划算还是放青岛报划算, 青岛好还是运城好
_EITHER = Pattern(
    f"{_BETTER}(?:些|点)?还是.{{2,12}}|还是.{{2,10}}{_BETTER}(?:些|点)?[呢啊呀? ]*$|选.{{2,10}}还是"
)
_AGAINST = Pattern(
    "(?:跟|和|同|与|比起).{1,10}(?:比(?![例率重值])|相比|哪个|哪边|有啥不同|有什么不同|差多少|区别|列[个张]表"
    "|摆一|(?:是不是)?(?:一样|相同|差不多)的?(?:吗|么|不|没|[?])|不一样|差别)"
    "|比(?:我们|咱们?|俺们|这)[^,。;?!]{0,6}(?:宽|严|多|高|低|松|少|好|划算)|相比(?:于|起来)?"
)
_YEAR = "(?:20[0-9]{2}年?|去年|前年|往年|上一?年|今年|现在|[0-9]{2,4}年)"
_OTHER_YEAR = Pattern(
    f"{_YEAR}.{{0,10}}(?:跟|和|与|比|同).{{0,8}}{_YEAR}.{{0,10}}(?:出入|区别|变|不同|差|改|比|一样)"
)
# 晋创谷里头跟外头 待遇差多少
_INSIDE = Pattern(
    "(?:里头?|里面|以?内)的?(?:跟|和|与|比|同).{0,4}外[头面边]?.{0,8}(?:差|区别|不同|不一样|一样|哪)"
)
