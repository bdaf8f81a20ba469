"""Callbacks: where Tencent calls for one account; what is proven and can be read is handed on, the rest refused."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.reception.reception import Reception
from bot.tencent.account import Account
from bot.tencent.markup import BadMarkup, Markup, parsed, written
from bot.tencent.sealed import BadSeal, Seal, WrongRecipient

MOST_BYTES = 64 * 1024
# Seconds either way by which the vendor's clock may differ; anything further off is sent again by somebody else.
FRESH = 300
# Seconds in which a body has to arrive; the vendor waits for the whole answer for five.
ARRIVING = 4.0
_LONGEST_NUMBER = 12
_XML = "text/xml; charset=utf-8"
# The fields of what goes back, none where nothing does; None where the callback cannot be kept now.
Answered = Callable[[Markup], Awaitable[Mapping[str, str | int] | None]]


class Refused(Exception):
    """A request that is answered with a 4xx and nothing else; `reason` is counted."""

    def __init__(self, status: int, reason: str):
        super().__init__(reason)
        self.status, self.reason = status, reason


class Callbacks:
    """The route of one account. `is_bare`: all is sealed, and proven by the seal's signature alone, as with WeCom.

    `nothing` is said where there is nothing to say.
    """

    def __init__(
        self,
        name: str,
        account: Account,
        reception: Reception,
        answered: Answered,
        *,
        nothing: str,
        is_bare: bool = False,
    ):
        self._name, self._is_bare, self._nothing = name, is_bare, nothing
        self._is_plain = account.mode == "plain" and not is_bare
        if not (self._is_plain or account.aes_key):
            raise ValueError("an account whose callbacks are sealed has an AES key")
        self._reception, self._answered, self._seal = reception, answered, Seal(account)

    def route(self, path: str) -> Route:
        """Verification by GET, everything else by POST."""
        return Route(path, self._called, methods=["GET", "POST"])

    async def _called(self, request: Request) -> Response:
        try:
            if request.method != "POST":
                return PlainTextResponse(self._echo(request.query_params))
            return await self._answer(request)
        except Refused as refused:
            self._reception.meters.errors.labels(self._name, refused.reason).inc()
            return PlainTextResponse(refused.reason, refused.status)

    async def _answer(self, request: Request) -> Response:
        query = request.query_params
        if not self._is_bare:
            self._prove(query.get("signature"), query)
        self._stay_fresh(query)
        body = await _body(request)
        try:
            markup = self._opened(query, body)
            fields = await self._answered(markup)
        except BadMarkup:
            raise Refused(400, "markup") from None
        if fields is None:
            # The vendor sends it again.
            return PlainTextResponse("busy", 503)
        if not fields:
            return PlainTextResponse(self._nothing)
        answer = written(fields)
        if not self._is_plain:
            answer = self._seal.closed(answer, int(self._reception.now().timestamp()))
        return Response(answer, media_type=_XML)

    def _echo(self, query: Mapping[str, str]) -> str:
        echo, sealed_by = query.get("echostr", ""), query.get("msg_signature")
        if sealed_by is None and not self._is_bare:
            self._prove(query.get("signature"), query)
            self._stay_fresh(query)
            return echo
        self._prove(sealed_by, query, echo)
        self._stay_fresh(query)
        try:
            return self._unsealed(echo).decode()
        except UnicodeDecodeError:
            raise Refused(400, "seal") from None

    def _opened(self, query: Mapping[str, str], body: bytes) -> Markup:
        """The content of a body; in compatible mode what stands beside the sealed part is covered by no signature."""
        outer = parsed(body)
        if self._is_plain:
            return outer
        sealed = outer.fields.get("Encrypt")
        if sealed is None:
            raise Refused(403, "plain")
        self._prove(query.get("msg_signature"), query, sealed)
        return parsed(self._unsealed(sealed))

    def _unsealed(self, sealed: str) -> bytes:
        try:
            return self._seal.opened(sealed)
        except BadSeal:
            raise Refused(400, "seal") from None
        except WrongRecipient:
            raise Refused(403, "app_id") from None

    def _prove(self, signature: str | None, query: Mapping[str, str], *sealed: str) -> None:
        given = query.get("timestamp", ""), query.get("nonce", "")
        if not signature or not self._seal.is_signed(signature, *given, *sealed):
            raise Refused(403, "signature")

    def _stay_fresh(self, query: Mapping[str, str]) -> None:
        moment = query.get("timestamp", "")
        if not (moment.isascii() and moment.isdigit() and len(moment) <= _LONGEST_NUMBER):
            raise Refused(403, "stale")
        if abs(self._reception.now().timestamp() - int(moment)) > FRESH:
            raise Refused(403, "stale")


async def _body(request: Request) -> bytes:
    """The body, read no further than it may be long."""
    length = request.headers.get("content-length", "")
    if len(length) > _LONGEST_NUMBER or (length.isdecimal() and int(length) > MOST_BYTES):
        raise Refused(413, "size")
    found = bytearray()
    try:
        async with asyncio.timeout(ARRIVING):
            while True:
                piece = await request.receive()
                if piece["type"] != "http.request":
                    raise Refused(400, "gone")
                found += piece.get("body", b"")
                if len(found) > MOST_BYTES:
                    raise Refused(413, "size")
                if not piece.get("more_body"):
                    return bytes(found)
    except TimeoutError:
        raise Refused(408, "slow") from None
