"""Loading: an edition file read, checked and turned into an Edition, or refused with all its faults."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from policy.assembly import assembled, check_names
from policy.compiled import Compiled, Unsound, compiled
from policy.facts import BadValue, Choice, Fact, read_value
from policy.faults import Fault, Faulty
from policy.layout import EDITION, SHARED_FACTS
from policy.shapes import Reading as FileReading

HERE = Path(__file__).parent
SHIPPED = HERE / "editions"
MAX_FILE = 1 << 20

Node = yaml.nodes.Node


def loaded(path: Path) -> Compiled:
    """The compiled edition of one file; raises Faulty with every fault of the file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Faulty([_whole(path.name, f"无法读取（{error.strerror}）", "检查路径与权限")]) from None
    return read(content, path.name)


def read(content: bytes, file: str) -> Compiled:
    """The compiled edition of a file's content; raises Faulty with every fault."""
    reading = FileReading(file)
    root = _composed(content, file)
    shared = shared_facts()
    facts = _facts(root, reading, shared)
    reading.facts = {f.name: (f.type, tuple(c.id for c in f.choices)) for f in facts.values()}
    tree = EDITION.of(root, "", reading)
    check_names(tree, facts, shared, reading)
    if reading.faults:
        raise Faulty(reading.faults)
    edition = assembled(tree, facts, reading)
    edition = replace(edition, digest=hashlib.sha256(content).hexdigest())
    if reading.faults:
        raise Faulty(reading.faults)
    try:
        return compiled(edition)
    except Unsound as error:
        for place, problem, remedy in error.faults:
            reading.fault(place, None, problem, remedy)
        raise Faulty(reading.faults) from None


@cache
def shared_facts() -> dict[str, Fact]:
    """The facts every edition may `use`; their wording may be replaced there."""
    path = HERE / "facts.yaml"
    reading = FileReading(path.name)
    root = _composed(path.read_bytes(), path.name)
    facts = _facts(root, reading, {})
    SHARED_FACTS.of(root, "", reading)
    if reading.faults:
        raise Faulty(reading.faults)
    return facts


class _Loader(CParser):
    """libyaml's parser with every scalar left as text: the shapes say what it means, in a third of the time."""

    def resolve(self, kind: type, value: str | None, implicit: object) -> str:
        return "tag:yaml.org,2002:str"

    def descend_resolver(self, parent: object, index: object) -> None:
        """Nothing is resolved."""

    def ascend_resolver(self) -> None:
        """Nothing is resolved."""


def _whole(file: str, problem: str, remedy: str) -> Fault:
    return Fault(file=file, line=0, place="", problem=problem, remedy=remedy)


def _composed(content: bytes, file: str) -> Node:
    if len(content) > MAX_FILE:
        raise Faulty([_whole(file, f"文件 {len(content)} 字节", f"不超过 {MAX_FILE} 字节")])
    try:
        root = _Loader(content.decode("utf-8")).get_single_node()
    except UnicodeDecodeError:
        raise Faulty([_whole(file, "不是 UTF-8 文本", "以 UTF-8 保存")]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        problem = f"YAML 写法有误（{getattr(error, 'problem', None) or error}）"
        raise Faulty(
            [Fault(file=file, line=line, place="", problem=problem, remedy="检查缩进、冒号和引号")]
        ) from None
    except RecursionError:
        raise Faulty([_whole(file, "嵌套过深", "减少嵌套层数")]) from None
    if not isinstance(root, yaml.MappingNode):
        raise Faulty([_whole(file, "文件是空的或不是键值块", "用 quanzhu policy new 生成骨架")])
    return root


def _facts(root: Node, reading: FileReading, shared: dict[str, Fact]) -> dict[str, Fact]:
    """The facts of a file without their conditions, which may name each other."""
    found: dict[str, Fact] = {}
    listed = next((v for k, v in root.value if k.value == "facts"), None)
    if not isinstance(listed, yaml.SequenceNode):
        return found
    quiet = FileReading(reading.file)
    for n, item in enumerate(listed.value):
        entry: dict[str, Any] = {}
        if isinstance(item, yaml.MappingNode):
            from policy.layout import FACT

            for key, value in item.value:
                shape = FACT.get(f"{key.value}?")
                if shape is not None and key.value != "applies_if":
                    entry[str(key.value)] = shape.of(value, "", quiet)
        fact = _fact(entry, f"facts[{n}]", item, reading, shared)
        if fact is not None:
            if fact.name in found:
                reading.fault(f"facts[{n}]", item, f"事实 {fact.name!r} 重复", "只保留一处")
            found[fact.name] = fact
    return found


def _fact(
    entry: dict[str, Any], place: str, node: Node, reading: FileReading, shared: dict[str, Fact]
) -> Fact | None:
    entry = {key: value for key, value in entry.items() if value is not None}
    choices = tuple(Choice(**c) for c in entry.pop("choices", ()) if c.get("id") and c.get("label"))
    if "use" in entry:
        name = entry.pop("use")
        base = shared.get(name)
        if base is None:
            reading.fault(place, node, f"公用事实里没有 {name!r}", f"可用：{'、'.join(shared)}")
            return None
        fact = replace(base, **entry, choices=choices or base.choices)
    else:
        missing = [key for key in ("name", "scope", "type", "label", "question") if key not in entry]
        if missing:
            reading.fault(place, node, f"缺少 {'、'.join(missing)}", "补上，或用 use 引用公用事实")
            return None
        fact = Fact(**entry, choices=choices)
    unknown = [i for i in fact.offer if all(c.id != i for c in fact.choices)]
    if unknown:
        reading.fault(place, node, f"没有选项 {'、'.join(unknown)}", "offer 只能列 choices 里的 id")
    if fact.type in ("choice", "set") and len(fact.choices) < 2:
        reading.fault(place, node, "选项不足两个", "补上 choices")
    if fact.type == "region":
        for choice in fact.choices:
            try:
                read_value(fact, choice.id)
            except BadValue as error:
                reading.fault(place, node, str(error), "choices 的 id 写区划代码")
    return fact
