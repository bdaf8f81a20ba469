"""Setting: in which talk a message is said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from dialogs.understanding.result import Asked, Offered
from policy.edition import Edition
from policy.facts import Fact


class Setting(NamedTuple):
    """The day, the facts that are known, and what stands open: a question, its options, the edition spoken of."""

    today: date
    facts: Mapping[str, Fact]
    asked: Asked | None = None
    offered: tuple[Offered, ...] = ()
    edition: Edition | None = None

    def about(self, asked: Asked | None) -> Setting:
        """The same talk with another question open, or none, and no options."""
        return self._replace(asked=asked, offered=())
