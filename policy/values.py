"""Value: what a fact may be known to be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

# bool · str (choice, region) · frozenset[str] (set) · date · int (money in fen, integer)
Value = bool | str | frozenset[str] | date | int
# An absent name is unknown; None is the user's own "I do not know".
Facts = Mapping[str, Value | None]
