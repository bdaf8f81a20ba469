"""Probe: the guarantees on a fixed run of cases, for an evaluator that may be at fault; exit 1 where it is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from random import Random

from policy.library import SHIPPED
from policy.workdays import SHANGHAI
from tests.policy.agreement import differences, expected, unexplained
from tests.policy.completions import Given
from tests.policy.generated import Made, Tape, case, made, shipped

SHIPPED_CASES, GENERATED_EDITIONS, LIMIT = 14, 60, 160


def probes() -> Iterator[tuple[Made, Given]]:
    """The same cases on every run: generated editions first, as their faults show soonest."""
    random = Random(20240630)
    for _ in range(GENERATED_EDITIONS):
        of = made(Tape(random.randbytes(random.choice((60, 100, 200)))))
        for profile in (of.profile, None) if of else ():
            yield of, case(of.twin, Tape(random.randbytes(120)), LIMIT, profile)
    for path in sorted(SHIPPED.glob("*.yaml")):
        of = shipped(path)
        for name in of.twin.scope_names("enterprise"):
            yield of, without(of, name)
        for n in range(SHIPPED_CASES):
            profile = of.profile if n % 4 else None
            yield of, case(of.twin, Tape(random.randbytes(200)), LIMIT, profile, 1)


def without(of: Made, name: str) -> Given:
    """All known and good for one large service, but for one fact of the enterprise and what it was granted."""
    enterprise = {
        n: of.profile[n] for n in of.twin.scope_names("enterprise") if n not in (name, of.twin.granted)
    }
    service = {n: of.profile[n] for n in of.twin.scope_names("service")} | {of.twin.base: 80_000_001}
    return Given(enterprise, [service], datetime(2024, 6, 3, 12, tzinfo=SHANGHAI))


def main() -> int:
    for of, known in probes():
        wanted = expected(of.twin, known)
        wrong = differences(of.compiled, known, wanted) + unexplained(of.compiled, known, wanted)
        if wrong:
            print(f"{of.compiled.edition.id}: {wrong[0]}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
