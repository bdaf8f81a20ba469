"""Comparisons: whether a message sets regions, or years of one, side by side."""

from __future__ import annotations

from dialogs.understanding.cues import KNOWN
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.scene import Scene


def compared(scene: Scene) -> tuple[str, ...] | None:
    """The codes of the regions compared, few or none where all are meant; None where nothing is compared."""
    if not scene.cues & _COMPARES:
        return None
    codes = tuple(dict.fromkeys(place.candidates[0].code for place in scene.places))
    if _ALL.search(scene.text):
        return codes
    if len(codes) > 1 and _SIDE_BY_SIDE.search(scene.text):
        return codes
    if len(codes) == 1 and (_AGAINST.search(scene.text) or _OTHER_YEAR.search(scene.text)):
        return codes
    if not codes and scene.edition is not None and _OTHER_YEAR.search(scene.text):
        return (scene.edition.region,)
    return None


_COMPARES = KNOWN.add("比|差|哪|各|同一|同样|一样|出入|区别|不同|变|仨|三个地|摆一|列个表|宽松")
_ALL = Pattern(
    "(?:各|三|两|几|仨|每)个?(?:地方|地儿|地|城市|市|家|边|头)(?:的|之间|都)?.{0,12}(?:对比|比较|比一比|摆|列|各能|各给|区别|差别|差多少|哪|分别)"
    "|各地.{0,8}(?:多少|比|差|不同|区别|怎么补)|(?:哪个|哪座|哪)(?:地方|城市|市|地儿|省)(?:给|补|报|的)?.{0,6}(?:多|高|划算|宽松|合适|好|低|划得来)"
)
_SIDE_BY_SIDE = Pattern(
    "哪(?:边|头|个|里|儿|家|地|一边|一个|块)?.{0,6}(?:多|高|划算|划得来|宽|合适|好|低|松|严|强|省事|容易|实惠)|比(?![例率重值]).{0,8}(?:宽|严|多|高|低|松|少|好|划算)|差别|区别|差多少|差哪|不同|不一样|一样[吗么不]"
    "|有(?:啥|什么)(?:出入|差|不同|区别)|对比|比较|比一比|比一下|相比|列(?:个|张)表|摆一|各(?:能|给|补|是|拿)|分别(?:能|给|补|是)|同一(?:套|个|样)|认不认|都(?:一样|认)|[一]起看"
)
_AGAINST = Pattern(
    "(?:跟|和|同|与|比起).{1,10}(?:比(?![例率重值])|相比|哪个|哪边|有啥不同|有什么不同|差多少|区别|列[个张]表|摆一)"
    "|比(?:我们|咱们?|俺们|这)[^,。;?!]{0,6}(?:宽|严|多|高|低|松|少|好|划算)"
)
_OTHER_YEAR = Pattern(
    "(?:去年|前年|往年|上一年|[0-9]{2,4}年).{0,10}(?:跟|和|与|比).{0,8}(?:今年|现在).{0,6}(?:出入|区别|变|不同|差)"
)
