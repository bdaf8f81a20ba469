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
    "|拿不准|吃不准|记不(?:清楚?|得))(?:了|呢|啊|诶|哎|呀|的|哦)*(?=$|[,。;! ])(?!.*(?:应该|可能|好像|大概|估计))"
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
