"""Declared: a bare yes, no or unknown in answer to a question that is put in the negative."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.polarity import lead, polarity

REVERSED = frozenset(
    (
        "clean_record", "unaffiliated", "provider_clean", "not_sanctioned", "provider_not_barred", "no_city_money",
        "no_public_money", "no_competitive_money", "not_claimed_before", "voluntary_test", "not_refiled_unchanged",
    )
)  # fmt: skip
_NONE = Pattern(
    "(?:是的?|对的?|嗯+|没错|好的?|没有(?=没有)|[ ,])*(?:确实|真的?|从来|从|都|还|一直|绝对|肯定|我们|公司|以前|之前"
    "|也|啥|什么|这个|这些)*(?:没有?|无|没得|木有|莫得|冇)"
    "(?:过|的|啊|呢|哈|事儿?|这|回|种|任何|呀|哦|哟|嘞|哩|啦|情况|记录|[ .!~])*(?=$|[,。;])"
)
# A bare 没有 may deny the statement or what it denies.
_AFFIRMED = Pattern("是|对|嗯|没错|好|确实|真|从|一直|绝对|肯定|过|事|种|回|任何|情况|记录|啥|什么")
# 没有没有，从来没被处理过
_AGAIN = Pattern(
    "[,。; ]*(?:我们?|公司|从来|一直|也|都|根本|压根)+(?:没|未|无|不)(?!有?(?:查|问|核|打听|了解|留意|注意|细))"
)
_BELONGS_NOT = Pattern("(?:我们?|这个|这|项目|都|也|[ ,])*不属于(?:的|啊|呢|[ .!~。])*")
_SOME = Pattern("(?:我们|公司|以前|之前|好像|倒是|是|也|都|[ ,])*有(?:的|啊|呢|呀|[ .!~])*$")
_AT_A_LOSS = Pattern(
    "(?:这个|这事儿?|这|那个|我们?|俺|咱|具体|也|还|真|可|都|就|[ ,])*(?:说不(?:好|准|清楚?|上来)|不(?:太|大"
    "|怎么)?(?:清楚|知道|晓得|确定|了解)"
    "|拿不准|吃不准|记不(?:清楚?|得)|(?:回答|答|说)不(?:了|上来?|出来?)|说了不算)"
    "(?:了|呢|啊|诶|哎|呀|的|哦)*(?=$|[,。;! ])(?!.*(?:应该|可能|好像|大概|估计))"
)
# 不晓得你说的入驻是指啥 asks.
_MEANING = Pattern("(?:是指|指的?是?|说的是|意思是|是个?)(?:什么|啥|哪)|(?:什么|啥)意思")
_UNKNOWN = Pattern(
    "知不道|唔知|唔清楚|(?:上哪儿?|哪里?能?|咋|怎么会?|鬼|谁|天)(?:能|会|去|儿)*(?:知道|晓得|清楚)|不晓得|晓不得|莫知道"
)


# 去年过了，今年不晓得还要不要重新审: what was asked is known.
_BEYOND = Pattern(
    "[过了有][,。; ][^,。;?!]{0,6}(?:不晓得|[谁哪]里?知道)(?:还|今年|明年)*(?:要不要|用不用|能不能|算不算)"
)


def bare(scene: Scene, asked: str) -> str:
    """没有, to a question put in the negative, agrees; a bare 有 may be either."""
    if (
        scene.facts[asked].type in ("bool", "choice")
        and _UNKNOWN.search(scene.text)
        and not _MEANING.search(scene.text)
        and not _BEYOND.search(scene.text)
        and polarity(scene.text) not in ("yes", "no")
    ):
        return "null"
    if (
        scene.facts[asked].type == "bool"
        and scene.asked is not None
        and scene.asked.kind == "one"
        and scene.denies
        and _AT_A_LOSS.match(scene.text)
    ):
        return "null"  # 我说不好 具体是技术部在弄
    if asked == "not_claimed_before" and (told := _FIRST.search(scene.text)):
        # 头一回听说这个券; but 头一回，去年领过的是市里的
        return "unclear" if scene.asks(told.end() - 1) or _HAD.search(scene.text) else "yes"
    if asked in _OTHER_MONEY and _NEVER_FILED.match(scene.text) and not _FUNDED.search(scene.text):
        return "unclear" if scene.asks(0) or _WAVERS.search(scene.text) else "yes"
    if asked in _OTHER_MONEY and _UNFUNDED.search(scene.text) and not _FUNDED.search(scene.text):
        return "yes"
    if asked in REVERSED and scene.asked is not None and scene.asked.kind == "one":
        start = lead(scene.text)
        if match := _NONE.match(scene.text, start):
            again = _AGAIN.match(scene.text, match.end()) or _is_borne_out(scene, match.end())
            return "yes" if again or _AFFIRMED.search(match.group()) else "unclear"
        if asked == "no_competitive_money" and _BELONGS_NOT.fullmatch(scene.text, start):
            return "yes"
        if _SOME.fullmatch(scene.text, start):
            return "unclear"
    return ""


# 头一回听说这个券, 以前哪知道还有这好事
_FIRST = Pattern(
    "(?:^|[,。; 有的])(?:是|对|嗯|我们?|俺们?|咱们?|公司|这|也|真|确实|还)*(?:头一?[次回]|第一[次回]|首次)"
    "(?:(?:听|知道|晓得|接触|弄|办|搞|报|申请|申报|了解|碰到?|参加)(?!过|[^,。;?!]{0,4}没)|(?=$|[,。;! 啊呢的哈]))"
    "|(?:以前|之前|从前|原先|过去|早先|早)(?:都|也|还|压根|根本|真|又|我们|从来)*"
    "(?:不知道|不晓得|没听说|没听过|没接触|哪里?(?:知道|晓得|听说))(?![^,。;?!]{0,2}[领拿报用兑]没)"
    "|(?:才|刚)(?:刚)?(?:听说|知道|晓得|听到)[^,。;?!不没]{0,6}(?:有|券|政策|这)"
)
_HAD = Pattern("(?<![没未])(?<!没有)(?<!未曾)(?:拿|领|报|兑|用|享受|补)过|第二[次回]|上[次回]")
_OTHER_MONEY = ("no_city_money", "no_public_money", "no_competitive_money")
# 项目倒是报过一个，没批下来
_UNFUNDED = Pattern(
    "(?:报|申请|申报|评)(?:倒|是)*过?(?:了|一[个次回]|[两几][个次回])*[^,。;?!没未]{0,8}[, ]?"
    "(?:但是?|可|不过|最后|结果|后来|都|也)*"
    "(?:没|未)(?:给|能)?(?:批|中|立上|立成|立项|评上|选上|入围|拿到)"
    "|(?:钱|资金)(?:肯定|也|都|一分|一毛|压根|根本|倒是)*(?:没|未)(?:拿|见|到|领|给)(?!齐|完|全|够)"
)
_FUNDED = Pattern("(?<![没未])(?<!没有)(?:批|拨|给|中|立|拿|补|领)(?:下来)?(?:了|过|到(?!底|期))")
# 没报过，我们这种小厂子哪轮得上立项
_NEVER_FILED = Pattern(
    "(?:[我咱俺]们?|公司|厂里|这[个项笔单]|从来|从|压根|根本|一直|也|都|就|真|[, ])*(?:没有?|未)"
    "(?:报|申请|申报|申|立|评|参加|参与)过(?=$|[,。;! 啊呢的]|(?:什么|啥|任何|别的|政府|财政|科技|市里|省里"
    "|国家)?的?(?:项目|课题|立项|专项))"
)
# 没有，我们老板连他们门朝哪开都不晓得: what is told after the no denies as it does
_BEARS_OUT = Pattern(
    "(?:都|也|从来?|压根|根本|一直)(?:没有?|不|未)(?:[^,。;?!]{0,5}过|[认晓知沾搭挨熟]|见|听|拿|领|要|花|用|有|碰)"
    "|(?<![还有])(?:没有?|未)[^,。;?!]{0,3}过(?!期)|(?:要|拿|领|争|申|报|批)不[到上着来]|攀不上|高攀|够不着|八竿子|打不着|挨不[上着]|沾不[上着]|搭不[上着]|轮不[上到]|(?:哪|怎么)(?:轮|能|会|有|可能)"
    "|(?:全|都|纯|就)?是?(?:老板|公司|我们?|厂里|自己|自家)(?:自己|账上|账户|直接)*(?:掏|出|付|垫|打)的|自掏|自筹"
    "|网上(?:找|搜)|(?:头|第)一[次回](?:合作|打交道|接触|见)|素不|生人|外人|各干各"
)
_WAVERS = Pattern(
    "但|不过|可是|就是(?=[^,。;?!]{0,10}(?:有|被|拿))|只是|除了|除开|其实|[?吗吧]|么(?=$|[,。;! ])|可能|好像"
    "|应该|大概|不清楚|不确定|拿不准|说不|不好说"
    "|没(?:有)?(?:查|问|核|打听|了解|留意|注意|看|算)过?|不是没|不等于|怎么会没|哪能没"
)


def _is_borne_out(scene: Scene, end: int) -> bool:
    """Whether the reason given after a bare no says which side it denies."""
    return _BEARS_OUT.search(scene.text, end) is not None and not _WAVERS.search(scene.text, end)
