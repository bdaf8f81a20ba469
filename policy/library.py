"""Library: the editions at hand, and those that could not be loaded with the reason."""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from policy.compiled import Compiled
from policy.faults import Fault, Faulty

HERE = Path(__file__).parent
SHIPPED = HERE / "editions"


class Shelf(Protocol):
    """Where compiled editions are kept between starts; a shelf may forget anything at any time."""

    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, content: bytes) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Editions by id, and the faults of files that did not load, by the id in their name."""

    editions: Mapping[str, Compiled] = field(default_factory=dict)
    unavailable: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)

    def for_region(self, code: str) -> tuple[Compiled, ...]:
        """The editions that cover a place, newest year first."""
        from policy.divisions import is_within

        found = [c for c in self.editions.values() if is_within(code, c.edition.region)]
        return tuple(sorted(found, key=lambda c: -(c.edition.year or 0)))

    def loaded(self, region: str, year: int) -> bool:
        """Whether an edition of that region and year is here."""
        return any(c.edition.region == region and c.edition.year == year for c in self.editions.values())


def library(folders: Iterable[Path] = (), *, shelf: Shelf | None = None) -> Library:
    """The shipped editions and those of more folders; an id of a later folder replaces an earlier one.

    A file with faults, or whose worked examples fail, is left out and named.
    """
    files = {path.stem: path for folder in (SHIPPED, *folders) for path in sorted(folder.glob("*.yaml"))}
    contents: dict[str, bytes] = {}
    unavailable: dict[str, tuple[Fault, ...]] = {}
    for name, path in files.items():
        try:
            contents[name] = path.read_bytes()
        except OSError as error:
            problem = f"无法读取（{error.strerror}）"
            unavailable[name] = (
                Fault(file=path.name, line=0, place="", problem=problem, remedy="检查路径与权限"),
            )
    key = _key(contents)
    kept = _kept(shelf, key)
    if kept is not None:
        return Library(editions=kept.editions, unavailable={**kept.unavailable, **unavailable})
    # Reading YAML and running examples is not needed where the compiled editions are kept.
    from policy.checking import check_examples
    from policy.loading import read

    editions: dict[str, Compiled] = {}
    for name, content in contents.items():
        try:
            compiled = read(content, files[name].name)
            faults = check_examples(compiled, files[name].name)
            if faults:
                raise Faulty(faults)
        except Faulty as error:
            unavailable[name] = error.faults
        else:
            editions[compiled.edition.id] = compiled
    found = Library(editions=editions, unavailable=unavailable)
    if shelf is not None and not unavailable:
        shelf.put(key, pickle.dumps(found, protocol=pickle.HIGHEST_PROTOCOL))
    return found


def _kept(shelf: Shelf | None, key: str) -> Library | None:
    content = shelf.get(key) if shelf else None
    if content is None:
        return None
    try:
        found = pickle.loads(content)
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
        return None
    return found if isinstance(found, Library) else None


def _key(contents: Mapping[str, bytes]) -> str:
    """A hash over the files and over the code that compiles them."""
    digest = hashlib.sha256(repr(sys.version_info).encode())
    parts: Sequence[bytes] = [path.read_bytes() for path in sorted(HERE.glob("*.py"))]
    for part in (*parts, (HERE / "facts.yaml").read_bytes()):
        digest.update(hashlib.sha256(part).digest())
    for name in sorted(contents):
        digest.update(name.encode() + b"\0" + hashlib.sha256(contents[name]).digest())
    return digest.hexdigest()
