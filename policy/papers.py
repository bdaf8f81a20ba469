"""Papers: the documents that a case needs, and those that further facts may add."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policy.compiled import Compiled
from policy.edition import Document
from policy.standing import Case, looks


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """Documents needed in every completion, and those needed only in some."""

    certain: tuple[Document, ...]
    possible: tuple[Document, ...]


def papers(compiled: Compiled, case: Case, today: date, service: int = 0) -> Papers:
    """The documents of one service with those of the enterprise, in the notice's order."""
    look = looks(compiled, case, today)[service]
    held = [compiled.diagram.leaf[n] for n in look.leaves(compiled.papers)]
    everywhere = set(held[0]).intersection(*held)
    somewhere = set().union(*held) - everywhere
    documents = compiled.edition.documents
    return Papers(
        certain=tuple(documents[n] for n in sorted(everywhere)),
        possible=tuple(documents[n] for n in sorted(somewhere)),
    )
