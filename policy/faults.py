"""Fault: one mistake of an author, with place, problem and remedy; a report names them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """`file:line: place: problem; remedy`; line 0 stands for the whole file."""

    file: str
    line: int
    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        place = f" {self.place}:" if self.place else ""
        return f"{where}:{place} {self.problem}；{self.remedy}"


class Faulty(Exception):
    """A file with faults, all of them."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))
