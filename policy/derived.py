"""Derived facts: what follows from other facts by a table that the notices cite."""

from __future__ import annotations

from policy.sizes import Measure, SizeResult, size_class
from policy.values import Facts

SIZE, INDUSTRY = "size_class", "industry"
MEASURES: tuple[Measure, ...] = ("staff", "revenue", "assets")


def sized(enterprise: Facts) -> Facts:
    """The facts with the size class that industry and measures settle (国统字〔2017〕213号).

    Where only "not large" is settled, the highest class still possible stands for it: no rule may then find
    the enterprise smaller than it is. A class that was stated is left alone.
    """
    found = measured(enterprise)
    if enterprise.get(SIZE) is not None or found is None:
        return enterprise
    if found.size is not None or found.is_sme:
        return {**enterprise, SIZE: found.ordered[-1]}
    return enterprise


def measured(enterprise: Facts) -> SizeResult | None:
    """The classes that industry and measures leave possible; None while the industry is unknown."""
    industry = enterprise.get(INDUSTRY)
    if not isinstance(industry, str):
        return None
    values = {m: value for m in MEASURES if isinstance(value := enterprise.get(m), int)}
    return size_class(industry, **values)


def still_to_measure(enterprise: Facts) -> str | None:
    """The fact to ask next for the size class; None where nothing more can be asked."""
    found = measured(enterprise)
    if found is None:
        return None if INDUSTRY in enterprise else INDUSTRY
    return next((m for m in found.missing if m not in enterprise), None)
