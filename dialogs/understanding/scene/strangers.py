"""Strangers: who else a clause is about: a friend's company, the factory next door, the parent, a competitor."""

from __future__ import annotations

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene

_FIRM = "(?:的|他|她|们|家|那边?|开的?|自己|另外?|一|个|老|新|小|大)*(?:公司|企业|厂子?|工厂|单位|店|集团)?"
_KIN = (
    "(?:朋友|同学|战友|亲戚|老乡|邻居|哥们儿?|闺蜜|老公|媳妇|爱人|[姐妹]夫|[小大]?[舅姨][子哥]|[哥弟姐妹表堂叔舅姑姨伯]{1,2}|大爷|岳父|丈人"
    "|儿子|女儿|老板(?=(?:的|他|还|有|另外?|别的|一|家|个)*(?:另|别的|朋友|亲戚)))"
)
_SURNAME = (
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶]"
)
_OPENS = Pattern(
    "(?:听说|听|像|好像|看到?|看见|见|知道|那么?|这|就|比如|例如|因为|而且|但是?|不过|可是?|去年|今年|前年|上次|开会|之前|以前|刚才|有一?[个家]?"
    "|我们?|咱们?|俺们?| )*"
    f"(?:{_KIN}{_FIRM}|(?:隔壁|旁边|对门|楼[上下]|附近|园区里?)(?:那|的|有|几?个?|一)*(?:家|公司|企业|厂子?|单位|店)+"
    # 隔壁老王他们夏县的能报
    f"|(?:隔壁|旁边|对门)(?:的)?[老小]{_SURNAME}(?:他们|她们|家)?|[老小]{_SURNAME}(?:他们|她们|家|那边)"
    "|(?:合伙人|[大二小]?股东)(?:他|自己|的|那边?|这边|开的?|名下|另外?|[一那这个家])*(?:公司|企业|厂子?|店)"
    f"|同行{_FIRM}|别人{_FIRM}|别家{_FIRM}|(?:其他|别的)(?:公司|企业|厂)|竞争对手|某(?:公司|企业|厂)|母公司|总公司|(?:关联|兄弟)(?:公司|企业|单位|厂)"
    "|有(?:一?[个家])(?:公司|企业|厂子?|单位)"
    "|(?:他们|人家|她们|他)(?=(?:都|也|就|去年|今年|一共|才|已经|当时|那次|是|检测|光|[ ])*"
    "(?:花了|付了|领了|领到|拿了|拿到|补了|报了|兑了)))"
)
_HEARSAY = Pattern("(?:都|也|就|还|跟|和|对|向|给)*(?:说|讲|告诉|推荐|介绍|问|帮|让|叫|给|跟|和|同|提|建议)")
_THEY = Pattern("他们|人家|她们|他家|自己家?")
_SELF = Pattern("我们?|咱|俺|本公司|本企业|自己(?:公司|厂)|这边")
_MENTIONED = KNOWN.add(
    "朋友|同学|战友|亲戚|老乡|邻居|哥|闺蜜|老公|媳妇|爱人|[姐妹]夫|[弟姐妹叔舅姑姨伯]|大爷|岳父|丈人|儿子|女儿|老板|隔壁|旁边"
    "|对门|楼[上下]|附近|园区|同行|合伙|股东|别人|别家|其他|别的|对手|某|母公司|总公司|关联|兄弟|有一?[个家]|他们|人家|她们|他"
)


def is_of_strangers(scene: Scene, position: int) -> bool:
    """Whether the clause around a position has somebody else for its subject: 隔壁厂子检测花了12万.

    Who only says or recommends something is not the subject, nor is one for whom the speaker asks.
    """
    if not scene.cues & _MENTIONED:
        return False
    low, _ = scene.clause(position)
    if low and _GOES_ON.match(scene.text, low) and _is_subject(scene, low - 1):
        return True  # 我朋友公司是高企，在青岛
    return _is_subject(scene, position)


_GOES_ON = Pattern(
    "(?:也|都|还|就|又|一共|总共|去年|今年|[ ])*(?:在(?!我|咱|俺)|是|有|花了|付了|领了|拿了|补了|年营|营收|注册在)"
)


def _is_subject(scene: Scene, position: int) -> bool:
    for start in dict.fromkeys((scene.clause(position)[0], scene.phrase(position)[0])):
        match = _OPENS.match(scene.text, start)
        if match is not None and match.end() <= position:
            if _HEARSAY.match(scene.text, match.end()) and not _THEY.search(
                scene.text, match.end(), position
            ):
                return False
            return _SELF.search(scene.text, match.end(), position) is None
    return False
