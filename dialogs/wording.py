"""Wording: every sentence comes from a template; values are written here, exactly and in one way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from policy.edition import Edition
from policy.facts import Fact
from policy.money import spoken
from policy.phrases import ACTORS as ACTORS
from policy.values import Value
from policy.workdays import SHANGHAI

TEMPLATES = Path(__file__).parent / "templates"
CONTROL_FREE = dict.fromkeys([*range(32), 127, *range(128, 160)])


@cache
def environment() -> Environment:
    """The templates, made once; plain text, so nothing is escaped as HTML."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    found.filters.update(money=spoken, span=span, day=day, echo=echo)
    return found


def said(template: str, block: str, /, **values: Any) -> str:
    """The text of one block of a template, without blank lines."""
    lines = [line.strip() for line in _block(template, block)(**values).splitlines()]
    return "\n".join([line for line in lines if line])


@cache
def _block(template: str, block: str) -> Callable[..., str]:
    found: Callable[..., str] = getattr(environment().get_template(template).module, block)
    return found


def span(low: int, high: int | None) -> str:
    """An interval of money: `9 万元`, `3 万元至 5 万元`, `3 万元以上`."""
    if high is None:
        return f"{spoken(low)}以上"
    return spoken(high) if low == high else f"{spoken(low)}至 {spoken(high)}"


def day(moment: date | datetime | None) -> str:
    """`2024-06-30 17:00` for a moment, `2024-12-31` for a day."""
    if moment is None:
        return "未写明"
    if isinstance(moment, datetime):
        local = moment.astimezone(SHANGHAI)
        return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")
    return moment.isoformat()


def cite(edition: Edition, *clauses: str | None) -> str:
    """`（青岛市 2024 年度通知 一(一)1、三）`."""
    seen = dict.fromkeys(clause for clause in clauses if clause)
    return f"（{edition.cite} {'、'.join(seen)}）" if seen else f"（{edition.cite}）"


def cited_by(edition: Edition, clause: str) -> str:
    """A clause as an edition cites it, without brackets; one of another document names that itself."""
    return clause if " " in clause else f"{edition.cite} {clause}"


def echo(text: str, limit: int = 20) -> str:
    """A user's own words, cut and without control characters."""
    plain = " ".join(text.translate(CONTROL_FREE).split())
    plain = plain.encode("utf-8", "ignore").decode()
    return plain if len(plain) <= limit else plain[:limit] + "…"


def answer(fact: Fact, value: Value | None) -> str:
    """A fact's value as it is said back."""
    if value is None:
        return "不清楚"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if fact.type == "money" and isinstance(value, int):
        return spoken(value)
    if fact.type == "region":
        return place(fact, str(value))
    if isinstance(value, frozenset):
        return "、".join(fact.choice_label(v) for v in sorted(value)) or "都没有"
    return fact.choice_label(value) if isinstance(value, str) else str(value)


def place(fact: Fact, code: str) -> str:
    """A region value in words."""
    from policy.divisions import division

    offered = next((c.label for c in fact.choices if c.id == code), None)
    if offered is not None:
        return offered
    if code.startswith("!"):
        names = [d.name for part in code[1:].split(",") if (d := division(part))]
        return f"{'、'.join(names)}以外"
    found = division(code)
    return found.full_name if found else code
