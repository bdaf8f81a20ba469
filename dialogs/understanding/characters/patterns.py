"""Regular expressions that cost nothing until they are used."""

import re
from collections.abc import Callable, Iterator
from typing import Any


class Pattern:
    """A regular expression compiled at its first use.

    Compiling all those of this package takes about 90 ms, which a start need not pay: one message uses few.
    """

    search: Callable[..., re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterator[re.Match[str]]]
    findall: Callable[..., list[str]]
    split: Callable[..., list[str]]
    sub: Callable[..., str]

    def __init__(self, source: str) -> None:
        self.source = source

    def __getattr__(self, name: str) -> Any:
        # Reached once: from then on the instance holds the compiled expression's own methods.
        if name not in Pattern.__annotations__:
            raise AttributeError(name)
        compiled = re.compile(self.source)
        for method in Pattern.__annotations__:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
