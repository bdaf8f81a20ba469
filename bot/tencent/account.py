"""Account: how one WeChat or WeCom account is addressed and proves itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

# plain: nothing is sealed; compatible: both, of which the sealed one is read; safe: sealed alone.
Mode = Literal["plain", "compatible", "safe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`id` is the app id, of WeCom the enterprise's id (corp id) with the `agent` beside it.

    What proves something is never shown.
    """

    id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(repr=False, default="")
    mode: Mode = "safe"
    api_base_url: str = ""
    agent: str = ""
