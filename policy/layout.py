"""Layout: the blocks of an edition file, in the order in which a reader meets them."""

from __future__ import annotations

from typing import get_args

from policy.edition import About, Actor, LegalStatus
from policy.facts import Change, Scope, Type
from policy.shapes import (
    CLAUSE,
    COUNT,
    DAY,
    EDITION_ID,
    ID,
    MOMENT,
    MONEY,
    RATE,
    REGION,
    TEXT,
    YEAR,
    YES_NO,
    Block,
    Loose,
    Many,
    Shape,
    Stated,
    When,
    one_of,
)

WHEN = When()
ACTOR = one_of(*get_args(Actor))
SCOPE = one_of(*get_args(Scope))

# A choice of a region fact is a code, so its id is free text here and checked with the fact.
CHOICE = Block({"id": TEXT, "label": TEXT})

FACT: dict[str, Shape] = {
    "name?": ID,
    "use?": ID,
    "scope?": SCOPE,
    "type?": one_of(*get_args(Type)),
    "label?": TEXT,
    "question?": TEXT,
    "help?": TEXT,
    "verify?": TEXT,
    "choices?": Many(CHOICE, 2),
    "offer?": Many(TEXT, 1),
    "change?": one_of(*get_args(Change)),
    "group?": ID,
    "about?": ID,
    "declared?": YES_NO,
    "yearly?": YES_NO,
    "wish?": TEXT,
    "applies_if?": WHEN,
    "clause?": CLAUSE,
}

RULE: dict[str, Shape] = {"id": ID, "clause": CLAUSE, "summary": TEXT, "when": WHEN}

EDITION = Block(
    {
        "id": EDITION_ID,
        "region": REGION,
        "year": Stated(YEAR),
        "name": TEXT,
        "cite": TEXT,
        "issuer": TEXT,
        "number": Stated(TEXT),
        "legal_status": one_of(*get_args(LegalStatus)),
        "issued": Stated(DAY),
        "valid_from": Stated(DAY),
        "valid_to": Stated(DAY),
        "successor": Stated(EDITION_ID),
        "source": TEXT,
        "source_clause": CLAUSE,
        "parents": Many(Block({"title": TEXT, "number": Stated(TEXT), "clause": CLAUSE})),
        "programme": TEXT,
        "lapse": Stated(one_of("year_end")),
        "lapse_clause?": CLAUSE,
        "facts": Many(Block(FACT), 1),
        "ask_first": Many(ID),
        "conditions": Many(Block(RULE), 1),
        "exclusions": Many(Block(RULE)),
        "deferrals": Many(Block({**RULE, "instead_of": Many(ID, 1), "to_year": YEAR})),
        "discretion": Many(Block(RULE)),
        "routes": Many(Block({**RULE, "applicant": ACTOR})),
        "parameters": Many(Block({"id": ID, "clause": CLAUSE, "summary": TEXT, "decided_by": TEXT})),
        "provisions?": Many(Block({"id": ID, "about": ID, "clause": CLAUSE, "summary": TEXT, "when?": WHEN})),
        "estimate": Block(
            {
                "base": Block({"fact": ID, "label": TEXT, "clause": CLAUSE}),
                "rates": Many(
                    Block(
                        {
                            "when?": WHEN,
                            "rate?": RATE,
                            "from?": RATE,
                            "to?": RATE,
                            "clause": CLAUSE,
                            "summary": TEXT,
                        }
                    ),
                    1,
                ),
                "caps": Many(Block({"when?": WHEN, "amount": MONEY, "clause": CLAUSE, "summary": TEXT})),
                "granted": Stated(Block({"fact": ID, "clause": CLAUSE})),
            }
        ),
        "windows": Many(
            Block(
                {"id": ID, "label": TEXT, "opens": Stated(MOMENT), "closes": Stated(MOMENT), "clause": CLAUSE}
            )
        ),
        "filing": Block(
            {
                "mode": one_of("paper", "online", "not_stated"),
                "copies": Stated(COUNT),
                "to": TEXT,
                "url": Stated(TEXT),
                "note?": TEXT,
                "before": Many(
                    Block(
                        {
                            "id": ID,
                            "name": TEXT,
                            "actor": ACTOR,
                            "clause": CLAUSE,
                            "url?": TEXT,
                            "document?": ID,
                        }
                    )
                ),
                "clause": CLAUSE,
            }
        ),
        "documents": Many(
            Block(
                {
                    "id": ID,
                    "name": TEXT,
                    "per": SCOPE,
                    "when?": WHEN,
                    "any_of?": Many(TEXT, 2),
                    "form": one_of("original", "copy", "colour_scan", "online", "not_stated"),
                    "sealed?": YES_NO,
                    "copies?": COUNT,
                    "min_chars?": COUNT,
                    "issued_by?": TEXT,
                    "lead_days?": Stated(COUNT),
                    "lead_clause?": TEXT,
                    "note?": TEXT,
                    "clause": CLAUSE,
                }
            ),
            1,
        ),
        "stages": Many(
            Block(
                {
                    "id": ID,
                    "name": TEXT,
                    "actor": ACTOR,
                    "working_days": Stated(COUNT),
                    "clause": CLAUSE,
                    "note?": TEXT,
                }
            ),
            1,
        ),
        "contacts": Many(
            Block({"office": TEXT, "telephones": Many(TEXT), "topic": TEXT, "clause": CLAUSE, "note?": TEXT})
        ),
        "readings": Many(
            Block(
                {
                    "id": ID,
                    "about": one_of(*get_args(About)),
                    "clause": CLAUSE,
                    "note": TEXT,
                    "safe": TEXT,
                    "decided_by": TEXT,
                    "when?": WHEN,
                }
            )
        ),
        "examples": Many(
            Block(
                {
                    "name": TEXT,
                    "at?": MOMENT,
                    "like?": TEXT,
                    "given?": Loose(),
                    "expect": Loose(),
                    "by_hand": TEXT,
                }
            )
        ),
    }
)

SHARED_FACTS = Block({"facts": Many(Block(FACT), 1)})
