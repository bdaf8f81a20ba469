"""Client: calls of WeChat's and WeCom's interfaces, as wechatpy makes them, each with a typed outcome."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

import structlog
from requests import Session
from requests.adapters import HTTPAdapter
from structlog import ReturnLogger
from wechatpy.client import WeChatClient
from wechatpy.work.client import WeChatClient as WeComClient

from bot.reception.channel import SENT, Outcome
from bot.reception.meters import Meters
from bot.tencent.account import Account
from bot.tencent.errors import WECHAT, WECOM, Meaning, Refused, Table, asked, meaning, refusal
from bot.tencent.tokens import Fetched, Tokens
from policy.workdays import SHANGHAI
from storage.database import Database

# Calls at a time, and connections kept for them.
THREADS = 12
# Seconds to connect, and to wait for an answer.
TIMEOUTS = (3.0, 5.0)
_PATH = "/cgi-bin"
# The name under which fetching a token is counted and logged.
_TOKEN = "token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What became of a call: the outcome of a push, the vendor's own text for it, and what else it says."""

    outcome: Outcome
    text: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """Where WeChat and WeCom differ: `fetch` asks for a token, given the session, the base address and timeouts."""

    channel: str
    base: str
    errors: Table
    api: Callable[..., Any]
    fetch: Callable[[Account, Callable[..., Any], str], Any]


def _stable_token(account: Account, request: Callable[..., Any], base: str) -> Any:
    # Never by force: that would end the token of whoever else works for this account, and is allowed 20 times a day.
    body = {"grant_type": "client_credential", "appid": account.id, "secret": account.secret}
    return request("POST", f"{base}stable_token", json={**body, "force_refresh": False})


def _corporate_token(account: Account, request: Callable[..., Any], base: str) -> Any:
    return request("GET", f"{base}gettoken", params={"corpid": account.id, "corpsecret": account.secret})


WECHAT_API = Vendor(
    channel="wechat",
    base="https://api.weixin.qq.com",
    errors=WECHAT,
    api=WeChatClient,
    fetch=_stable_token,
)
WECOM_API = Vendor(
    channel="wecom",
    base="https://qyapi.weixin.qq.com",
    errors=WECOM,
    api=WeComClient,
    fetch=_corporate_token,
)


class Client:
    """Calls the interfaces of one account, from threads of its own, a bounded number at a time."""

    def __init__(
        self,
        vendor: Vendor,
        account: Account,
        database: Database,
        meters: Meters,
        now: Callable[[], datetime],
        *,
        timeouts: tuple[float, float] = TIMEOUTS,
        is_logged: bool = True,
    ):
        """`timeouts` are seconds to connect and to wait for an answer; without `is_logged` the caller tells."""
        self._vendor, self._account, self._meters, self._now = vendor, account, meters, now
        self._timeouts = timeouts
        self._log = structlog.get_logger(__name__) if is_logged else structlog.wrap_logger(ReturnLogger())
        given = (account.api_base_url or vendor.base).rstrip("/")
        self._base = f"{given.removesuffix(_PATH)}{_PATH}/"
        # wechatpy looks for its token where this is: here it is whichever one the call in this thread has.
        self._token = _ThreadToken()
        self._api = vendor.api(
            account.id, account.secret, session=self._token, timeout=timeouts, auto_retry=False
        )
        self._api.API_BASE_URL = self._base
        self._http: Session = self._api._http
        # A redirect would carry the token, or the secret, along.
        self._http.max_redirects = 0
        for scheme in ("http://", "https://"):
            self._http.mount(scheme, HTTPAdapter(pool_connections=2, pool_maxsize=THREADS, max_retries=0))
        # It logs whole addresses, with the token in them; what there is to tell is told by exceptions.
        logging.getLogger("urllib3.connectionpool").setLevel(logging.CRITICAL)
        name = ":".join(filter(None, (vendor.channel, account.id, account.agent, _TOKEN)))
        self._tokens = Tokens(name, self._fetched, database, now)
        self._pauses: dict[str, tuple[datetime, Outcome]] = {}
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix=vendor.channel)

    async def called(self, name: str, does: Callable[[Any], Any], *, is_repeatable: bool = False) -> Said:
        """`call`, off the event loop."""
        does_it = partial(self.call, name, does, is_repeatable=is_repeatable)
        return await asyncio.get_running_loop().run_in_executor(self._threads, does_it)

    def call(self, name: str, does: Callable[[Any], Any], *, is_repeatable: bool = False) -> Said:
        """What becomes of a call: `does` makes it on wechatpy's client, `name` is that of the interface.

        Where the vendor refuses the token, it is fetched anew and the call made once more, once. `is_repeatable`: the
        vendor tells by the call itself that it came before, so that one whose answer is lost may be made again.
        """
        if (pause := self._pause(name)) is not None:
            return Said(outcome=pause)
        refused = ""
        while True:
            try:
                token = self._tokens.token(refused)
            except Refused as error:
                return self._ended(_TOKEN, error, self._meaning(error, is_repeatable=True))
            try:
                content = self._token.during(token, partial(self._checked, does))
            except Refused as error:
                means = self._meaning(error, is_repeatable)
                if refused or means.then != "renew":
                    return self._ended(name, error, means)
                self._count(name, error, means)
                refused = token
            else:
                return Said(outcome=SENT, content=content)

    def close(self) -> None:
        """Waits for the calls under way."""
        self._threads.shutdown()
        self._http.close()

    def _checked(self, does: Callable[[Any], Any]) -> Mapping[str, Any]:
        content = asked(lambda: does(self._api))
        if not isinstance(content, dict):
            raise Refused("unreadable")
        if (refused := refusal(content)) is not None:
            raise refused
        return content

    def _fetched(self) -> Fetched:
        try:
            fetched = self._asked_for_token()
        except Refused as error:
            self._meters.refreshes.labels(self._vendor.channel, "refused").inc()
            raise error
        self._meters.refreshes.labels(self._vendor.channel, "fetched").inc()
        return fetched

    def _asked_for_token(self) -> Fetched:
        def request(method: str, url: str, **more: Any) -> Any:
            response = self._http.request(method, url, timeout=self._timeouts, **more)
            if response.status_code != 200:
                raise Refused(f"http_{response.status_code}")
            return response.json()

        content = asked(lambda: self._vendor.fetch(self._account, request, self._base))
        if not isinstance(content, dict):
            raise Refused("unreadable")
        if (refused := refusal(content)) is not None:
            raise refused
        value, seconds = content.get("access_token"), content.get("expires_in")
        if not (isinstance(value, str) and value and isinstance(seconds, int) and 0 < seconds < 1_000_000):
            raise Refused("unreadable")
        return Fetched(value=value, seconds=seconds)

    def _meaning(self, error: Refused, is_repeatable: bool) -> Meaning:
        return meaning(error, self._vendor.errors, is_repeatable=is_repeatable)

    def _ended(self, name: str, error: Refused, means: Meaning) -> Said:
        self._count(name, error, means)
        outcome, now = means.outcome(error.code), self._now()
        # Without a token nothing can be called.
        paused = "" if name == _TOKEN or means.then != "pause" else name
        if means.then == "pause":
            self._pauses[paused] = (_next_day(now), outcome)
        elif means.then in ("stop", "renew"):
            self._pauses[paused] = (now + timedelta(seconds=means.after), outcome)
        if means.then != "nothing":
            rests = (self._pauses[paused][0] - now).total_seconds()
            told = {"channel": self._vendor.channel, "api": paused or "all", "code": error.code}
            self._log.error("vendor_alarm", **told, seconds=int(rests))
            outcome = replace(outcome, after=rests)
        return Said(outcome=outcome, text=error.text)

    def _count(self, name: str, error: Refused, means: Meaning) -> None:
        channel = self._vendor.channel
        self._meters.errors.labels(channel, error.code).inc()
        self._log.warning("vendor_refused", channel=channel, api=name, code=error.code, means=means.kind)

    def _pause(self, name: str) -> Outcome | None:
        """What a call ends in that is not made, because another one before it was refused for longer."""
        now = self._now()
        for paused in ("", name):
            until, outcome = self._pauses.get(paused, (now, SENT))
            if now < until:
                return replace(outcome, after=(until - now).total_seconds())
        return None


class _ThreadToken(threading.local):
    """A session of wechatpy's: of all that it may ask for, it has the token alone."""

    value = ""

    def during(self, token: str, does: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        """What a call gives under a token."""
        self.value = token
        try:
            return does()
        finally:
            self.value = ""

    def get(self, key: str, default: Any = None) -> Any:
        return self.value if key.endswith("_access_token") else default

    def set(self, key: str, value: Any, ttl: int | None = None) -> None:
        """Nothing is kept: the tokens are fetched elsewhere."""

    def delete(self, key: str) -> None:
        """Nothing is kept."""


def _next_day(now: datetime) -> datetime:
    """When the vendor's day turns."""
    return datetime.combine(now.astimezone(SHANGHAI).date() + timedelta(days=1), time(), SHANGHAI)
