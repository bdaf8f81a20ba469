"""Grounds: where in a notice a figure stands, and which of its figures have been found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from policy.digests import Digest
from policy.evidence import Misprint
from policy.figures import Figure, shown
from policy.statements import Run

# A figure found, with the clause whose own text prints it.
Found = tuple[str, str]

# The kind of a number whose unit the edition does not say: it is that of any figure with this number.
INTEGER = "integer"


class Grounds:
    """The figures of one notice; remembers those that were found."""

    def __init__(self, digest: Digest, misprints: Iterable[Misprint]):
        self.digest = digest
        self.misprints = tuple(misprints)
        self._used: set[Found] = set()
        read_as = {(slip.clause, slip.printed): slip.read_as for slip in self.misprints}
        self._read = {
            path: tuple(read_as.get((path, figure), figure) for figure in listed)
            for path, listed in digest.figures.items()
        }

    def data(self, run: Run, paths: Iterable[str]) -> list[Found]:
        """Where a rule's figures stand side by side in or below `paths`, misprints read right."""
        listed = tuple(paths)
        whole = self._standing((run.instead,), listed, self._read) if run.instead else []
        found = self._standing(run.figures, listed, self._read) or whole
        slips = {(slip.clause, slip.read_as): (slip.clause, slip.printed) for slip in self.misprints}
        self._used.update(found, (slips[each] for each in found if each in slips))
        return found

    def text(self, figures: Sequence[str], paths: Iterable[str]) -> list[Found]:
        """Where the figures of a text stand side by side in or below `paths`, as printed or as read."""
        listed = tuple(paths)
        found = self._standing(figures, listed, self.digest.figures)
        found = found or self._standing(figures, listed, self._read)
        self._used.update(found)
        return found

    def of_kind(self, path: str, kind: str) -> set[str]:
        """The figures of one kind in a clause's own text, misprints read right."""
        return {figure for figure in self._read[path] if kind_of(figure) == kind}

    def unused(self) -> Iterator[str]:
        """The figures that were found nowhere, each as `clause: figure`, in the notice's order."""
        for path, listed in self.digest.figures.items():
            for figure in dict.fromkeys(listed):
                if (path, figure) not in self._used:
                    yield f"{path}: {shown(Figure.parse(figure))}"

    def _standing(
        self, wanted: Sequence[str], paths: Iterable[str], printed: Mapping[str, Sequence[str]]
    ) -> list[Found]:
        kinds = {kind_of(figure) for figure in wanted}
        found: list[Found] = []
        for path in dict.fromkeys(below for above in paths for below in self.digest.within(above)):
            listed = printed[path]
            rows = [[figure for figure in listed if kind_of(figure) in kinds]]
            if kinds == {INTEGER}:
                rows = [
                    [f for f in listed if kind_of(f) == kind] for kind in dict.fromkeys(map(kind_of, listed))
                ]
            for row in rows:
                runs = (row[n : n + len(wanted)] for n in range(len(row) - len(wanted) + 1))
                run = next((run for run in runs if all(map(_is, wanted, run))), [])
                found += [(path, figure) for figure in run]
        return found


def kind_of(figure: str) -> str:
    """The kind of a figure, given as `Figure.canonical`."""
    return figure.partition(":")[0]


def _is(wanted: str, printed: str) -> bool:
    """Whether a figure is the one wanted; of an integer, whether the number is the same."""
    if kind_of(wanted) != INTEGER:
        return wanted == printed
    number = re.match("[0-9]+", printed.partition(":")[2])
    return number is not None and number[0] == wanted.partition(":")[2]
