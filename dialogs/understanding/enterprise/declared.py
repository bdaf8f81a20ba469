"""Declared: a bare yes, no or unknown in answer to a question that is put in the negative."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.polarity import lead, polarity

_REVERSED = frozenset(
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
_AGAIN = Pattern("[,。; ]*(?:我们?|公司|从来|一直|也|都|根本|压根)+(?:没|未|无|不)")
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


def bare(scene: Scene, asked: str) -> str:
    """没有, to a question put in the negative, agrees; a bare 有 may be either."""
    if (
        scene.facts[asked].type in ("bool", "choice")
        and _UNKNOWN.search(scene.text)
        and not _MEANING.search(scene.text)
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
    if asked in _OTHER_MONEY and _UNFUNDED.search(scene.text) and not _FUNDED.search(scene.text):
        return "yes"
    if asked in _REVERSED and scene.asked is not None and scene.asked.kind == "one":
        start = lead(scene.text)
        if match := _NONE.match(scene.text, start):
            again = _AGAIN.match(scene.text, match.end())
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
