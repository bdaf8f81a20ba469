"""Verification: an edition held against its notice, clause by clause and figure by figure.

Every clause path must resolve. Every figure of an entry's data must stand, with its unit, in the clause that
the entry cites; every figure of its texts there, in a clause or an article of law that the text names, or in
evidence.yaml. Both ends of a range must stand side by side, data and text of an entry must agree, and whoever
takes a deadline, a telephone number or an annex from a clause must take all: so a figure put in place of
another one of the same clause is found too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise

import yaml

from policy.digests import Digest, committed, digest_of, places_in
from policy.divisions import division
from policy.edition import Edition
from policy.evidence import evidence
from policy.faults import Fault
from policy.figures import Figure, figures, shown
from policy.grounds import Found, Grounds, kind_of
from policy.layout import EDITION
from policy.paths import HEAD
from policy.shapes import Reading
from policy.statements import Run, Statement, Tree, document, moment, statements

# Kinds of which a block takes all figures of a clause or none.
WHOLE = {
    "parents": ("document",),
    "windows": ("date", "time", "ordinal"),
    "documents": ("annex",),
    "contacts": ("phone",),
}

_CN = "[一二三四五六七八九十]{1,3}"
_MENTION = (
    rf"(?<![〇零一二三四五六七八九十百千万第]){_CN}(?:[.][0-9]{{1,2}}(?![0-9])|[（(]{_CN}[）)][0-9]{{0,2}})"
    r"(?:[（(][0-9]{1,2}[）)])?"
)
# Between two figures that are the ends of one range; the first may leave its unit here.
_TO = r"[^，。；、0-9]{0,6}(?:至|到|[-–—~～])\s*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What is wrong with an edition, and the figures of the notice that nothing in it uses (`四(五): 2 份`)."""

    faults: tuple[Fault, ...]
    unused: tuple[str, ...]


def verify(edition: Edition, content: bytes, notice_text: str | None) -> Verification:
    """An edition that was loaded from `content`, against its notice; without the text, against the digest."""
    digest = committed(edition.source) if notice_text is None else Digest.read(digest_of(notice_text))
    reading = Reading(f"{edition.id}.yaml")
    reading.facts = {fact.name: (fact.type, tuple(c.id for c in fact.choices)) for fact in edition.facts}
    root = yaml.compose(content.decode("utf-8"), Loader=yaml.CBaseLoader)
    if root is None:
        raise ValueError(
            f"{edition.id}: the content is empty; give the bytes that the edition was loaded from"
        )
    tree: Tree = EDITION.of(root, "", reading)
    for place, line in tuple(reading.lines.items()):
        reading.lines.setdefault(place.rpartition(".")[0], line)
    if digest is None:
        reading.fault("source", None, f"没有 {edition.source} 的摘要", "用 --sources 指出通知原文所在的目录")
        return Verification(faults=tuple(reading.faults), unused=())
    grounds = Grounds(digest, evidence().misprints.get(edition.source, ()))
    check = _Check(edition=edition, tree=tree, reading=reading, grounds=grounds)
    check.entries(check.identity())
    return Verification(faults=tuple(sorted(set(reading.faults))), unused=tuple(grounds.unused()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Check:
    """One pass over an edition; faults go to `reading`."""

    edition: Edition
    tree: Tree
    reading: Reading
    grounds: Grounds

    def identity(self) -> list[Found]:
        """Id, name, region, issuer, number and dates, against each other and the notice's head; what is found."""
        edition, everywhere = self.edition, tuple(self.grounds.digest.figures)
        years = [int(digits) for digits in re.findall(r"(?<=-)[0-9]{4}(?![^-])", edition.id)]
        if years != [edition.year] * (edition.year is not None):
            self._fault("id", f"{edition.id!r} 与 year 不一致", "标识写成 地名-年份，年份与 year 相同")
        if not edition.source.startswith(edition.id):
            self._fault("source", f"{edition.source!r} 不是这一版本的通知", f"文件名以 {edition.id} 开头")
        if edition.issuer not in self.grounds.digest.offices:
            self._fault("issuer", f"通知里没有 {edition.issuer}", "照通知写发文机关")
        head = [path for path in (self._clause("source_clause", edition.source_clause), HEAD) if path]
        places = {code for path in head for code in self._places(path)}
        if edition.region not in places & places_in(edition.issuer):
            self._fault(
                "region", f"{edition.region} 不是 {edition.issuer} 和 {_cited(head)} 写的地方", "检查区划代码"
            )
        own = {
            "year": (f"calendar_year:{edition.year}",) if edition.year else (),
            "number": (document(edition.number),) if edition.number else (),
            "issued": moment(edition.issued) if edition.issued else (),
        }
        runs = [Run(place=key, figures=carried) for key, carried in own.items() if carried]
        found = [each for run in runs for each in self._data(run, head)]
        for key, day in (("valid_from", edition.valid_from), ("valid_to", edition.valid_to)):
            if day:
                self._data(Run(place=key, figures=moment(day)), everywhere)
        stated = {figure for carried in own.values() for figure in carried}
        for key, text in (("name", edition.name), ("cite", edition.cite)):
            named = {figure.canonical for figure in _figures(text)}
            if bool(named) != bool(stated) or not named <= stated:
                self._fault(key, f"{text!r} 的年份或文号与版本不一致", "与 year、number、issued 一致")
        self._clause("lapse_clause", edition.lapse_clause)
        self._text("programme", edition.programme, everywhere, ())
        for slip in self.grounds.misprints:
            if slip.printed not in self.grounds.digest.figures.get(slip.clause, ()):
                problem = f"{slip.clause} 没有印 {_said([slip.printed])}"
                self._fault("", problem, "改正 evidence.yaml 的 misprints")
        return found

    def entries(self, identity: Iterable[Found]) -> None:
        """Every entry that cites a clause, then what several entries must give together."""
        taken: dict[tuple[str, str], set[str]] = {}
        for path, figure in identity:
            taken.setdefault(("parents", path), set()).add(figure)
        for statement in statements(self.edition, self.tree):
            for path, figure in self._statement(statement):
                taken.setdefault((statement.block, path), set()).add(figure)
        for (block, path), some in taken.items():
            for kind in WHOLE.get(block, ()):
                left = self.grounds.of_kind(path, kind) - some
                if left and any(kind_of(figure) == kind for figure in some):
                    problem = f"{path} 的 {_said(left)} 没有写进来"
                    self._fault(block, problem, "同一条款里的都要写，也不要重复")
        for n, fact in enumerate(self.edition.facts):
            if fact.type == "region":
                codes = {choice.id for choice in fact.choices}
                for m, choice in enumerate(fact.choices):
                    self._choice(f"facts[{n}].choices[{m}]", choice.id, choice.label, codes)
        for n, paper in enumerate(self.tree["documents"]):
            self._lead(f"documents[{n}]", paper.get("lead_days"), paper.get("lead_clause"))

    def _statement(self, statement: Statement) -> list[Found]:
        """Checks one entry; gives the figures found in the notice."""
        clause = self._clause(f"{statement.place}.clause", statement.clause)
        own = (clause,) if clause else ()
        if statement.runs and statement.clause is None:
            self._fault(statement.place, "有数字却没有条款", "补上 clause")
        data = [found for run in statement.runs for found in self._data(run, own)]
        texts = [(place, text, (*own, *self._mentions(place, text))) for place, text in statement.texts]
        named = tuple(dict.fromkeys((*own, *(path for *_, paths in texts for path in paths))))
        for place, code in statement.areas:
            places = {c for path in named for p in self.grounds.digest.within(path) for c in self._places(p)}
            if code not in places:
                problem = f"{_name(code)}不在 {_cited(named)} 里"
                self._fault(place, problem, "照条款写区划代码，或引写有它的条款")
        allowed = evidence().wording.get(statement.fact, ())
        told = [found for place, text, paths in texts for found in self._text(place, text, paths, allowed)]
        self._agree(statement, {figure for _, figure in data}, {figure for _, figure in told})
        return data + told

    def _agree(self, statement: Statement, data: set[str], told: set[str]) -> None:
        """What an entry says in words must be what it says in data."""
        kinds = {kind_of(figure) for figure in data}
        slips = {slip.printed: slip.read_as for slip in self.grounds.misprints}
        unsaid = {printed for printed, read_as in slips.items() if read_as in data} - told
        if unsaid:
            self._fault(statement.place, f"没有说明通知印作 {_said(unsaid)}", "在 note 里写明印错的数")
        extra = {figure for figure in told - data - slips.keys() if kind_of(figure) in kinds}
        if extra:
            self._fault(statement.place, f"文字里的 {_said(extra)} 与规则不同", "改成与规则相同的数")
        if statement.told and data - told:
            self._fault(statement.place, f"文字没有写出规则的 {_said(data - told)}", "在文字里写明")
        single = {kind_of(figure) for run in statement.runs if run.alone for figure in run.figures}
        if any(len({f for f in data | told if kind_of(f) == kind}) > 1 for kind in single):
            self._fault(statement.place, "首尾相同的范围之外还有别的数", "首尾写不同的数，或另立一条")

    def _data(self, run: Run, paths: Collection[str]) -> list[Found]:
        found = self.grounds.data(run, paths)
        if not found and paths:
            problem = f"{_said(run.figures)} 不在 {_cited(paths)} 里"
            self._fault(run.place, problem, "照原文改正，或改引写有它的条款")
        return found

    def _text(self, place: str, text: str, paths: Collection[str], allowed: Collection[str]) -> list[Found]:
        """The figures of a text that stand in the notice; a fault for each that stands nowhere."""
        bare, carried = evidence().articles_in(text)
        bare = re.sub(_MENTION, "，", bare)
        every = _figures(bare)
        listed = [figure for figure in every if figure.canonical not in (*carried, *allowed)]
        rows: list[tuple[str, ...]] = [(figure.canonical,) for figure in listed]
        rows += [
            (low.canonical, high.canonical)
            for low, high in pairwise(listed)
            if low.kind == high.kind and re.fullmatch(_TO, bare[low.end : high.start])
        ]
        found: list[Found] = []
        for row in rows:
            standing = self.grounds.text(row, paths)
            found += standing
            if not standing:
                problem = f"{_said(row)} 不在 {_cited(paths)} 里"
                self._fault(place, problem, "照原文改正，或在文字里注明写有它的条款")
        if any(not any(f.start <= n.start() < f.end for f in every) for n in re.finditer("[0-9]", bare)):
            self._fault(place, "有认不出单位的数字", "写明单位，或不写数字")
        return found

    def _mentions(self, place: str, text: str) -> Iterator[str]:
        """The clauses that a text names by their path."""
        for mention in re.finditer(_MENTION, text):
            if path := self._clause(place, mention[0]):
                yield path

    def _clause(self, place: str, cited: str | None) -> str | None:
        """The clause cited, in its one spelling."""
        if cited is None:
            return None
        path = self.grounds.digest.resolved(cited)
        if path is None:
            near = get_close_matches(cited, self.grounds.digest.figures, 3)
            remedy = f"是否想写 {'、'.join(near)}" if near else "照通知写条款"
            self._fault(place, f"通知里没有条款 {cited}", remedy)
        return path

    def _choice(self, place: str, code: str, label: str, codes: set[str]) -> None:
        """A region's choice: named in its label, or all that lies outside of the other choices."""
        listed = code.removeprefix("!").split(",")
        outside = code.startswith("!") and set(listed) == codes - {code}
        if not outside and not places_in(label).issuperset(listed):
            self._fault(place, f"选项“{label}”没有写出{'、'.join(map(_name, listed))}", "检查区划代码与文字")

    def _lead(self, place: str, days: int | None, cited: str | None) -> None:
        """Another's lead time: in the article of law cited by name, or in the clause."""
        if cited is None:
            return
        carried = evidence().article(cited)
        path = self._clause(f"{place}.lead_clause", cited) if carried is None else None
        wanted = (f"day:{days}", f"working_day:{days}")
        runs = (Run(place=place, figures=(figure,)) for figure in wanted)
        stands = any(self.grounds.data(run, (path,)) for run in runs) if path else False
        if days and not stands and not any(figure in wanted for figure in carried or ()):
            remedy = "照条文改正，或把条文补进 evidence.yaml"
            self._fault(f"{place}.lead_days", f"{cited} 没有 {days} 天", remedy)

    def _places(self, path: str) -> tuple[str, ...]:
        return self.grounds.digest.places.get(path, ())

    def _fault(self, place: str, problem: str, remedy: str) -> None:
        self.reading.fault(place, None, problem, remedy)


# Wording changes less than what it is held against.
_figures = lru_cache(maxsize=4096)(figures)


def _said(listed: Iterable[str]) -> str:
    """Figures as a notice would print them; what is no figure at all, as it is."""
    return "、".join(map(_spelt, sorted(listed)))


def _spelt(figure: str) -> str:
    try:
        return shown(Figure.parse(figure))
    except ValueError:
        return figure.partition(":")[2]


def _cited(paths: Collection[str]) -> str:
    return "、".join(paths) if 0 < len(paths) < 4 else "通知"


def _name(code: str) -> str:
    place = division(code)
    return place.full_name if place else code
