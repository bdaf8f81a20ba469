"""Terminal: the chat on a screen, or over lines of text."""

from __future__ import annotations

import hashlib

# Whoever did not say who it is.
ME = "me"


def own_name(name: str, user: str) -> str:
    """What a file or folder of one person of a machine is called: nobody meets what somebody else said."""
    return name if user == ME else f"{name}-{hashlib.sha256(user.encode()).hexdigest()[:16]}"
