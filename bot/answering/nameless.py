"""Nameless: what was not understood, without the persons and firms that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable

GAP = "…"
_HAN = "[\u3400-\u4dbf\u4e00-\u9fff·]"
# Addresses, accounts, credit codes and numbers: a run of letters and digits with a digit or an @ in it.
_MARK = re.compile(r"(?=[0-9A-Za-z._-]*[0-9@])[0-9A-Za-z@._-]{6,}", re.ASCII)
_FIRM = re.compile(
    r"[\w（）()·]{2,40}?(有限责任公司|股份有限公司|有限公司|合伙企业|事务所|合作社|经营部|工作室|商行)"
)
_CALLED = re.compile(
    rf"(我叫|名叫|姓名|联系人|经办人|法定代表人|法人代表|法人)(是|为|叫|[:：])?\s*{_HAN}{{2,4}}"
)
_TITLED = re.compile(rf"{_HAN}{{1,3}}(先生|女士|小姐)")


def nameless(text: str, names: Iterable[str]) -> str:
    """The text with a gap in place of each name; `names` are those known of whoever said it."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, GAP)
    text = _MARK.sub(GAP, text)
    text = _FIRM.sub(rf"{GAP}\1", text)
    text = _CALLED.sub(rf"\1\2{GAP}", text)
    return _TITLED.sub(rf"{GAP}\1", text)
