"""Parties: where the applicant is, where the providers are, and whose programme is meant."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from dialogs.understanding.owners import Owner, is_home, is_local, is_of_provider, is_outside, owner
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.result import Unclear
from dialogs.understanding.scene import Scene
from policy.divisions import counties_of, division, is_within
from policy.places import PlaceMention


class Provider(NamedTuple):
    """Where a provider is, a code or "!" and a code, with its place in the text; None where it cannot be told."""

    start: int
    end: int
    value: str | None


class Parties(NamedTuple):
    """Codes of the applicant's region, its place of registration if said, the providers' places, and doubts."""

    region: tuple[str, ...] = ()
    registered_in: str | None = None
    providers: tuple[Provider, ...] = ()
    unclear: tuple[Unclear, ...] = ()


# What a place may be: codes.
Codes = tuple[str, ...]

_CLOSE = 2
_MUNICIPAL = ("11", "12", "31", "50")
# A city whose name a better-known district bears too.
_TOO_COMMON = ("朝阳",)


def parties(scene: Scene) -> Parties:
    """Whose places the message names. A place that may be anybody's is a region and no fact."""
    if not scene.places and not any(mark.kind == "relative" for mark in scene.marks):
        return Parties()
    elsewhere = [place for place in scene.places if is_outside(scene, place)]
    owned = _owned(scene, [place for place in scene.places if place not in elsewhere])
    registered = _narrowest([_codes(p, scene) for p, who in owned if who == "registered"])
    region = _region(scene, owned, registered)
    unclear: list[Unclear] = []
    code: str | None = None
    if len(registered) == 1 and len(registered[0]) == 1:
        code = registered[0][0] if _is_narrow_enough(registered[0][0]) and not _is_team(scene) else None
    elif registered and not _is_team(scene):
        codes = tuple(code for codes in registered for code in codes)
        raw = next(scene.text[p.start : p.end] for p, who in owned if who == "registered")
        unclear.append(_which(scene, codes, raw))
    providers = [Provider(p.start, p.end, _widest(_codes(p, scene))) for p, who in owned if who == "provider"]
    providers = [p for n, p in enumerate(providers) if not _is_refined(p, providers[n + 1 : n + 2])]
    providers += _relatives(scene, region)
    if not owned:
        away = _away(scene, elsewhere)
        if scene.wants("registered_in"):
            code = away.value if away else _home(scene)
        elif away and (scene.wants("provider_in") or owner(scene, elsewhere[0]) == "provider"):
            providers.append(away)
    return Parties(region, code, tuple(sorted(providers)), tuple(unclear))


_LISTED = Pattern("(?:和|与|、|及|以及|还有|或者?)")


def _owned(scene: Scene, places: Sequence[PlaceMention]) -> list[tuple[PlaceMention, Owner]]:
    """Each place with its owner; 在青岛和运城都有公司 says the same of both."""
    found: list[tuple[PlaceMention, Owner]] = []
    for place in places:
        who = owner(scene, place)
        if found and found[-1][1] == "registered" and who == "applicant":
            listed = _LISTED.fullmatch(scene.text[found[-1][0].end : place.start]) is not None
            who = "registered" if listed else who
        found.append((place, who))
    return found


def _region(scene: Scene, owned: Sequence[tuple[PlaceMention, str]], registered: list[Codes]) -> Codes:
    """The region whose programme is asked about: the one named so, else where the applicant is."""
    programme = _narrowest([_codes(p, scene) for p, who in owned if who == "programme"])
    hinted = _narrowest([_codes(p, scene) for p, who in owned if who == "applicant"])
    local = (
        []
        if scene.wants("provider_in")
        else _narrowest([_codes(p, scene) for p, who in owned if who == "provider" and is_local(scene, p)])
    )
    if any(
        is_within(inner, outer)
        for codes in programme
        for outer in codes
        for own in registered
        for inner in own
    ):
        programme = []
    found = programme or registered or hinted or local
    return tuple(dict.fromkeys(code for codes in found for code in codes))


def _codes(place: PlaceMention, scene: Scene) -> Codes:
    """What a place may be; a city goes before far-off counties of the same short name (西安, not 西安区)."""
    codes = tuple(candidate.code for candidate in place.candidates)
    if len(codes) == 1:
        return codes
    if scene.edition is not None:
        home = scene.edition.region[:4]
        codes = tuple(code for code in codes if code.startswith(home)) or codes
    cities = [code for code in codes if code.endswith("00")]
    if len(cities) == 1 and scene.text[place.start : place.end] not in _TOO_COMMON:
        nested = any(is_within(code, cities[0]) for code in codes if code != cities[0])
        return codes if nested else (cities[0],)
    return codes


def _widest(codes: Codes) -> str | None:
    """The place that all the others lie in: a provider in 乌鲁木齐 is in that city."""
    return next((code for code in codes if all(is_within(other, code) for other in codes)), None)


def _narrowest(found: list[Codes]) -> list[Codes]:
    """The places without those that another one lies in, each once."""

    def is_in(inner: Codes, outer: Codes) -> bool:
        return any(i != o and is_within(i, o) for i in inner for o in outer)

    return [codes for codes in dict.fromkeys(found) if not any(o != codes and is_in(o, codes) for o in found)]


def _is_narrow_enough(code: str) -> bool:
    """Whether a place says more than the province; a municipality is a city."""
    return not code.endswith("0000") or code.startswith(_MUNICIPAL)


def _is_team(scene: Scene) -> bool:
    """Whether a team speaks, which is registered nowhere."""
    return any(mark.kind == "form" and mark.value == "team" for mark in scene.marks)


def _is_refined(provider: Provider, following: list[Provider]) -> bool:
    """Whether the place right after lies in this one and says more: 山西省内太原."""
    return any(
        provider.value
        and other.value
        and other.start - provider.end <= _CLOSE
        and is_within(other.value, provider.value)
        for other in following
    )


def _which(scene: Scene, codes: Codes, raw: str) -> Unclear:
    """The places a name may mean; under a city that shares its name with a district, all its districts."""
    wide = [code for code in codes if any(c != code and is_within(c, code) for c in codes)]
    names = {
        c: p.name if wide else p.full_name
        for c in (_districts(wide[0]) if wide else codes)
        if (p := division(c))
    }
    options = tuple(scene.option("registered_in", code, name) for code, name in names.items())
    return scene.unclear("registered_in", raw, "或".join(names.values()), options=options)


@cache
def _districts(code: str) -> Codes:
    return counties_of(code)


# ---- places by relation


def _relatives(scene: Scene, region: Codes) -> list[Provider]:
    """Providers placed by a word; 本地 and 外地 side by side compare the two."""
    found = [mark for mark in scene.marks if mark.kind == "relative" and is_of_provider(scene, mark)]
    if len({mark.value for mark in found}) > 1 and len(found) > len(scene.amounts):
        return []
    town = _town(scene, region)
    return [Provider(mark.start, mark.end, _value(mark.value, town)) for mark in found]


def _away(scene: Scene, elsewhere: list[PlaceMention]) -> Provider | None:
    """Somewhere outside of the one place that is denied."""
    if len(elsewhere) != 1 or scene.doubts(elsewhere[0].start):
        return None
    code = _widest(_codes(elsewhere[0], scene))
    return Provider(elsewhere[0].start, elsewhere[0].end, f"!{code}") if code else None


def _home(scene: Scene) -> str | None:
    """本地 or 外地 as the answer to where one is registered."""
    mark = next((m for m in scene.marks if m.kind == "relative"), None)
    return _value(mark.value, _town(scene, ())) if mark and is_home(scene, mark) else None


def _town(scene: Scene, region: Codes) -> str | None:
    """The code of the city that 本地 means: the applicant's, else the edition's."""
    stems = {code[:4] for code in region or ((scene.edition.region,) if scene.edition else ())}
    if len(stems) != 1:
        return None
    stem = stems.pop()
    return stem[:2] + "0000" if stem.startswith(_MUNICIPAL) else stem + "00"


def _value(where: str, town: str | None) -> str | None:
    if town is None:
        return None
    area = town[:2] + "0000" if where.endswith("province") else town
    return area if where.startswith("inside") else f"!{area}"
