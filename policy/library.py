"""Library: the editions at hand, and those that could not be loaded with the reason."""

from __future__ import annotations

import hashlib
import pickle
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from policy.compiled import Compiled
from policy.facts import Fact
from policy.faults import Fault, Faulty
from policy.uncollected import uncollected

HERE = Path(__file__).parent
SHIPPED = HERE / "editions"


class Shelf(Protocol):
    """Where compiled editions are kept between starts; a shelf may forget anything at any time."""

    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, content: bytes) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Editions by id, and the faults of files that did not load, by the id in their name.

    `facts` are all that some edition or the shared list knows, by name.
    """

    editions: Mapping[str, Compiled] = field(default_factory=dict)
    unavailable: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    # Region codes of the unavailable ones, as far as their files still tell.
    faulty_regions: Mapping[str, str] = field(default_factory=dict)
    # The files that all this was read from, by id.
    contents: Mapping[str, bytes] = field(default_factory=dict, repr=False, compare=False)

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
    unreadable: dict[str, tuple[Fault, ...]] = {}
    for name, path in files.items():
        try:
            contents[name] = path.read_bytes()
        except OSError as error:
            problem = f"无法读取（{error.strerror}）"
            fault = Fault(file=path.name, line=0, place="", problem=problem, remedy="检查路径与权限")
            unreadable[name] = (fault,)
    key = _key(contents)
    found = _kept(shelf, key)
    if found is None:
        found = uncollected(lambda: _read(contents))
        if shelf is not None:
            shelf.put(key, pickle.dumps(found, protocol=pickle.HIGHEST_PROTOCOL))
    return replace(found, unavailable={**found.unavailable, **unreadable}, contents=contents)


def library_of(contents: Mapping[str, bytes]) -> Library:
    """The library of files by id, as `library` once read them."""
    return replace(uncollected(lambda: _read(contents)), contents=contents)


def _read(contents: Mapping[str, bytes]) -> Library:
    """The editions of files read, by name; what comes of it follows from the contents alone."""
    # Reading YAML and running examples is not needed where the compiled editions are kept.
    from policy.checking import check_examples
    from policy.loading import read, shared_facts

    editions: dict[str, Compiled] = {}
    unavailable: dict[str, tuple[Fault, ...]] = {}
    for name, content in contents.items():
        file = f"{name}.yaml"
        try:
            compiled = read(content, file)
            faults = check_examples(compiled, file)
            if faults:
                raise Faulty(faults)
        except Faulty as error:
            unavailable[name] = error.faults
        else:
            # Examples have done their work; without them a kept library loads in half the time.
            editions[compiled.edition.id] = replace(compiled, edition=replace(compiled.edition, examples=()))
    regions = {
        name: found[1].decode()
        for name in unavailable
        if (found := re.search(rb'(?m)^region:\s*"?(\d{6})"?\s*$', contents[name])) is not None
    }
    facts = dict(shared_facts())
    for compiled in editions.values():
        for name, fact in compiled.edition.by_name.items():
            facts.setdefault(name, fact)
    return Library(editions=editions, unavailable=unavailable, facts=facts, faulty_regions=regions)


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
    """A hash over the files, and over the size and time of the code that compiles them."""
    digest = hashlib.sha256(repr(sys.version_info).encode())
    digest.update((HERE / "facts.yaml").read_bytes())
    for path in sorted(HERE.glob("*.py")):
        status = path.stat()
        digest.update(f"{path.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    for name in sorted(contents):
        digest.update(name.encode() + b"\0" + hashlib.sha256(contents[name]).digest())
    return digest.hexdigest()
