"""Localities: which codes a place named in a message stands for."""

from __future__ import annotations

from dialogs.understanding.scene.scene import Scene
from policy.divisions import division, is_within
from policy.places import PlaceMention

# What a place may be: codes.
Codes = tuple[str, ...]

MUNICIPAL = ("11", "12", "31", "50")
# A city whose name a better-known district bears too.
_TOO_COMMON = ("朝阳",)


def codes_of(place: PlaceMention, scene: Scene) -> Codes:
    """What a place may be; a city goes before far-off counties of the same short name (西安, not 西安区)."""
    codes = tuple(_city(candidate.code) for candidate in place.candidates)
    if len(codes) == 1:
        return codes
    if scene.edition is not None:
        home = scene.edition.region[:4]
        near = tuple(code for code in codes if code.startswith(home))
        codes = near or tuple(code for code in codes if code.startswith(home[:2])) or codes
    cities = [code for code in codes if code.endswith("00")]
    if len(cities) == 1 and scene.text[place.start : place.end] not in _TOO_COMMON:
        nested = any(is_within(code, cities[0]) and _is_district(code) for code in codes if code != cities[0])
        return codes if nested else (cities[0],)
    return codes


def _is_district(code: str) -> bool:
    place = division(code)
    return place is not None and place.name.endswith("区")


def _city(code: str) -> str:
    """The city of a zone, which decides: a zone may reach into any of its counties."""
    return f"{code[:4]}00" if "Z" in code else code


def widest(codes: Codes) -> str | None:
    """The place that all the others lie in: a provider in 乌鲁木齐 is in that city."""
    return next((code for code in codes if all(is_within(other, code) for other in codes)), None)


def narrowest(found: list[Codes]) -> list[Codes]:
    """The places without those that another one lies in, each once."""
    places = list(dict.fromkeys(found))
    if len(places) < 2:
        return places
    inside: dict[str, set[Codes]] = {}
    for codes in places:
        for code in codes:
            for wider in {f"{code[:2]}0000", f"{code[:4]}00"} - {code}:
                inside.setdefault(wider, set()).add(codes)
    return [codes for codes in places if not any(inside.get(code, set()) - {codes} for code in codes)]


def is_narrow_enough(code: str) -> bool:
    """Whether a place says more than the province; a municipality is a city."""
    return not code.endswith("0000") or code.startswith(MUNICIPAL)
