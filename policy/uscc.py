"""USCC: the unified social credit code of 18 characters; public, so it never proves who somebody is."""

from __future__ import annotations

LENGTH = 18
# Letters that GB 32100-2015 leaves out as they look like others, with what is mostly meant.
LOOKALIKES = {"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U"}
OLD_LENGTH = 15


class BadUscc(ValueError):
    """A code that cannot be one; the text says what is wrong and how to write it."""


def uscc(text: str) -> str:
    """The code without spaces and dashes, in upper case; raises BadUscc."""
    from stdnum.cn import uscc as standard
    from stdnum.exceptions import InvalidChecksum, ValidationError

    code = standard.compact(text)
    if problems := [*_of_length(code), *_of_characters(code)]:
        raise BadUscc("；".join(problems))
    if code.startswith("0"):
        raise BadUscc("第 1 位不会是 0，请对照营业执照重写")
    try:
        return standard.validate(code)
    except InvalidChecksum:
        raise BadUscc("校验位不对，多半有一位写错了，请对照营业执照逐位核对") from None
    except ValidationError:
        raise BadUscc("前 8 位应当都是数字，请对照营业执照重写") from None


def division(code: str) -> str:
    """Six digits of the place whose office registered the enterprise; they stay when it moves."""
    return code[2:8]


def _of_length(code: str) -> list[str]:
    if len(code) == LENGTH:
        return []
    old = f"，{OLD_LENGTH} 位的是旧注册号" if len(code) == OLD_LENGTH and code.isdigit() else ""
    return [f"有 {len(code)} 位，应为 {LENGTH} 位{old}，请对照营业执照重写"]


def _of_characters(code: str) -> list[str]:
    problems = []
    if mistaken := [letter for letter in LOOKALIKES if letter in code]:
        meant = "、".join(f"{letter} 多半是 {LOOKALIKES[letter]}" for letter in mistaken)
        problems.append(f"含字母 {'、'.join(mistaken)}，代码里没有 I、O、Z、S、V，{meant}")
    if any(not (character.isascii() and character.isalnum()) for character in code):
        problems.append("只能有数字和大写字母")
    return problems
