"""Days told: the days of the papers of the services spoken of, each of its own service, or one of all."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.purchase.shares import Share, number_of, places
from dialogs.understanding.purchase.sums import Found
from dialogs.understanding.result import Said
from dialogs.understanding.scene.drafts import of_two_forms
from dialogs.understanding.scene.papers import Dated, exact_within, is_printed
from dialogs.understanding.scene.portions import in_order
from dialogs.understanding.scene.scene import Scene


def days_told(scene: Scene, dated: list[Dated], shares: list[Share]) -> Iterator[Found]:
    """The days of all papers, kind by kind."""
    by_name: dict[str, list[Dated]] = {}
    for paper in dated:
        by_name.setdefault(paper.name, []).append(paper)
    for name, same in by_name.items():
        yield from _of_one_kind(scene, name, same, shares)


def _of_one_kind(scene: Scene, name: str, same: list[Dated], shares: list[Share]) -> Iterator[Found]:
    """The dates of the papers of one kind: each of its own service, or one of all."""
    if len(shares) < 2 and name == "result_on" and (forms := of_two_forms(scene)):
        yield scene.unclear(
            name, "、".join(day.raw for day in forms), "或".join(day.reading for day in forms)
        )
        return
    if len(shares) < 2 and len(same) > 1:
        printed = [paper for paper in same if is_printed(scene, paper)]
        same = printed if len(printed) == 1 else exact_within(same)
    if len(shares) < 2 and len({paper.mention.low for paper in same}) > 1:
        raw = "、".join(paper.mention.raw for paper in same)
        yield scene.unclear(name, raw, "或".join(paper.mention.reading for paper in same))
        return
    if len(shares) < 2 and len(same) > 1:
        told = [paper.found(scene, None) for paper in same]
        yield next((one for one in told if isinstance(one, Said)), told[0])
        return
    ordered = in_order(places(shares), [paper.mention.start for paper in same]) if len(shares) > 1 else None
    every = len(same) == 1 and len(shares) > 1 and _is_of_all(scene, same[0])
    if every:
        yield from (same[0].found(scene, number) for number in range(len(shares)))
        return
    for n, paper in enumerate(same):
        number: int | None = None
        if len(shares) > 1:
            number = ordered[n] if ordered else number_of(shares, scene, paper.mention.start)
        found = paper.found(scene, number)
        if isinstance(found, Said) and len(shares) > 1 and number is None:
            yield scene.unclear(found.name, paper.mention.raw, f"{paper.mention.reading}，是哪一项服务的")
        else:
            yield found


_ALL = Pattern("都|均|全是|全部|统一|一起|一张|一块")


# 两张票一张4月18一张8月5
_ONE_EACH = Pattern("[两三]张|一张[^,。;?!]{1,12}一张")


def _is_of_all(scene: Scene, paper: Dated) -> bool:
    """票都是10月开的."""
    low, high = scene.phrase(paper.mention.start)
    return _ALL.search(scene.text, low, high) is not None and not _ONE_EACH.search(scene.text, low, high)
