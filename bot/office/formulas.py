"""Formulas: cells that a spreadsheet would run, made to be read as the text that they are."""

from __future__ import annotations

import re

# What a spreadsheet takes as the begin of a formula, its full-width and small forms, and what may stand before it.
STARTS = "=+-@＝＋－＠﹦﹢﹣﹫"
_UNSEEN = "\u200b-\u200f\u2060\ufeff\u00ad"
# Apostrophes in front are counted in, so that the mark can be told from one that was there before.
_RUNS = re.compile(rf"'*(?:[\s{_UNSEEN}]*[{re.escape(STARTS)}]|[\t\r\n])")
MARK = "'"


def neutralised(text: str) -> str:
    """The text of a cell with an apostrophe in front where a spreadsheet might run it."""
    return MARK + text if _RUNS.match(text) else text


def plain(text: str) -> str:
    """The text that `neutralised` was given."""
    return text[1:] if text.startswith(MARK) and _RUNS.match(text, 1) else text
