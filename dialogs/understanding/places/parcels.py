"""Parcels: places that something is only sent to or from, which say nothing of either party."""

from __future__ import annotations

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene

_PARCEL = KNOWN.add("收件|快递|顺丰|到付|包裹|收货|邮寄|寄件")
_SENT = Pattern("(?:寄|发|送|邮|捎)(?:到|去|往|给|至)?$")
_BOUGHT = Pattern("样|检|测|化验|加工|机构|实验室|试件|试块")


def is_of_parcel(scene: Scene, lead: str) -> bool:
    """东西寄芮城县风陵渡镇就行，收件人小周: an address and no sample sent to be tested."""
    return (
        bool(scene.cues & _PARCEL)
        and not scene.wants("provider_in", "registered_in")
        and _SENT.search(lead) is not None
        and _BOUGHT.search(scene.text) is None
    )
