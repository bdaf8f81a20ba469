"""JSON text: read strictly, every mistake with its line and column; written so that no terminal is steered by it."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.bad_input import BadInput, cut, visible_json

LARGEST = 1 << 20
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|-?Infinity|NaN|[{}\[\],]', re.DOTALL)


def read_json(content: bytes, place: str) -> Any:
    """The value of a text in UTF-8; anything but strict JSON without repeated keys is BadInput."""
    if len(content) > LARGEST:
        raise BadInput(place, f"超过 {LARGEST} 字节", "只给出要用到的事实")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(place, f"第 {error.start + 1} 个字节起不是 UTF-8", "以 UTF-8 保存") from None
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        near = f"在 {text[error.pos : error.pos + 20]!r} 处" if error.pos < len(text) else "到结尾处"
        raise BadInput(f"{place} {where}", f"{near}不是合法的 JSON（{error.msg}）", "改正这一处") from None
    except RecursionError:
        raise BadInput(place, "嵌套过深", '写成 {"enterprise": {…}, "services": [{…}]}') from None
    except ValueError:
        raise BadInput(place, "有一个整数过长", '金额写成字符串，如 "300000.00"') from None
    _refuse_loose(text, place)
    return value


def json_text(value: Any, *, indent: int | None = 2) -> str:
    """A value as JSON, Chinese left readable."""
    return visible_json(json.dumps(value, ensure_ascii=False, indent=indent))


def _refuse_loose(text: str, place: str) -> None:
    """Refuses what `json` lets pass in an otherwise valid text: repeated keys, NaN and Infinity."""
    # The keys of each object that is open, None for a list.
    open_keys: list[set[str] | None] = []
    key_follows = False
    for token in _TOKEN.finditer(text):
        match token.group():
            case "{":
                open_keys.append(set())
                key_follows = True
            case "[":
                open_keys.append(None)
                key_follows = False
            case "}" | "]":
                open_keys.pop()
                key_follows = False
            case ",":
                key_follows = open_keys[-1] is not None
            case string if string.startswith('"'):
                keys = open_keys[-1] if open_keys else None
                if key_follows and keys is not None:
                    key = json.loads(string)
                    if key in keys:
                        raise BadInput(
                            _where(text, token.start(), place), f"键 {cut(key, 60)!r} 重复", "只保留一处"
                        )
                    keys.add(key)
                key_follows = False
            case number:
                raise BadInput(
                    _where(text, token.start(), place), f"{number} 不是 JSON 的数", "写出数值，或去掉这一项"
                )


def _where(text: str, position: int, place: str) -> str:
    line_start = text.rfind("\n", 0, position) + 1
    return f"{place} 第 {text.count(chr(10), 0, position) + 1} 行第 {position - line_start + 1} 列"
