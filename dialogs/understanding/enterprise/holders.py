"""Holders: whose a certificate is: a customer's, the group's or a provider's, and what is said of oneself after."""

from __future__ import annotations

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.strangers import is_of_strangers
from dialogs.understanding.words.lexicon import Mark
from dialogs.understanding.words.standing import Standing

_HIS = Pattern(
    "(?:都|全|也|是|有|属于|的|一家|家|个|清一色|大多|基本|全部|就|国家级?|省级|里面?|那边|自己|本身|拿了|有了|[ :])*"
)
_WHOSE = frozenset("是归属挂在")


def _list_tail(scene: Scene, mark: Mark) -> str:
    """What is said after a list of certificates: 高企、专精特新都挂在总公司名下."""
    end = mark.end
    while (following := scene.after(end)) is not None and following.kind == "certificate":
        if scene.text[end : following.start] not in ("、", "和", "跟", "与", "及", "以及", ""):
            break
        end = following.end
    return scene.text[end : scene.phrase(end)[1]] if end < len(scene.text) else ""


_THEIRS_AFTER = Pattern(
    "(?:都|也|全|统一)*(?:证书|资质|牌子)?的?(?:那?是|归|属于|挂在|在)(?:我们?|咱们?|俺们?|我司)?(?:的|老板|法人)*"
    "(?:集团|总部|总公司|[母子分]公司|别人|人家|客户|他们|它|对方|股东|兄弟|关联|(?:另外?|别的|其他)(?:的|一|那)?[家个]?(?:公司|企业|厂)|另一?家"
    "|(?:我|老板)?(?:老公|爱人|媳妇|对象|朋友|亲戚|姐夫|妹夫|小舅子|合伙人|[哥弟姐妹叔舅])(?:的|家的?|那个?|那边)?(?:公司|企业|厂))"
)
# 高企是集团的，我们自己就一个创新型中小企业
_OWN_OTHER = Pattern(
    "[, ](?:但是?|可是?|不过|而)?(?:我们?|咱们?|俺们?|我司|本公司|自己|这边|这家|本身|公司)+(?:手[上里头]|名下)*"
    "(?:就|只|光|仅|才)(?:是|有|剩|拿了)?(?:个|一个|一张|一本)?(?:证|牌子)?(?=[^,。;?!]{2})"
)
# 手上三家客户，一家有科小两家没有
_ONE_OF_MANY = Pattern(
    "(?:有|其中|另|另外)?[一两二三四五六几]家(?:公司|企业|客户)?(?:是|有|都是|都有)(?:了|的)?$"
)
# 我们集团下面有一家高企; 我们是高企的子公司
_OF_A_GROUP = Pattern("(?:下面|旗下|下属|名下)[^,。我]{0,3}有[^,。我]{0,3}$")
# 给我们做检测的那家是小巨人
_SERVED = KNOWN.add("[给帮替为][我咱俺公]")
_SERVING = Pattern(
    "[给帮替为](?:我们?|咱们?|俺们?|公司)[^,。;?!]{1,10}的(?:那?[个家]|单位|公司|机构|院|所|中心|企业|厂家?)*"
    "(?:也|都|就|倒|才|本身|自己|他们|人家)*(?:是|有|属于)(?:个|一家|家|国家级?|省级)?$"
)
_THEIR_FIRM = Pattern("的(?:全资|控股)?(?:子公司|分公司|供应商|客户|代理商|经销商|配套)")
_NOT_OURS = Pattern("落不到|轮不到|没我们|不是我们|不算我们|跟我们(?:没|无)|与我们无")
_OWN_AFTER = Pattern(
    "(?:但是?|可是?|不过|而)?(?:我们?|咱们?|俺们?|我司|本公司|我们[母总]公司|[分子]公司|自己|这边|这家|这个|这儿?|本身|公司|自个儿?|厂子?)+(?:还|也|反?倒|反而|都|可|却|目前|暂时|现在|单独|另外)*"
    "(?:(?P<no>(?:啥|什么|一样)(?:都|也)?(?:不是|没有?)|没有?(?![,。]?问题)|不是|还没|没评|没办|未)|(?P<yes>(?:单独|另外)?(?:是|有|[认评拿办]了)))"
)


def is_strangers(scene: Scene, mark: Mark, low: int, tail: str) -> bool:
    """Whether it is a customer's, the group's or a provider's: 客户都是高企, 找了家高企."""
    if "家" in scene.text[low : mark.start] and _ONE_OF_MANY.search(scene.text, low, mark.start):
        return True
    if is_of_strangers(scene, mark.start) or _OF_A_GROUP.search(scene.text, low, mark.start):
        return True
    if scene.cues & _SERVED and _SERVING.search(scene.text, low, mark.start):
        return True
    if tail.startswith("的") and _THEIR_FIRM.match(tail):
        return True
    before = scene.before(mark.start, low)
    if before is not None and before.kind in ("headquarters", "provider", "seek"):
        gap = scene.text[before.end : mark.start]
        return gap != " " and _HIS.fullmatch(gap) is not None
    if not _WHOSE.isdisjoint(_list_tail(scene, mark)) and _THEIRS_AFTER.match(_list_tail(scene, mark)):
        return True
    following = scene.after(mark.end)
    return (
        following is not None
        and following.kind in ("headquarters", "provider")
        and scene.text[mark.end : following.start] in ("", "的")
    )


def own_after(scene: Scene, mark: Mark, high: int) -> Standing | None:
    """What is said of oneself after others: 母公司是高企，我们自己没有."""
    rest = scene.text[high + 1 : scene.phrase(high + 1)[1]] if high < len(scene.text) else ""
    if _NOT_OURS.search(rest):
        return "denied"
    match = _OWN_AFTER.match(rest)
    if match and match["yes"] and (other := scene.at(high + 1 + match.end())) and other.kind == mark.kind:
        return None  # 合伙人的公司才是高企，我这边是科小
    return ("denied" if match["no"] else "held") if match and len(rest) - match.end() < 3 else None


def own_other(scene: Scene, mark: Mark, end: int) -> Standing | None:
    """Denied where all that oneself has is another certificate, told after that of others."""
    match = _OWN_OTHER.match(scene.text, end)
    following = scene.after(match.end()) if match else None
    other = match is not None and following is not None and following.start == match.end()
    if not other or following is None or following.kind != "certificate" or following.value == mark.value:
        return None
    return None if scene.asks(following.start) else "denied"
