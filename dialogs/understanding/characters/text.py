"""A message brought to one form before anything is recognised in it."""

import re
import unicodedata
from functools import cache
from typing import Any, NamedTuple

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.characters.spellings import is_odd, respelt

LIMIT = 2_000
"""Characters of a message that are read."""


class Clean(NamedTuple):
    """A message in simplified script, half-width and lower case, with single spaces.

    Line breaks are kept as one ``\\n``, because they part clauses.
    """

    text: str
    cut: bool = False
    """Whether something beyond the limit was left unread."""
    traditional: bool = False
    """Whether it was written in traditional characters."""


def clean(text: str) -> Clean:
    """The message in one form; never raises, whatever the string holds.

    Circled and superscript digits become digits standing apart, so that ②20万 is not 220,000.
    """
    if (plain := _ordinary(text)) is not None:
        return Clean(text=plain)
    cut = len(text) > LIMIT and bool(text[LIMIT:].strip())
    text = _UNSEEN.sub("", text[:LIMIT])
    if not text.isascii():
        text = _ODD.sub(_plain, text)
        text = unicodedata.normalize("NFKC", _narrow(text))
    text = text.lower()
    traditional = False
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        if "(" in text:
            text = _GLOSS.sub("", text)
        if _maybe_traditional(text):
            simplified: str = _converter().convert(text)
            traditional = simplified != text
            text = simplified
    lines = (" ".join(line.split()) for line in text.splitlines())
    text = respelt("\n".join(line for line in lines if line))
    cut = cut or len(text) > LIMIT
    return Clean(text=_up_to_limit(text) if cut else text, cut=cut, traditional=traditional)


def _ordinary(text: str) -> str | None:
    """What most messages are in one form; nothing where it takes more than spaces and wide punctuation."""
    if len(text) > LIMIT or not _ORDINARY.fullmatch(text):
        return None
    text = " ".join(_narrow(text).lower().split())
    if len(text) > LIMIT or _maybe_traditional(text):
        return None
    return respelt(text) if is_odd(text) else text


def head(text: str) -> str:
    """The part of an already clean text that is read: all of it, unless it is over the limit."""
    return text if len(text) <= LIMIT else _up_to_limit(text)


# Control characters but white space, marks without width, direction marks, variation selectors,
# the keycap frame, tags, and lone surrogates, which no encoder accepts.
_UNSEEN = Pattern(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]+"
)
# Digits in rings, brackets and raised, fractions, and the radicals PDF readers put for characters.
_ODD = Pattern(
    "[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2079\u2080-\u2089\u2150-\u215e\u2460-\u249b\u24ea-\u24ff"
    "\u2776-\u2793\u2e80-\u2eff\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf\u25cb\U0001f51f]"
)
_RADICALS = dict(
    zip(
        "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰",
        "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙",
        strict=True,
    )
)
# Chinese keyboards give a full-width comma between half-width digits both in lists and in thousands;
# the space keeps the difference visible.
_LIST_COMMA = Pattern("(?<=[0-9])，(?=[0-9])")
# Neither another form, nor white space but the space, nor a bracket that may hold a gloss.
_ORDINARY = Pattern("[0-9A-Za-z一-鿿，。、？！：；“”,.?!:;%+/ -]*")
_WIDE = tuple(zip("，？！：；（）", ",?!:;()", strict=True))
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_GLOSS = Pattern(
    rf"(?<=[\u3400-\u9fff])\s?\(\s?(?:[a-zɡü]{{0,4}}(?:[{_TONES}][a-zɡü' ]{{0,6}}){{1,6}}"
    rf"|men|me|ge|de|le|zhe|ne|zi|tou)\s?\)"
)
_HAN = Pattern("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
# The forms OpenCC simplifies although the simplified standard set GB 2312 holds them too.
_BOTH_SETS = Pattern("[乾吒夥後徵拚捱摺於榘菸薹袷醣麴麽]")
_BOUNDARIES = " \n,，。;；:!?、"
_TORN = Pattern("[0-9.零〇一二三四五六七八九十百千万亿两半年月]+$")


def _narrow(text: str) -> str:
    if text.isalnum():
        return text
    if "，" in text:
        text = _LIST_COMMA.sub(", ", text)
    for wide, narrow in _WIDE:  # five times as fast as normalising for these alone
        text = text.replace(wide, narrow)
    return text


def _plain(match: re.Match[str]) -> str:
    character = match.group()
    if character == "\u25cb":
        return "〇"
    if character in _RADICALS:
        return _RADICALS[character]
    if character == "\U0001f51f":
        return " 10 "
    value = unicodedata.numeric(character, None)
    if value is None:
        return character
    return f" {int(value)} " if value == int(value) else f" {unicodedata.normalize('NFKC', character)} "


def _maybe_traditional(text: str) -> bool:
    if _BOTH_SETS.search(text):
        return True
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        try:
            "".join(_HAN.findall(text)).encode("gb2312")
        except UnicodeEncodeError:
            return True
    return False


@cache
def _converter() -> Any:
    # Costs some 20 ms, which messages in simplified script need not pay.
    from opencc import OpenCC

    return OpenCC("t2s")


def _up_to_limit(text: str) -> str:
    """The text up to the last whole clause: half a number would be a wrong number."""
    text = text[:LIMIT]
    last = max(text.rfind(mark) for mark in _BOUNDARIES)
    return text[:last].rstrip() if last > LIMIT - 200 else _TORN.sub("", text)
