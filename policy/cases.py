"""Case as JSON: facts of an enterprise and its services, read with every fault named."""

from __future__ import annotations

from typing import Any

from policy.compiled import Compiled
from policy.derived import sized
from policy.facts import BadValue, read_value
from policy.standing import Case
from policy.values import Facts, Value


class BadCase(ValueError):
    """A case that cannot be read; `faults` are (place, value and remedy)."""

    def __init__(self, faults: list[tuple[str, str]]):
        super().__init__("\n".join(f"{place}: {problem}" for place, problem in faults))
        self.faults = faults


def read_case(compiled: Compiled, given: Any) -> Case:
    """The case of `{"enterprise": {…}, "services": [{…}]}`; raises BadCase with every fault."""
    faults: list[tuple[str, str]] = []
    if not isinstance(given, dict) or set(given) - {"enterprise", "services"}:
        raise BadCase([("输入", '应为 {"enterprise": {…}, "services": [{…}]}')])
    services = given.get("services", [])
    enterprise = given.get("enterprise", {})
    if not isinstance(services, list) or len(services) > 50:
        raise BadCase([("services", "应为列表，最多 50 项服务")])
    case = Case(
        sized(_facts(compiled, enterprise, "enterprise", "enterprise", faults)),
        [
            _facts(compiled, service, "service", f"services[{n}]", faults)
            for n, service in enumerate(services)
        ],
    )
    if faults:
        raise BadCase(faults)
    return case


def _facts(compiled: Compiled, given: Any, scope: str, place: str, faults: list[tuple[str, str]]) -> Facts:
    if not isinstance(given, dict):
        faults.append((place, "应为 {事实名: 值}"))
        return {}
    found: dict[str, Value | None] = {}
    for name, value in given.items():
        fact = compiled.edition.fact(name)
        if fact is None or fact.scope != scope:
            names = "、".join(f.name for f in compiled.edition.facts if f.scope == scope)
            faults.append((f"{place}.{name}", f"{compiled.edition.id} 没有这个事实；可用：{names}"))
            continue
        try:
            found[name] = None if value is None else read_value(fact, value)
        except BadValue as error:
            faults.append((f"{place}.{name}", str(error)))
    return found
