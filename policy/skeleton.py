"""Skeleton: an edition file to fill, made from the layout, with what to write beside every key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from policy.conditions import OPS_OF_TYPE
from policy.layout import EDITION
from policy.loading import shared_facts
from policy.notes import note
from policy.shapes import (
    CLAUSE,
    EDITION_ID,
    NOT_STATED,
    TEXT,
    Block,
    Loose,
    Many,
    Scalar,
    Shape,
    Stated,
    When,
)

# May be left out by the layout, yet most authors need them.
USUAL = {
    *(f"facts.{key}" for key in ("name", "scope", "type", "label", "question")),
    "estimate.rates.rate",
    "examples.at",
    "examples.given",
}
HEAD = """\
# 版本文件的骨架：补上冒号后面空着的内容，以 # 开头的行按需要去掉 #。
# 写好后依次运行 quanzhu policy check FILE 和 quanzhu policy verify --sources DIR。
# 通知没有写明的一律写 not_stated，不留空，也不推测。金额、区划代码、电话写在引号里。
"""
PADDING = "  "
OPS = dict.fromkeys(op for ops in OPS_OF_TYPE.values() for op in ops)
TEST = ("fact:  # facts 里的 name", f"is:  # 按事实的类型换成 {'、'.join(OPS)} 之一")


def skeleton(edition_id: str) -> str:
    """The file to begin with; raises ValueError naming the form of an id where this is none."""
    try:
        EDITION_ID.read(edition_id)
    except ValueError:
        raise ValueError(f"应为{EDITION_ID.expects}") from None
    lines = []
    for key, shape in EDITION.keys.items():
        spaced = isinstance(shape, Many | Block)
        lines += ["", *_key(key, shape, ""), ""] if spaced else _key(key, shape, "")
    lines[lines.index(_empty("id", EDITION_ID))] = f"id: {edition_id}"
    return HEAD + re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _empty(path: str, shape: Shape) -> str:
    return f"{path.rpartition('.')[2]}:  # {_remark(path, shape)}"


def _remark(path: str, shape: Shape) -> str:
    match shape:
        case Scalar(expects=expects):
            listed = all(str(value) in note(path) for value in shape.schema.get("enum", ()))
            told = shape in (TEXT, CLAUSE) or ("enum" in shape.schema and listed)
            return note(path) if told else f"{note(path)}；{expects.strip()}"
        case Stated(shape=Scalar() as inner):
            return f"{_remark(path, inner)}；没有写明就保持 {NOT_STATED}"
        case Many(shape=Scalar() as inner):
            return f"{_remark(path, inner)}；写成 [甲, 乙]"
        case _:
            return note(path)


def _key(key: str, shape: Shape, above: str) -> list[str]:
    """The lines of one key; those of a key that may be left out are comments."""
    name = key.removesuffix("?")
    path = f"{above}.{name}" if above else name
    lines = _value(path, shape)
    return lines if name == key or path in USUAL else _commented(lines)


def _value(path: str, shape: Shape) -> list[str]:
    name = path.rpartition(".")[2]
    empty = _empty(path, shape)
    match shape:
        case Stated(shape=inner):
            line = empty.replace(":", f": {NOT_STATED}", 1)
            return [line] if isinstance(inner, Scalar) else [line, *_commented(_value(path, inner))]
        case Many(shape=Block() as inner, least=least):
            item = [empty, *_listed(path), *_item(inner, path)]
            return item if least else [empty.replace(":", ": []", 1), *_commented(item)]
        case Many(least=0):
            return [empty.replace(":", ": []", 1)]
        case Block(keys=keys):
            return [empty, *_indented(line for k, s in keys.items() for line in _key(k, s, path))]
        case When():
            return [empty, *_indented(TEST)]
        case Loose():
            return [f"{name}: {{}}  # {note(path)}"]
        case _:
            return [empty]


def _item(block: Block, path: str) -> list[str]:
    """One item of a list: what must be filled first, because a comment cannot carry the dash."""
    keys: Mapping[str, Shape] = block.keys
    each = sorted((_key(k, s, path) for k, s in keys.items()), key=lambda lines: lines[0].startswith("#"))
    first, *rest = (line for lines in each for line in lines)
    return [f"{PADDING}- {first}", *_indented(_indented(rest))]


def _listed(path: str) -> list[str]:
    """The shared facts, where facts are listed."""
    if path != "facts":
        return []
    shared = [f"- use: {fact.name}  # 公用：{fact.label}" for fact in shared_facts().values()]
    return _indented(_commented(shared))


def _indented(lines: Iterable[str]) -> list[str]:
    return [PADDING + line for line in lines]


def _commented(lines: list[str]) -> list[str]:
    return [f"# {line}" for line in lines]
