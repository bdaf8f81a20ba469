"""Certified: what an answer says of the certificate asked for, which it does not name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene.scene import Scene

_CERTIFICATES = ("high_tech", "tech_sme", "srdi", "innovative_sme")
_NOUN = "(?:的)?(?:证书?|资质|牌子|称号|资格|名头|荣誉|证件)"
_WITHOUT_ANY = Pattern(
    f"(?:啥|什么|任何|哪[个样]|一[个张样本]){_NOUN}(?:都|也)*(?:还|真)?(?:没有?|没得|莫得|木有|不是)"
    f"|哪(?:来|有|里有|儿有)(?:的|啥|什么)*{_NOUN}"
    f"|(?:没有?|没得|无)(?:任何|什么|啥){_NOUN}|(?:啥|什么|一样|哪个)(?:都|也)(?:没有?|不是)(?=$|[,。; 啊的])"
    "|(?:没有?|没得)(?:这些|这种|这类|那些)(?:证书?|东西|资质|牌子|称号)?(?:的|啊|呢)?(?=$|[,。; ])"
    "|^(?:我们|公司)?(?:[去前今]年|上个?月|早就?|已经?|后来|[0-9]{2,4}年)?(?:底|初)?(?:就|也|都)?"
    "(?:给|被)?(?:取消|撤销|撤|摘牌?|注销|收回|吊销)(?:了|掉)(?=$|[,。; 的啊])"
    "|^(?:(?:我们?|公司|以前|之前|早先|早年|前几年|原来|曾经|倒是?|也)*)(?:评|有|拿|办|认定|入|报|是|当|得)[过到]"
    "(?:的|啊|吧)?[^,。;?! ]{0,4}[, ]?"
    "(?:但是?|可是?|不过|后来|现在|今年|去年|前年|就|早|已经?|又)*(?:没(?:再)?续|没再|没复|过期|到期了|失效|取消|撤|断了|掉了|不是了|没有?了|被[取撤摘])"
    "|^(?:我们?|公司|这个|那|压根|根本|从来|还|也|都|[ ,])*(?:连?想都(?:没|不敢)想过?|没(?:考虑|想|琢磨)过)"
    "(?:这个|这事)?(?=$|[,。; 的呢啊])"
    "|(?:只有|就|光)有?(?:一[张个本])?(?:营业)?执照(?!号)"
    # 专家评审那关就没过去
    "|(?:评审|审核|初审|专家|答辩|评分|打分|[那这一](?:一)?[关轮])(?:那[关轮一步]*)?(?:就|都|也|直接|愣是|硬是)*(?:没过(?!期)|没通过|没让过|给?(?:刷|卡|毙|打)(?:下来|掉|住|回来?)了)(?![^。;?!]*(?:又|后来|第二次|今年)[^。;?!没]*(?:过了|批了|评上))"
    "|^(?:[我咱俺]们?|公司|那个|这个)?(?:早就?|已经?|去年就?|前年就?|现在)+"
    "(?:没有?|作废|过期|取消|掉)了?[了啦](?=$|[,。; 啊呀呢])"
)
# 有，证书还有两年才到期
_STILL_VALID = Pattern(
    "^(?:有|是|在|拿了|评上了)(?:的|啊|呀|呢|了|着|哈)*[, ]"
    "(?:我们?的?|证书?|牌子|资质|资格|这个|有效期?|期限|要|得|应该是)*(?:还)?"
    "(?:(?P<far>有?[两二三一]年多?|有?(?:1|2|3)年|一年半|后年|早着)|(?P<near>下个?月|这个月|本月|月底|年底|快|马上"
    "|有?[一两几123]个?(?:来)?月|[0-9一二十]+天))"
    "(?:多|底|初)?(?:才|就|就要|呢|到|要|[,])*(?:到期|过期|期满|有效|失效|$)"
)
_ON_SHOW = Pattern(
    "^(?:名单|公告|公示名单|文件|库|系统|官网|网)(?:里|上|中)(?:都|也|就|是)*"
    "(?:有|能?查(?:得)?到|看得?到)(?:我们|咱|公司)?(?:的|呢)?(?=$|[,。; ])"
    "|^(?:证书?|牌子|牌匾|本本|铜牌)[^,。;?!没不丢]{0,8}(?:挂着|挂墙|墙上|柜子?里|放着|在手|在这|摆着|裱着|锁着)"
    # 证丢了还在补办，资格是在的
    "|^(?:证书?|牌子|牌匾|本本|本子)(?:丢|找不到|烧|泡|毁)了?[^。;?!]{0,10}[, ](?:但是?|不过)?(?:资格"
    "|编号|网上|库里|系统里|名单上)"
    "[^,。;?!没不]{0,4}(?:在|有|查得到)"
)
# 报是年年报，评是没评上过
_NEVER_GOT = Pattern(
    "(?:是|就|都|从来|从|一直|愣是)没(?:有)?(?:评|批|选|考|办|拿|过|中)(?:上|到|成|下来)过?(?=$|[,。;! 啊呢的])"
)


# 在市高企培育库里，不是正式的
_ONLY_LISTED = Pattern("培育[^。;?!]{0,8}(?:不是|不算|还没|没有?)(?:真正|正式)?的?(?:正式|认定|评上|高企|证)")
# No more than shown: one may still object.
_SHOWN = Pattern("[^,。;?!没不公]{0,8}公示(?:了|中|期|着|阶段|的)*(?:呢|啊|吧)?[。! ]?")


def of_asked(scene: Scene) -> Iterator[Said | Unclear]:
    """啥证都没有, 去年就过期了, 证在墙上挂着, where a certificate was asked for."""
    names = [n for n in scene.asked.facts if n in _CERTIFICATES] if scene.asked is not None else ()
    if not names:
        return
    if (scene.denies or "lapsed" in scene.kinds or "哪" in scene.text) and _WITHOUT_ANY.search(scene.text):
        yield from (scene.said(name, False) for name in names)
    elif len(names) == 1 and "期" in scene.text and (match := _until(scene)) is not None:
        yield scene.said(names[0], True) if match else scene.unclear(names[0], scene.text, "快到期了")
    elif len(names) == 1 and "certificate" not in scene.kinds and _ON_SHOW.match(scene.text):
        yield scene.said(names[0], True)
    elif (
        len(names) == 1
        and scene.denies
        and "certificate" not in scene.kinds
        and _NEVER_GOT.search(scene.text)
    ):
        yield scene.said(names[0], False)
    elif len(names) == 1 and "培育" in scene.text and "certificate" not in scene.kinds:
        listed = _ONLY_LISTED.search(scene.text) is not None
        raw, label = scene.text, scene.label(names[0])
        yield scene.said(names[0], False) if listed else scene.unclear(names[0], raw, f"{label}还在培育")
    elif len(names) == 1 and "公示" in scene.text and _SHOWN.fullmatch(scene.text):
        yield scene.unclear(names[0], scene.text, f"{scene.label(names[0])}还在公示")


_UP_TO = Pattern("^(?:有|是|在)(?:的|啊|呀|呢|了|着|哈)*[, ][^,。;?!没不]{0,10}$")
_ENDS = Pattern("(?:底|初|份)?(?:才|就|就要|[,])*(?:到期|过期|期满|失效)(?!了)|(?:前|之前)(?:都|均)?有效")
_SEEN = timedelta(days=92)


def _until(scene: Scene) -> bool | None:
    """Whether an answer says that it is held, and for long; nothing where it does not say until when."""
    if match := _STILL_VALID.search(scene.text):
        return match["far"] is not None
    for date in scene.dates:
        if _ENDS.match(scene.text, date.end) and _UP_TO.search(scene.text[: date.start]):
            return date.low - scene.today > _SEEN if date.low > scene.today else None
    return None
