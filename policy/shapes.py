"""Shape: what a block of an edition file may hold; the same shapes read the file and make its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

import yaml

from policy.conditions import OPS_OF_TYPE, Condition, Not, Test
from policy.conditions import All as AllOf
from policy.conditions import Any as AnyOf
from policy.faults import Fault
from policy.money import fen, rate
from policy.workdays import SHANGHAI

NOT_STATED = "not_stated"
# Unquoted words that stand for themselves in examples.
PLAIN = {"true": True, "false": False, "null": None, "~": None, "": None}

Node = yaml.nodes.Node


class Reading:
    """Reads one file: faults pile up, and `lines` remembers where each place stands."""

    def __init__(self, file: str):
        self.file = file
        self.faults: list[Fault] = []
        self.lines: dict[str, int] = {}
        # Types of the facts that conditions may test: name → (type, ids of choices).
        self.facts: dict[str, tuple[str, tuple[str, ...]]] = {}

    def fault(self, place: str, node: Node | None, problem: str, remedy: str) -> None:
        line = node.start_mark.line + 1 if node is not None else self.line(place)
        self.faults.append(Fault(file=self.file, line=line, place=place, problem=problem, remedy=remedy))

    def line(self, place: str) -> int:
        """The line of a place, or of the nearest block around it."""
        while place and place not in self.lines:
            place = re.sub(r"(\.[^.\[]+|\[\d+\])$", "", place) if re.search(r"[.\[]", place) else ""
        return self.lines.get(place, 0)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A plain value: `read` turns its text into the value or raises ValueError with the remedy."""

    schema: Mapping[str, Any]
    read: Callable[[str], Any]
    expects: str

    def of(self, node: Node, place: str, reading: Reading) -> Any:
        if isinstance(node, yaml.ScalarNode):
            try:
                return self.read(node.value)
            except ValueError:
                pass
        shown = repr(node.value)[:60] if isinstance(node, yaml.ScalarNode) else "一组内容"
        reading.fault(place, node, f"{shown} 不合要求", f"应为{self.expects}")
        return None


@dataclass(frozen=True, slots=True)
class Stated:
    """A value, or `not_stated` written out, which reads as None."""

    shape: Shape

    def of(self, node: Node, place: str, reading: Reading) -> Any:
        if isinstance(node, yaml.ScalarNode) and node.value == NOT_STATED:
            return None
        return self.shape.of(node, place, reading)


@dataclass(frozen=True, slots=True)
class Many:
    """A list; `least` is how many items it needs."""

    shape: Shape
    least: int = 0

    def of(self, node: Node, place: str, reading: Reading) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            reading.fault(place, node, "不是列表", "每项以 - 开头")
            return ()
        if len(node.value) < self.least:
            reading.fault(place, node, f"只有 {len(node.value)} 项", f"至少 {self.least} 项")
        return tuple(self.shape.of(item, f"{place}[{n}]", reading) for n, item in enumerate(node.value))


@dataclass(frozen=True, slots=True)
class Block:
    """A closed mapping: unknown and duplicate keys are faults; a key ending in `?` may be left out."""

    keys: Mapping[str, Shape]

    def of(self, node: Node, place: str, reading: Reading) -> Any:
        if not isinstance(node, yaml.MappingNode):
            reading.fault(place, node, "不是键值块", f"应有 {'、'.join(self.names())}")
            return {}
        found: dict[str, Any] = {}
        names = self.names()
        for key_node, value_node in node.value:
            key = str(key_node.value)
            inner = f"{place}.{key}" if place else key
            shape = self.keys.get(key) or self.keys.get(f"{key}?")
            if shape is None:
                near = get_close_matches(key, names, 1)
                remedy = f"是否想写 {near[0]}" if near else f"可用的键：{'、'.join(names)}"
                reading.fault(place, key_node, f"没有键 {key!r}", remedy)
            elif key in found:
                reading.fault(inner, key_node, f"键 {key!r} 重复", "只保留一处")
            else:
                reading.lines[inner] = key_node.start_mark.line + 1
                found[key] = shape.of(value_node, inner, reading)
        for key in self.keys:
            if not key.endswith("?") and key not in found:
                hint = f"没有规定时写 {key}: {NOT_STATED}" if isinstance(self.keys[key], Stated) else "请补上"
                reading.fault(place, node, f"缺少 {key}", hint)
                found[key] = None
        return found

    def names(self) -> list[str]:
        return [key.removesuffix("?") for key in self.keys]


@dataclass(frozen=True, slots=True)
class Loose:
    """Plain JSON-like content that is checked later (examples)."""

    def of(self, node: Node, place: str, reading: Reading) -> Any:
        if isinstance(node, yaml.MappingNode):
            found: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key = str(key_node.value)
                if key in found:
                    reading.fault(f"{place}.{key}", key_node, f"键 {key!r} 重复", "只保留一处")
                reading.lines[f"{place}.{key}"] = key_node.start_mark.line + 1
                found[key] = self.of(value_node, f"{place}.{key}", reading)
            return found
        if isinstance(node, yaml.SequenceNode):
            return [self.of(item, f"{place}[{n}]", reading) for n, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        if not node.style and node.value in PLAIN:
            return PLAIN[node.value]
        is_number = not node.style and re.fullmatch(r"[0-9]{1,9}", node.value)
        return int(node.value) if is_number else str(node.value)


class When:
    """A condition: {all: […]}, {any: […]}, {not: …} or {fact: NAME, OP: …} with a single test."""

    COMBINED = ("all", "any", "not")

    def of(self, node: Node, place: str, reading: Reading) -> Condition:
        nothing: Condition = AllOf(())
        if not isinstance(node, yaml.MappingNode) or not node.value:
            reading.fault(place, node, "不是条件", "写成 {fact: 名称, is: true}，或 all / any / not")
            return nothing
        entries = {str(key.value): (key, value) for key, value in node.value}
        if len(entries) < len(node.value):
            reading.fault(place, node, "条件里有重复的键", "每个键只写一次")
        if "fact" in entries:
            return self._test(node, entries, place, reading)
        (name, (key_node, value)), *more = entries.items()
        if more or name not in self.COMBINED:
            reading.fault(
                place, key_node, f"不认识的条件 {'、'.join(entries)}", "只能是 all、any、not 或单个 fact 测试"
            )
            return nothing
        inner = f"{place}.{name}"
        reading.lines[inner] = key_node.start_mark.line + 1
        if name == "not":
            return Not(self.of(value, inner, reading))
        parts = Many(self, 1).of(value, inner, reading)
        return AllOf(parts) if name == "all" else AnyOf(parts)

    def _test(
        self, node: Node, entries: dict[str, tuple[Node, Node]], place: str, reading: Reading
    ) -> Condition:
        name = str(entries["fact"][1].value)
        kind = reading.facts.get(name)
        if kind is None:
            near = get_close_matches(name, reading.facts, 1)
            remedy = f"是否想写 {near[0]!r}" if near else "先在 facts 中列出它"
            reading.fault(place, entries["fact"][1], f"没有事实 {name!r}", remedy)
            return AllOf(())
        ops = [op for op in entries if op != "fact"]
        if len(ops) != 1 or ops[0] not in OPS_OF_TYPE[kind[0]]:
            allowed = "、".join(OPS_OF_TYPE[kind[0]])
            reading.fault(
                place,
                node,
                f"{name} 的测试 {'、'.join(ops) or '为空'} 不合要求",
                f"{kind[0]} 类用一个：{allowed}",
            )
            return AllOf(())
        op = ops[0]
        operand = self._operand(op, kind, entries[op][1], f"{place}.{op}", reading)
        return Test(name, op, operand)

    def _operand(
        self, op: str, kind: tuple[str, tuple[str, ...]], node: Node, place: str, reading: Reading
    ) -> Any:
        type_, choices = kind
        if op == "within_last":
            return (Block({"years": COUNT}).of(node, place, reading) or {}).get("years") or 1
        if op == "within":
            areas = node if isinstance(node, yaml.SequenceNode) else None
            return Many(REGION, 1).of(areas, place, reading) if areas else (REGION.of(node, place, reading),)
        if op in ("in", "has"):
            found = Many(one_of(*choices), 1).of(node, place, reading)
            return frozenset(found)
        single: Shape = {"bool": YES_NO, "date": DAY, "money": MONEY, "integer": WHOLE}.get(type_) or one_of(
            *choices
        )
        if op == "between":
            low, high = (*Many(single, 2).of(node, place, reading), None, None)[:2]
            if low is not None and high is not None and low > high:
                reading.fault(place, node, "下限大于上限", "前小后大")
            return low, high
        value = single.of(node, place, reading)
        return value if value is not None else False


Shape = Scalar | Stated | Many | Block | Loose | When


def one_of(*values: str) -> Scalar:
    """A scalar from a closed list."""

    def read(text: str) -> str:
        if text not in values:
            raise ValueError(text)
        return text

    return Scalar({"enum": list(values)}, read, "、".join(values) + " 之一")


def _matching(pattern: str, expects: str) -> Scalar:
    compiled = re.compile(pattern)

    def read(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(text)
        return text

    return Scalar({"type": "string", "pattern": f"^{pattern}$"}, read, expects)


def _whole(low: int, high: int) -> Scalar:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", text) or not low <= int(text) <= high:
            raise ValueError(text)
        return int(text)

    return Scalar({"type": "integer", "minimum": low, "maximum": high}, read, f" {low} 到 {high} 的整数")


def _yes_no(text: str) -> bool:
    return {"true": True, "false": False}[text] if text in ("true", "false") else _refuse(text)


def _refuse(text: str) -> Any:
    raise ValueError(text)


def _moment(text: str) -> date | datetime:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", text):
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    raise ValueError(text)


def _area(text: str) -> str:
    from policy.divisions import division

    return text if division(text) else _refuse(text)


_DAY = r"\d{4}-\d\d-\d\d"
TEXT = _matching(r"(?s)\s*\S.*", "一段文字")
ID = _matching(r"[a-z][a-z0-9_]{0,47}", "小写英文标识，如 fee_paid")
EDITION_ID = _matching(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", "如 qingdao-2024 的标识")
CLAUSE = _matching(r"\S{1,40}", "条款路径，如 一(一)3")
YES_NO = Scalar({"type": "boolean"}, _yes_no, " true 或 false")
DAY = Scalar(
    {"type": "string", "pattern": f"^{_DAY}$"},
    lambda t: date.fromisoformat(t) if re.fullmatch(_DAY, t) else _refuse(t),
    "日期，如 2024-06-30",
)
MOMENT = Scalar(
    {"type": "string", "pattern": f"^{_DAY}(T\\d\\d:\\d\\d(:\\d\\d)?)?$"},
    _moment,
    "日期或时刻，如 2024-06-30T17:00",
)
MONEY = Scalar({"type": "string", "pattern": r"^\d+(\.\d\d)?$"}, fen, '以元为单位的金额，如 "200000.00"')
RATE = Scalar({"type": "string", "pattern": r"^\d+(\.\d+)?%$"}, rate, "百分比，如 50%")
COUNT = _whole(1, 10_000)
WHOLE = _whole(0, 10**9)
YEAR = _whole(2000, 2100)
REGION = Scalar({"type": "string", "pattern": r"^\d{6}$|^\d{4}Z\d$"}, _area, "行政区划代码，如 370200")
