"""Markup: the XML of WeChat and WeCom, read within bounds and written so that nothing breaks out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

DEEPEST = 8
MOST_ELEMENTS = 64
_ROOT = "xml"


class BadMarkup(Exception):
    """XML that no vendor sends: broken, too deep or too long, with a DTD, or with a field that comes twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """`fields`: the texts directly under the root, by name; `groups`: those of each element further down."""

    fields: Mapping[str, str]
    groups: tuple[Mapping[str, str], ...] = ()

    def text(self, name: str, longest: int) -> str:
        """A field that must be there and not be empty. Raises BadMarkup."""
        found = self.fields.get(name)
        if not found or len(found) > longest:
            raise BadMarkup(name)
        return found


def parsed(body: bytes) -> Markup:
    """What stands in a body of UTF-8, whatever encoding it names. Raises BadMarkup as soon as anything is wrong."""
    if b"\0" in body:
        raise BadMarkup("NUL")
    reading = _Reading()
    # An encoding that the body names is not followed; the mark of UTF-16 would be, but that has NUL in its root.
    parser = ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text.append
    parser.StartDoctypeDeclHandler = _refuse
    parser.ProcessingInstructionHandler = _refuse
    try:
        parser.Parse(body, True)
    except ExpatError as error:
        raise BadMarkup(str(error)) from None
    return Markup(fields=reading.fields, groups=tuple(reading.groups))


def written(fields: Mapping[str, str | int]) -> str:
    """An XML body of one level; texts hold what XML allows (`texts.clean`)."""
    return f"<{_ROOT}>{''.join([f'<{name}>{_value(value)}</{name}>' for name, value in fields.items()])}</{_ROOT}>"


def _value(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    inside = value.replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{inside}]]>"


class _Reading:
    """The elements that are open, each with the texts in it by name; None for one that holds no other so far."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.fields: dict[str, str] = {}
        self.groups: list[dict[str, str]] = []
        self._open: list[dict[str, str] | None] = []
        self._names: set[str] = set()
        self._count = 0

    def start(self, name: str, _: dict[str, str]) -> None:
        self._count += 1
        depth = len(self._open)
        if self._count > MOST_ELEMENTS or depth >= DEEPEST:
            raise BadMarkup("too much")
        if depth == 0 and name != _ROOT:
            raise BadMarkup("root")
        if depth == 1:
            if name in self._names:
                raise BadMarkup("twice")
            self._names.add(name)
        if depth:
            if self.text:
                self._leave_blank()
            if self._open[-1] is None:
                self._open[-1] = {}
        self._open.append(None)

    def end(self, name: str) -> None:
        own = self._open.pop()
        if own is not None or not self._open:
            if self.text:
                self._leave_blank()
            if not self._open:
                self.fields = own or {}
            elif own:
                self.groups.append(own)
            return
        parent = self._open[-1]
        assert parent is not None
        if name in parent:
            raise BadMarkup("twice")
        parent[name] = "".join(self.text)
        self.text.clear()

    def _leave_blank(self) -> None:
        """Between elements stands nothing but space."""
        if "".join(self.text).strip():
            raise BadMarkup("mixed")
        self.text.clear()


def _refuse(*_: Any) -> None:
    raise BadMarkup("DTD or instruction")
