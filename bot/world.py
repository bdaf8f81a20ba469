"""World: what a command may touch beside its own options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings

if TYPE_CHECKING:
    from policy.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The clock, the settings, and the editions of more folders beside the shipped ones."""

    now: Callable[[], datetime]
    settings: Settings
    library: Callable[[Sequence[Path]], Library]
