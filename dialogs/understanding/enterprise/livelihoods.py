"""Livelihoods: of several trades that one names, the one that one lives by now: 早先开门市，现在主要走批发."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import Told

# Right before the trade: 主要还是|批发, 执照上是|建筑业.
_MAIN = Pattern(
    "(?:主要|主营|主业|大头|为主的?是|收入(?:都|全|基本)?靠|现在|如今|眼下|这[几两]年|后来|[改转](?:做|搞|干|行|成)|(?:执照|登记)[上的]|[六七八九]成(?:多|以上)?的?(?:收入|业务|产值)?[是靠])"
    "[^,。;?! ]{0,8}$"
)
_MAINLY = Pattern("[^,。;?!]{0,4}(?:为主|是大头|占大头|是主业)")
# 顺带卖点|设备, 也自己加工点
_SIDE = Pattern(
    "(?:顺带|顺便|顺手|捎带|附带|偶尔|兼着|副业|带着(?:卖|做)|搭着(?:卖|做))[^,。;?! ]{0,8}$|也[^,。;?! ]{0,8}(?:点"
    "|些|小)[^,。;?! ]{0,4}$"
)
_FORMER = Pattern("(?:早先|早年|以前|原来|原先|从前|过去|之前|最早|起初|一?开始)(?!就)[^,。;?! ]{0,8}$")
# 开始是跑运输的，运输的车都卖了
_GIVEN_UP = Pattern("[^,。;?!]{0,6}(?:卖了|卖掉|停了|关了|不[做干搞跑]了|转让了|为辅|是副业|占(?:得|的)?少)")


def livelihood(scene: Scene, told: Sequence[Told]) -> Sequence[Told]:
    """The trades told that count: the main ones where one is said to be, else those not past nor on the side."""
    main = [one for one in told if _is_main(scene, one)]
    return main or [one for one in told if not _is_passed(scene, one)] or told


def is_outweighed(scene: Scene, told: Sequence[Told]) -> bool:
    """Whether the main thing is told after them, in words that name no trade: 门店有一个，但主要收入是修农机."""
    return _BUT_MAINLY.search(scene.text, max(one.end for one in told)) is not None


_BUT_MAINLY = Pattern(
    "[,。; ](?:但是?|不过|可是?)?(?:我们)?主要(?:的|收入|业务|还|都)*(?:是|靠|做|搞)[^,。;?!]{2,}"
    # 执照上是工程公司，这两年没活，靠出租塔吊过日子
    "|[,。; ](?:就|全|都|现在|如今|这[几两]年|其实|我们?|[, ])*(?:靠|指着|指望)[^,。;?!]{2,10}(?:过日子"
    "|吃饭|活着|维持|撑着|[赚挣]钱|为生|糊口|养活?)"
)


def is_bygone(scene: Scene, told: Sequence[Told]) -> bool:
    """Whether all that is told of is past: 以前跑运输的 says nothing of now."""
    return all(_FORMER.search(scene.text, scene.clause(one.start)[0], one.start) for one in told)


def _is_main(scene: Scene, one: Told) -> bool:
    if _is_passed(scene, one):
        return False
    low, _ = scene.clause(one.start)
    return bool(_MAIN.search(scene.text, low, one.start) or _MAINLY.match(scene.text, one.end))


def _is_passed(scene: Scene, one: Told) -> bool:
    low, _ = scene.clause(one.start)
    end = one.end + (scene.text[one.end : one.end + 1] not in (",", "。", ";", "!", " "))
    passed = _SIDE.search(scene.text, low, end) or _FORMER.search(scene.text, low, one.start)
    return bool(passed or _GIVEN_UP.match(scene.text, one.end))
