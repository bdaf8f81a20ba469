"""A WeChat and a WeCom of the tests: their interfaces on loopback, which refuse, dawdle and break as they are told."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.tencent.account import Account

APP, SECRET, AGENT = "wx0123456789abcdef", "5ecretOfNobody5ecretOfNobody5ecr", "1000002"
AES_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
CUSTOM, TEMPLATE = "message/custom/send", "message/template/send"
SUBSCRIBE, MENU, MESSAGE = "message/subscribe/bizsend", "menu/create", "message/send"
STABLE, CORPORATE, PLAIN = "stable_token", "gettoken", "token"
# What a path may answer instead of a code: nothing until the caller goes away; half an answer; no JSON.
HANG, CUT, GARBAGE = "hang", "cut", "garbage"
LONGEST = 2048
_TEXTS = {
    40001: "invalid credential, access_token is invalid or not latest",
    40164: "invalid ip 203.0.113.7, not in whitelist",
    43101: "user refuse to accept the msg",
    45015: "response out of time limit or subscription is canceled",
    48001: "api unauthorized",
}

Saying = int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as it arrived."""

    path: str
    body: Any
    token: str


@dataclass(slots=True)
class WeChatApi:
    """`calls` are all that came but for tokens; `sent` what was taken; `fetched` tokens handed out or refused."""

    id: str = APP
    secret: str = SECRET
    calls: list[Call] = field(default_factory=list)
    sent: list[Call] = field(default_factory=list)
    fetched: int = 0
    menu: Any = None
    # Seconds that a token is said to last.
    lasts: int = 7200
    strangers: set[str] = field(default_factory=set)
    _token: int = 0
    _once: defaultdict[str, deque[Saying]] = field(default_factory=lambda: defaultdict(deque))
    _always: dict[str, Saying] = field(default_factory=dict)
    _ids: set[tuple[str, str]] = field(default_factory=set)

    def says(self, path: str, *codes: Saying) -> None:
        """Answers the next calls of a path so; 0 is good, below 1000 an HTTP status, any other text is the answer."""
        self._once[path].extend(codes)

    def always_says(self, path: str, code: Saying) -> None:
        """Answers all calls of a path so, from now on; 0 to be good again."""
        self._always[path] = code

    def ends_token(self) -> None:
        """The token handed out is good no more."""
        self._token += 1

    @property
    def texts(self) -> list[str]:
        """What was sent to people, as they read it."""
        return [_text(call.body) for call in self.sent if call.path in (CUSTOM, MESSAGE)]

    def app(self) -> Starlette:
        return Starlette(
            routes=[Route("/cgi-bin/{path:path}", self._answer, methods=["GET", "POST"])],
        )

    async def _answer(self, request: Request) -> Response:
        path = request.path_params["path"]
        body = await request.json() if request.method == "POST" else dict(request.query_params)
        is_token = path in (STABLE, CORPORATE, PLAIN)
        if is_token:
            self.fetched += 1
        else:
            self.calls.append(Call(path=path, body=body, token=request.query_params.get("access_token", "")))
        told = self._once[path].popleft() if self._once[path] else self._always.get(path, 0)
        if told == HANG:
            while (await request.receive())["type"] != "http.disconnect":
                pass
            return Response()
        if told == CUT:
            return Response(b'{"errcode": 0', headers={"content-length": "1000"})
        if told == GARBAGE:
            return Response("<html>busy</html>", media_type="text/html")
        if isinstance(told, int) and 0 < told < 1000:
            return Response(status_code=told, headers={"location": "/cgi-bin/elsewhere"})
        if isinstance(told, str):
            return Response(told, media_type="application/json")
        if told:
            return _code(told)
        return self._token_of(body) if is_token else self._taken(self.calls[-1])

    def _token_of(self, body: dict[str, str]) -> Response:
        if body.get("appid", body.get("corpid")) != self.id:
            return _code(40013)
        if body.get("secret", body.get("corpsecret")) != self.secret:
            return _code(40125 if "secret" in body else 40001)
        return JSONResponse({"access_token": self._good, "expires_in": self.lasts})

    @property
    def _good(self) -> str:
        return f"TOKEN-{self._token}-of-nobody-else"

    def _taken(self, call: Call) -> Response:
        if call.token != self._good:
            return _code(40001 if call.path != MESSAGE else 40014)
        if call.path == MENU:
            self.menu = call.body
            return _code(0)
        if len(_text(call.body).encode()) > LONGEST:
            return _code(45002)
        if call.body["touser"] in self.strangers:
            if call.path == MESSAGE:
                return JSONResponse({"errcode": 0, "errmsg": "ok", "invaliduser": call.body["touser"]})
            return _code(40003)
        if "client_msg_id" in call.body:
            key = (call.body["touser"], call.body["client_msg_id"])
            if key in self._ids:
                return _code(0)
            self._ids.add(key)
        self.sent.append(call)
        return _code(0)


def an_account(url: str, **given: str) -> Account:
    """The account that this WeChat knows."""
    values = {"id": APP, "secret": SECRET, "token": "t0ken", "aes_key": AES_KEY, "agent": AGENT, **given}
    return Account(**values, api_base_url=url)  # type: ignore[arg-type]


def _code(code: int) -> JSONResponse:
    return JSONResponse({"errcode": code, "errmsg": _TEXTS.get(code, "ok" if not code else "no")})


def _text(body: Any) -> str:
    """A message as the person reads it."""
    if "msgmenu" in body:
        menu = body["msgmenu"]
        return "\n".join([menu["head_content"], *(row["content"] for row in menu["list"])])
    return str(body.get("text", {}).get("content", ""))
