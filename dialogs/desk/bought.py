"""Bought: the services told so far in words, as a claim keeps them."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.session import Session
from dialogs.wording import answer
from policy.values import Facts


def service_labels(session: Session) -> dict[int, str]:
    """The services told so far, by what is known of them."""
    found = {n: _label(session, service) for n, service in enumerate(session.case.services) if service}
    return {n: label or f"第 {n + 1} 项服务" for n, label in found.items()}


def words(labels: Mapping[int, str], numbers: list[int] | None) -> tuple[str, ...]:
    """The services of those places, all of them where it is not said which."""
    return tuple(label for n, label in labels.items() if numbers is None or n in numbers)


def _label(session: Session, service: Facts) -> str:
    edition = session.edition
    facts = (edition.fact(name) for name in ("category", edition.estimate.base))
    known = [answer(f, service[f.name]) for f in facts if f is not None and service.get(f.name) is not None]
    return f"{known[0]}（{known[1]}）" if len(known) > 1 else "".join(known)
