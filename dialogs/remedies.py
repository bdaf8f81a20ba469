"""Remedies: what was lacking and is told to be made good since, without being asked: 登记了."""

from __future__ import annotations

import re

from dialogs.session import Session
from dialogs.understanding.result import Asked

PAYMENT = "payment"
# Words that say that something was paid, where it was not.
_PAID = re.compile("付|结清|给了|打款|转账")


def lacking(here: Session, text: str) -> Asked | None:
    """The statements not met so far that can be met at any time, of which a bare 登记了 or 票开了 tells one."""
    known = here.facts()
    if known.get(PAYMENT) in ("none", "part") and _PAID.search(text):
        return Asked(kind="one", facts=(PAYMENT,))
    names = tuple(
        fact.name
        for fact in here.edition.facts
        if fact.type == "bool" and fact.change == "now" and known.get(fact.name) is not True
    )
    return Asked(kind="confirm", facts=names) if names else None
