"""Places that a run-on message names.

The text is expected in NFKC form and simplified script. `place_words.csv` lists the names that are
ordinary words or parts of them, each with the reason. Its column `counts` says where such a name is a
place: `apart` only where it stands by itself, `near` also between a few plain words, `inside` only right
after a place that contains it or where somebody is (在市南), `never` not even there, `anywhere` even where
its length would forbid it; `not_after` and `not_before` are characters that show it to be part of other words.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from itertools import chain
from operator import add
from pathlib import Path
from typing import NamedTuple

from policy.divisions import Place, division, is_within, names

# The cities of the shipped editions: the short forms of their counties count without suffix.
HOME = ("1408", "3702", "6502")
_BEFORE = frozenset("在于自驻住属从到是去")
_AFTER = ("注册", "成立", "企业", "公司", "本地", "当地", "这边", "那边", "的企", "的公", "办的", "开的")
# What a county's short form may stand beside too: it is seldom part of a word (我侯马滴, 送到义乌弄的).
_NEAR_BEFORE = _BEFORE | frozenset("们我俺咱司送寄拉岸壁")
_NEAR_AFTER = (*_AFTER, "的", "滴", "哩", "搞", "弄", "做", "办", "这", "那", "厂", "了", "一家", "某")
_SOUGHT = frozenset("找的 请的 送的 寄的 拿的 订的 签的 找了 请了 送了 寄了 送往 寄往".split())
_APART = {"apart": (_BEFORE, _AFTER), "near": (_NEAR_BEFORE, _NEAR_AFTER)}
_WITHIN = frozenset("在于住驻是")
_INSIDE_AFTER = ("的", "做", "搞", "开", "这边", "那边", "注册", "一家", "企业", "公司", "不是")
_TIGHT = frozenset(" -·/")
_LOOSE = frozenset("的(")
_SIDES = frozenset("东西南北中")
_NUMERALS = frozenset("一二三四五六七八九十")
_ROADS = ("路", "街", "巷", "大道", "大厦")
# 市场, 市值, 区域, 县级 …: the suffix belongs to the next word.
_SPLIT = {"市": frozenset("场值"), "区": frozenset("域别间块分划"), "县": frozenset("级域")}


class PlaceMention(NamedTuple):
    """A place named in text[start:end], with all that it may be; the most specific of names in a row."""

    start: int
    end: int
    candidates: tuple[Place, ...]


class _Word(NamedTuple):
    counts: str
    not_after: frozenset[str]
    not_before: frozenset[str]


class _Link(NamedTuple):
    end: int
    codes: tuple[str, ...]
    is_full: bool
    counts: str


def find_places(text: str, pairs: Iterable[str] = ()) -> tuple[PlaceMention, ...]:
    """The places named in a text, from left to right, the longest at each point; linear in its length.

    `pairs` are its characters each with the one after it, where they are at hand.
    """
    begins = _lengths()
    heads = [n for n, pair in enumerate(pairs or map(add, text, text[1:])) if pair in begins]
    return tuple(_mentions(text, heads)) if heads else ()


def named(name: str) -> tuple[Place, ...]:
    """All that a name may mean, in the order of codes; empty if none.

    Takes full, short and former names (青岛市, 青岛, 胶南), zones with their city (青岛高新区), a county's
    short form with another suffix (密云县) and names in a row (山西运城盐湖区). Names that are also
    ordinary words count, as the whole text is a name.
    """
    wanted = "".join(name.split())
    table = names()
    codes = {*table.full.get(wanted, "").split(), *table.short.get(wanted, "").split()}
    if codes:
        return _places(codes)
    mentions = find_places(wanted)
    if len(mentions) == 1 and (mentions[0].start, mentions[0].end) == (0, len(wanted)):
        return mentions[0].candidates
    if wanted.endswith(("区", "县", "市")):
        return _places(code for code in table.short.get(wanted[:-1], "").split() if not code.endswith("00"))
    return ()


def _places(codes: Iterable[str]) -> tuple[Place, ...]:
    return tuple(place for code in sorted(codes) if (place := division(code)) is not None)


@cache
def _known(codes: tuple[str, ...]) -> tuple[Place, ...]:
    # No more than there are names, as each has its codes.
    return _places(codes)


def _mentions(text: str, heads: Iterable[int]) -> Iterator[PlaceMention]:
    reached = 0
    wider: set[str] = set()
    for at in heads:
        found = _mention(text, at, wider) if at >= reached else None
        if found is not None:
            yield found
            reached = found.end
            wider.update([place.code for place in found.candidates])


def _mention(text: str, at: int, wider: Collection[str]) -> PlaceMention | None:
    """The place named at a point; `wider` are those named before: 青岛的企业，在市南."""
    best: _Link | None = None
    for link in _links(text, at, text[at - 1] if at else ""):
        further = _last(text, link)
        stands = link.counts == "anywhere" or (link.counts in _APART and _stands_apart(text, at, link))
        if not stands and link.counts == "inside" and _stands_inside(text, at, link):
            # Of our cities' districts, 市南 and 市北 are the only ones in the country.
            sole = len(link.codes) == 1 and link.codes[0].startswith(HOME)
            codes = link.codes if sole else tuple(c for c in link.codes if _belongs(c, tuple(wider), ""))
            if codes:
                link, stands = link._replace(codes=codes), True
        if further is not None and (stands or (further.is_full and link.counts == "apart")):
            link = further
        elif not stands:
            continue
        if best is None or link.end > best.end:
            best = link
    if best is None:
        return None
    return PlaceMention(start=at, end=best.end, candidates=_known(best.codes))


def _last(text: str, link: _Link) -> _Link | None:
    """The last of the narrower names that follow a name, or None."""
    best: _Link | None = None
    for at, only_full in _joints(text, link.end):
        for following in _links(text, at, ""):
            if only_full and not following.is_full:
                continue
            codes = tuple(code for code in following.codes if _belongs(code, link.codes, following.counts))
            if codes and following.counts != "never":
                narrowed = following._replace(codes=codes)
                further = following.counts != "local" and codes != link.codes
                reached = (_last(text, narrowed) if further else None) or narrowed
                if best is None or reached.end > best.end:
                    best = reached
    return best


def _belongs(code: str, wider: tuple[str, ...], counts: str) -> bool:
    if counts == "local":
        return code in wider or code[:4] + "00" in wider
    return any(is_within(code, outer) for outer in wider)


def _joints(text: str, end: int) -> Iterator[tuple[int, bool]]:
    """Where the next name in a row may begin, and whether only a full one may."""
    yield end, False
    joint = text[end : end + 1]
    if joint in _TIGHT or joint in _LOOSE:
        yield end + 1, joint in _LOOSE


def _links(text: str, at: int, before: str) -> Iterator[_Link]:
    """The names that begin at a point after the given character, longest first."""
    table, words = names(), _words()
    for length in _lengths().get(text[at : at + 2], ()):
        end = at + length
        name = text[at:end]
        after = text[end : end + 1]
        full, short, local = table.full.get(name), table.short.get(name), table.local.get(name)
        if not (full or short or local) or len(name) < length:
            continue
        word = words.get(name, _PLAIN)
        if before in word.not_after or after in word.not_before:
            continue
        # What a short form may not follow (货运城), its full form may not follow either (货运城市).
        if (
            full
            and after not in _SPLIT.get(name[-1], ())
            and before not in words.get(name[:-1], _PLAIN).not_after
        ):
            yield _Link(end, tuple(full.split()), True, word.counts or _full_counts(name, full))
        if short and not _is_road(text, end):
            yield _Link(end, tuple(short.split()), False, word.counts or _short_counts(name, short))
        if local and not _is_road(text, end):
            yield _Link(end, tuple(local.split()), True, "local")


def _full_counts(name: str, codes: str) -> str:
    # 经费县级, 信息县城: two characters are soon part of other words.
    return "anywhere" if len(name) > 2 or codes.startswith(HOME) else "apart"


def _short_counts(name: str, codes: str) -> str:
    if len(name) > 2:
        return "anywhere"
    return "anywhere" if any(c.endswith("00") or c.startswith(HOME) for c in codes.split()) else "near"


def _stands_apart(text: str, at: int, link: _Link) -> bool:
    before, after = _APART[link.counts]
    if at and _is_han(text[at - 1]) and text[at - 1] not in before and text[at - 2 : at] not in _SOUGHT:
        return False
    if link.is_full or link.end == len(text) or not _is_han(text[link.end]):
        return True
    if text[link.end] == "的" and not _is_han(text[link.end + 1 : link.end + 2]):
        return True
    return text.startswith(after, link.end)


_WRITTEN = ("写的", "写着", "登记的", "注册的")
_OURS = ("我们", "咱们", "咱", "俺们", "我们是", "咱是", "公司是", "我是", "我司")


def _stands_inside(text: str, at: int, link: _Link) -> bool:
    """Whether a name that is also a common noun is where somebody is: 在市南, 市北的公司."""
    written = text.endswith(_WRITTEN, 0, at)
    if at and text[at - 1] not in _WITHIN and _is_han(text[at - 1]) and not text.endswith(_OURS, 0, at):
        return written and not _is_han(text[link.end : link.end + 1])
    rest = link.end + text.startswith("的", link.end)
    if text.endswith(_OURS, 0, at) and not _is_han(text[rest : rest + 1]):
        return True  # 我们市南的
    ended = not _is_han(text[link.end : link.end + 1])
    return (ended and at > 0 and text[at - 1] in _WITHIN) or text.startswith(_INSIDE_AFTER, link.end)


def _is_road(text: str, end: int) -> bool:
    """Whether a street's or a building's name goes on here: 香港中路, 延安三路."""
    for skipped in (_SIDES, _NUMERALS):
        if text[end : end + 1] in skipped:
            end += 1
    return text.startswith(_ROADS, end)


def _is_han(character: str) -> bool:
    return "㐀" <= character <= "鿿"


_PLAIN = _Word("", frozenset(), frozenset())


@cache
def _words() -> dict[str, _Word]:
    rows = Path(__file__).with_name("place_words.csv").read_text(encoding="utf-8").splitlines()[1:]
    words: dict[str, _Word] = {}
    for row in rows:
        listed, counts, not_after, not_before, _ = row.split(",", 4)
        words |= dict.fromkeys(listed.split(), _Word(counts, frozenset(not_after), frozenset(not_before)))
    return words


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """First two characters → the lengths of the names that begin so, longest first."""
    table = names()
    masks: dict[str, int] = {}
    for name in chain(table.full, table.short, table.local):
        head = name[:2]
        masks[head] = masks.get(head, 0) | 1 << len(name)
    tuples = {
        m: tuple(n for n in range(m.bit_length() - 1, 1, -1) if m >> n & 1) for m in set(masks.values())
    }
    return {head: tuples[mask] for head, mask in masks.items()}
