"""Parties: where the applicant is, where the providers are, and whose programme is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import compress
from typing import NamedTuple

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.forms import is_firm, is_others_team
from dialogs.understanding.places.branches import is_split
from dialogs.understanding.places.clients import LICENSED_AWAY, asks_for_another, is_of_person, of_client
from dialogs.understanding.places.localities import (
    MUNICIPAL,
    Codes,
    codes_of,
    is_narrow_enough,
    narrowest,
    widest,
)
from dialogs.understanding.places.moves import is_given_up, is_left, is_of_both, is_to_leave, present
from dialogs.understanding.places.owners import Owner, owner
from dialogs.understanding.places.providers import Provider, providers_named, settled
from dialogs.understanding.places.relatives import is_home, is_local, is_of_provider, turned
from dialogs.understanding.places.seats import is_outside
from dialogs.understanding.result import Unclear
from dialogs.understanding.scene.scene import Scene
from policy.divisions import counties_of, division, is_within
from policy.places import HOME, PlaceMention


class Parties(NamedTuple):
    """Codes of the applicant's region, its place of registration if said, the providers' places, and doubts."""

    region: tuple[str, ...] = ()
    registered_in: str | None = None
    providers: tuple[Provider, ...] = ()
    unclear: tuple[Unclear, ...] = ()


def parties(scene: Scene) -> Parties:
    """Whose places the message names. A place that may be anybody's is a region and no fact."""
    if not scene.places and "relative" not in scene.kinds:
        return Parties()
    outside = [is_outside(scene, place) for place in scene.places]
    elsewhere = list(compress(scene.places, outside))
    owned = _settled(
        scene, _owned(scene, [p for p, is_out in zip(scene.places, outside, strict=True) if not is_out])
    )
    told: dict[Owner, list[Codes]] = {}
    for place, who in owned:
        told.setdefault(who, []).append(codes_of(place, scene))
    registered = narrowest(told.get("registered", []))
    region = _region(scene, owned, told, registered)
    unclear: list[Unclear] = []
    code: str | None = None
    if len(registered) == 1 and len(registered[0]) == 1:
        code = registered[0][0] if is_narrow_enough(registered[0][0]) and not _is_team(scene) else None
        if code is not None and _is_wider(scene, code):
            unclear.append(_which(scene, (code, *_districts(code)), scene.text))
            code = None
    elif registered and not _is_team(scene):
        codes = tuple(code for codes in registered for code in codes)
        raw = next(scene.text[p.start : p.end] for p, who in owned if who == "registered")
        unclear.append(_which(scene, codes, raw))
    providers = providers_named(scene, [p for p, who in owned if who == "provider"])
    providers += [
        relative
        for relative in _relatives(scene, region)
        if not any(_agrees(relative.value, provider.value) for provider in providers)
    ]
    providers = settled(scene, providers)
    if elsewhere and not registered:
        code = _denied(scene, elsewhere[-1])
    if not owned and code is None:
        away = _away(scene, elsewhere)
        if scene.wants("registered_in"):
            code = away.value if away else _home(scene)
        elif away and (scene.wants("provider_in") or owner(scene, elsewhere[0]) == "provider"):
            providers.append(away)
    if code is None and is_split(scene):
        region = tuple(dict.fromkeys(code for place in scene.places for code in codes_of(place, scene)))
        unclear = [_which(scene, region, "总部和分公司")]
    return Parties(region, code, tuple(sorted(providers)), tuple(unclear))


_LISTED = Pattern("(?:和|与|、|及|以及|还有|或者?)")


_THERE = ("registered", "licensed", "applicant", "nobody")


def _owned(scene: Scene, places: Sequence[PlaceMention]) -> list[tuple[PlaceMention, Owner]]:
    """Each place with its owner; 在青岛和运城都有公司 says the same of both."""
    found: list[tuple[PlaceMention, Owner]] = []
    came = leaving = False
    for number, place in enumerate(places):
        if is_of_both(scene, place):
            return [(place, "registered"), (place, "provider")]
        who: Owner = owner(scene, place)
        if came and who == "applicant":
            who = "registered"
        following = places[number + 1 : number + 2]
        came = bool(following) and who in _THERE and is_left(scene, place, following[0])
        who = "nobody" if leaving or (came and who != "work") else who
        leaving = bool(following) and is_to_leave(scene, place, following[0])
        who = "registered" if leaving else "nobody" if who in _THERE and is_given_up(scene, place) else who
        if (
            who == "licensed"
            and found
            and found[-1][1] == "provider"
            and _is_seat(scene, place, found[-1][0])
        ):
            who = "provider"
        if found and found[-1][1] == "registered" and who == "applicant":
            listed = _LISTED.fullmatch(scene.text[found[-1][0].end : place.start]) is not None
            who = "registered" if listed else who
        found.append((place, who))
    if len(found) > 1 and (now := present(scene, found)) is not None:
        return [(p, "registered" if p is now else "nobody") if w in _THERE else (p, w) for p, w in found]
    return found


def _is_seat(scene: Scene, place: PlaceMention, wider: PlaceMention) -> bool:
    """机构是西安的，执照在雁塔区: the licence of the one named before, in the city named before."""
    low, _ = scene.clause(place.start)
    own = any(
        m.kind == "self" and "照" not in scene.text[m.start : m.end] for m in scene.between(low, place.start)
    )
    return not own and all(
        any(is_within(i, o) for o in codes_of(wider, scene)) for i in codes_of(place, scene)
    )


def _settled(scene: Scene, owned: list[tuple[PlaceMention, Owner]]) -> list[tuple[PlaceMention, Owner]]:
    """Where the licence is, one is; where only work was done is the provider's place, if one is elsewhere."""
    owners = {who for _, who in owned}
    if "licensed" in owners:
        owned = [
            (
                p,
                "registered"
                if who == "licensed"
                else "nobody"
                if who in ("registered", "applicant")
                else who,
            )
            for p, who in owned
        ]
    if len(owned) > 1 and "人" in scene.text and "registered" in {who for _, who in owned}:
        owned = [(p, "nobody" if is_of_person(scene, p, who, owned) else who) for p, who in owned]
    if "registered" in owners and "relative" in scene.kinds and LICENSED_AWAY.search(scene.text):
        owned = [(p, "applicant" if who == "registered" else who) for p, who in owned]
    if "work" in owners:
        own = [code for p, who in owned if who == "registered" for code in codes_of(p, scene)]
        owned = [(p, _worker(codes_of(p, scene), own, scene) if who == "work" else who) for p, who in owned]
    if not asks_for_another(scene):
        return owned
    # 代人问的，客户在万荣，我自己是上海的
    return [(p, of_client(scene, p, who)) for p, who in owned]


def _worker(codes: Codes, own: Codes | list[str], scene: Scene) -> Owner:
    if scene.wants("provider_in"):
        return "provider"
    if not own:
        return "applicant" if any(code.startswith(HOME) for code in codes) else "provider"
    return "applicant" if any(is_within(i, o) or is_within(o, i) for i in own for o in codes) else "provider"


_NOT_THERE = Pattern(
    "(?:注册(?:地址?)?|执照|照|公司|我们|我司|企业|厂子?)(?:也|并|都|其实|目前|现在|倒)*(?:不|没)(?:是|属于)?(?:注册|落)?在?(?:于)?$"
)


def _denied(scene: Scene, place: PlaceMention) -> str | None:
    """Outside of the one place where one says not to be registered: 注册不在青岛."""
    if scene.asks(place.start) or scene.doubts(place.start):
        return None
    low, _ = scene.clause(place.start)
    code = widest(codes_of(place, scene))
    return f"!{code}" if code and _NOT_THERE.search(scene.text[low : place.start]) else None


def _region(
    scene: Scene,
    owned: Sequence[tuple[PlaceMention, Owner]],
    told: Mapping[Owner, list[Codes]],
    registered: list[Codes],
) -> Codes:
    """The region whose programme is asked about: the one named so, else where the applicant is."""
    programme = narrowest(told.get("programme", []))
    served = told.get("provider", [])
    hinted = narrowest([codes for codes in told.get("applicant", []) if codes not in served])
    local: list[Codes] = []
    if "provider" in told and scene.edition is None:
        local = narrowest(
            [codes_of(p, scene) for p, who in owned if who == "provider" and is_local(scene, p)]
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


def _is_wider(scene: Scene, code: str) -> bool:
    """Whether a place holds the edition's region and more: 克拉玛依市, where the district is asked for."""
    region = scene.edition.region if scene.edition and scene.wants("registered_in") else code
    return code != region and is_within(region, code)


def _is_team(scene: Scene) -> bool:
    """Whether a team speaks, which is registered nowhere."""
    teams = [m for m in scene.of_kind("form") if m.value == "team" and not is_others_team(scene, m)]
    return bool(teams) and not is_firm(scene)


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
    found = [mark for mark in scene.of_kind("relative") if is_of_provider(scene, mark)]
    if not found:
        return []
    if len({mark.value for mark in found}) > 1 and len(found) > len(scene.amounts):
        return []
    town = _town(scene, region)
    return [Provider(mark.start, mark.end, _value(turned(scene, mark) or mark.value, town)) for mark in found]


def _agrees(relative: str | None, place: str | None) -> bool:
    """Whether a place named says the same as 本地 or 外地 and more: 太原小店，算省内."""
    if relative is None or place is None:
        return False
    return is_within(place, relative.removeprefix("!")) != relative.startswith("!")


def _away(scene: Scene, elsewhere: list[PlaceMention]) -> Provider | None:
    """Somewhere outside of the one place that is denied."""
    if len(elsewhere) != 1 or scene.doubts(elsewhere[0].start):
        return None
    code = widest(codes_of(elsewhere[0], scene))
    return Provider(elsewhere[0].start, elsewhere[0].end, f"!{code}") if code else None


def _home(scene: Scene) -> str | None:
    """本地 or 外地 as the answer to where one is registered."""
    mark = next(iter(scene.of_kind("relative")), None)
    return _value(mark.value, _town(scene, ())) if mark and is_home(scene, mark) else None


def _town(scene: Scene, region: Codes) -> str | None:
    """The code of the city that 本地 means: the applicant's, else the edition's."""
    stems = {code[:4] for code in region or ((scene.edition.region,) if scene.edition else ())}
    if len(stems) != 1:
        return None
    stem = stems.pop()
    return stem[:2] + "0000" if stem.startswith(MUNICIPAL) else stem + "00"


def _value(where: str, town: str | None) -> str | None:
    if town is None:
        return None
    area = town[:2] + "0000" if where.endswith("province") else town
    return area if where.startswith("inside") else f"!{area}"
