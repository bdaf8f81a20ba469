"""Tokens: random words that people can read to each other, for claim numbers and binding codes."""

from __future__ import annotations

import secrets

# Without letters and digits that are taken for each other.
DIGITS, LETTERS = "23456789", "ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH, HALF = 16, 8


def token() -> str:
    """What one turn may need: a claim's number in its first half, a binding code in its second."""
    number = int.from_bytes(secrets.token_bytes(LENGTH), "big")
    found = []
    for place in range(LENGTH):
        # A code holds a letter and a digit, by which it is known from a word of the same length.
        letters = LETTERS if place == HALF else DIGITS if place == HALF + 1 else DIGITS + LETTERS
        number, rest = divmod(number, len(letters))
        found.append(letters[rest])
    return "".join(found)


def claim_number() -> str:
    """The number of a new claim."""
    return token()[:HALF]


def binding_code() -> str:
    """A new binding code."""
    return token()[HALF:]
