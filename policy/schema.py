"""Schema: the layout of an edition file as JSON Schema (draft 2020-12), for editors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policy.conditions import OPS_OF_TYPE
from policy.layout import EDITION
from policy.notes import note
from policy.shapes import COUNT, ID, NOT_STATED, REGION, TEXT, Block, Loose, Many, Scalar, Shape, Stated, When

CONDITION = "#/$defs/condition"


def schema() -> dict[str, Any]:
    """The whole schema; names and numbers that depend on other blocks are left to `policy check`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "券小助 版本文件",
        **_of(EDITION, ""),
        "$defs": {"condition": _condition()},
    }


def _of(shape: Shape, path: str) -> dict[str, Any]:
    match shape:
        case Scalar():
            # The pattern of a text has a flag that the regular expressions of JSON Schema lack.
            return {"type": "string", "pattern": r"\S"} if shape is TEXT else dict(shape.schema)
        case Stated(shape=inner):
            return {"anyOf": [{"const": NOT_STATED}, _of(inner, path)]}
        case Many(shape=inner, least=least):
            return {"type": "array", "items": _of(inner, path), **({"minItems": least} if least else {})}
        case Block(keys=keys):
            return _block(keys, path)
        case When():
            return {"$ref": CONDITION}
        case Loose():
            return {"type": "object"}


def _block(keys: Mapping[str, Shape], path: str) -> dict[str, Any]:
    properties = {}
    for key, shape in keys.items():
        name = key.removesuffix("?")
        inner = f"{path}.{name}" if path else name
        properties[name] = {"description": note(inner), **_of(shape, inner)}
    required = [key for key in keys if not key.endswith("?")]
    return {
        "type": "object",
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _condition() -> dict[str, Any]:
    part = {"$ref": CONDITION}
    parts = {"type": "array", "items": part, "minItems": 1}
    return {
        "oneOf": [
            *(_only({name: shape}) for name, shape in (("all", parts), ("any", parts), ("not", part))),
            *(_only({"fact": _of(ID, ""), op: _operand(op)}) for op in _ops()),
        ]
    }


def _only(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _ops() -> list[str]:
    return list(dict.fromkeys(op for ops in OPS_OF_TYPE.values() for op in ops))


def _operand(op: str) -> dict[str, Any]:
    single: dict[str, Any] = {"type": ["string", "integer"]}
    region = _of(REGION, "")
    match op:
        case "is":
            return {"type": ["boolean", "string"]}
        case "in" | "has":
            return {"type": "array", "items": {"type": "string"}, "minItems": 1}
        case "between":
            return {"type": "array", "items": single, "minItems": 2, "maxItems": 2}
        case "within":
            return {"anyOf": [region, {"type": "array", "items": region, "minItems": 1}]}
        case "within_last":
            return _only({"years": _of(COUNT, "")})
        case _:
            return single
