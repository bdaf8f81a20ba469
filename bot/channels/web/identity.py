"""Identity: who a browser is: a random id in a cookie that only we can have signed."""

from __future__ import annotations

import re
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest, digest

from starlette.requests import Request
from starlette.responses import Response

KEPT = timedelta(days=365)
# A clock may have been put right since.
_AHEAD = timedelta(days=1)
# Random bytes of an id: nobody meets another one's by chance.
_BYTES = 18
_COOKIE = re.compile(r"([A-Za-z0-9_-]{24})\.([0-9]{1,12})\.([A-Za-z0-9_-]{43})")


class Identities:
    """Reads and writes the cookie; whoever has none that counts is somebody new."""

    def __init__(self, key: str, *, is_secure: bool):
        # Its own key of the key: what else that one signs is of no use here.
        self._key = digest(key.encode(), b"quanzhu web cookie", "sha256")
        self._is_secure = is_secure
        # Under this name a browser takes it from this very host alone, over https.
        self._name = "__Host-quanzhu" if is_secure else "quanzhu"

    def known(self, request: Request, now: datetime) -> str | None:
        """The id in the cookie; None for one that is forged, garbled, older than a year or missing."""
        found = _COOKIE.fullmatch(request.cookies.get(self._name, ""))
        if found is None or not compare_digest(found[3], self._signature(f"{found[1]}.{found[2]}")):
            return None
        age = now.timestamp() - int(found[2])
        return found[1] if -_AHEAD.total_seconds() < age < KEPT.total_seconds() else None

    def fresh(self) -> str:
        """The id of somebody new."""
        return secrets.token_urlsafe(_BYTES)

    def give(self, response: Response, user: str, now: datetime) -> None:
        """Sets the cookie for another year."""
        signed = f"{user}.{int(now.timestamp())}"
        response.set_cookie(
            self._name,
            f"{signed}.{self._signature(signed)}",
            max_age=int(KEPT.total_seconds()),
            secure=self._is_secure,
            httponly=True,
            samesite="strict",
        )

    def _signature(self, text: str) -> str:
        return urlsafe_b64encode(digest(self._key, text.encode(), sha256)).decode().rstrip("=")
