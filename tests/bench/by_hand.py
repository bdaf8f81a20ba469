"""Qingdao 2024 as somebody would write it by hand: three-valued outcome and ceiling, no data, no clauses."""

from __future__ import annotations

from datetime import date
from typing import Any

REFUSED = frozenset(
    ("certification", "trademark", "audit", "listing_advice", "market_data", "legal_advice", "feasibility",
     "title_consulting")
)  # fmt: skip
NAMED = frozenset(
    ("testing", "development", "technical_service", "consulting", "transfer", "licence", "design")
)
LOCAL_FROM, OUTSIDE_FROM = date(2021, 12, 2), date(2022, 5, 8)
FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
CAP = 20_000_000


def both(*truths: bool | None) -> bool | None:
    return False if False in truths else None if None in truths else True


def in_qingdao(place: Any) -> bool | None:
    if place is None:
        return None
    if place[0] == "!":
        return False if place == "!370200" else None
    return place[:4] == "3702" or (None if place in ("370000",) else False)


def since(day: date | None, local: bool | None) -> bool | None:
    if day is None:
        return None
    if local is None:
        early, late = day >= LOCAL_FROM, day >= OUTSIDE_FROM
        return early if early == late else None
    return day >= (LOCAL_FROM if local else OUTSIDE_FROM)


def by_hand(enterprise: dict[str, Any], service: dict[str, Any]) -> tuple[str, int, int]:
    """Outcome, and least and most in fen, of an enterprise with one service."""
    passes = both(
        in_qingdao(enterprise.get("registered_in")),
        enterprise.get("tech_sme_2024"),
        enterprise.get("green_threshold"),
        enterprise.get("clean_record"),
    )
    kind, form = service.get("category"), service.get("contract_form")
    local, result = in_qingdao(service.get("provider_in")), service.get("result_on")
    has_contract: bool | None
    if form == "contract":
        has_contract = True
    elif form == "test_order":
        has_contract = None if kind is None else kind == "testing"
    else:
        has_contract = None if form is None else False
    voluntary = True if kind not in (None, "testing") else service.get("voluntary_test")
    if kind is None:
        # Whether the test was voluntary counts for tests alone.
        voluntary = voluntary or None
    payable = both(
        service.get("provider_listed"),
        has_contract,
        service.get("contract_registered"),
        service.get("completed"),
        since(service.get("contract_on"), local),
        since(service.get("invoiced_on"), local),
        None if result is None else FIRST <= result <= LAST,
        None if kind is None else kind not in REFUSED,
        voluntary,
        service.get("research_related"),
        service.get("unaffiliated"),
        service.get("provider_clean"),
        service.get("no_city_money"),
        service.get("not_refiled_unchanged"),
    )
    sure = None if kind is None else kind in NAMED
    granted, fee = enterprise.get("granted_this_year"), service.get("fee_paid")
    left = CAP if granted is None else max(0, CAP - granted)
    low_share, high_share = (5, 5) if local else (3, 5) if local is None else (3, 3)
    high = left if fee is None else min(fee * high_share // 10, left)
    low = 0 if fee is None or granted is None else min(fee * low_share // 10, left)
    holds = both(passes, payable)
    if holds is False:
        return "ineligible", 0, 0
    if holds is None or not sure:
        return "undetermined", 0, high
    return "eligible", low, high
