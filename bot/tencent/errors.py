"""Error: what WeChat and WeCom refuse, by their codes, and what that means for a push."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

import requests
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from wechatpy.exceptions import WeChatClientException

from bot.reception.channel import Outcome

T = TypeVar("T")
Kind = Literal["sent", "retry", "held", "uncertain", "unreachable", "refused"]
# renew: another token, and once more; stop: nothing is sent for a while; pause: not by this API until the day turns.
Then = Literal["nothing", "renew", "stop", "pause"]

_SHORTLY, _SOON, _LATER = 5.0, 60.0, 600.0
# The vendor's own text is cut: nobody reads more, and it is kept nowhere.
_LONGEST = 200


class Refused(Exception):
    """What a vendor, or the way to it, refused.

    Other than the exceptions it stands for it holds no address, no token and no secret. `code` is the vendor's, or
    `connect`: it never arrived; `timeout`, `cut`, `unreadable`: it may have; `http_503` and the like.
    """

    def __init__(self, code: str, text: str = ""):
        super().__init__(f"{code} {text}".strip())
        self.code, self.text = code, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a code means for a push, after how many seconds to try again, and what else is to be done."""

    kind: Kind
    after: float = 0
    then: Then = "nothing"

    def outcome(self, code: str) -> Outcome:
        """The outcome of the push that got this code."""
        return Outcome(kind=self.kind, code=code, after=self.after)


# Too long; outside the window, or its room used up; no leave to send, or no more.
TOO_LONG = "45002"
OVER = frozenset({"45015", "45047"})
NO_LEAVE = "43101"

_RENEW = Meaning(kind="retry", after=_SOON, then="renew")
_STOP = Meaning(kind="retry", after=_LATER, then="stop")
_HELD, _REFUSED, _UNREACHABLE = (
    Meaning(kind="held"),
    Meaning(kind="refused"),
    Meaning(kind="unreachable"),
)

Table = Mapping[str, Meaning]


def _table(*rows: tuple[str, Meaning]) -> dict[str, Meaning]:
    return {code: meaning for codes, meaning in rows for code in codes.split()}


_COMMON = _table(
    ("-1", Meaning(kind="retry", after=_SHORTLY)),
    ("40014 42001", _RENEW),
    # Nobody of that name here.
    ("40003 46004", _UNREACHABLE),
    # Of no kind, of no form, empty, too long.
    ("40008 40035 44004 47001 45002", _REFUSED),
)
WECHAT: Table = _COMMON | _table(
    ("40001", _RENEW),
    # The address of this machine is not on the list; the secret is wrong or frozen; the account is closed.
    ("40164 89501 89503 89506 89507 40013 40125 40243 50002", _STOP),
    ("45009", Meaning(kind="held", then="pause")),
    ("45011 45066", Meaning(kind="retry", after=_SOON)),
    # The same client_msg_id was taken before.
    ("45065", Meaning(kind="sent")),
    # Outside the window, its room used up, and what the account has no right to.
    ("45015 45047 48001 48004 50001", _HELD),
    # Follows no more, is on the black list, takes no messages.
    ("43004 43019 48002", _UNREACHABLE),
    # No leave, and templates that are gone or have other fields.
    ("43101 40036 40037 47003", _REFUSED),
)
WECOM: Table = _COMMON | _table(
    # A wrong secret, enterprise or application; the address of this machine is not on the list.
    ("40001 40013 40056 60020 301002", _STOP),
    ("45009", Meaning(kind="retry", after=_SOON)),
    ("45033", Meaning(kind="retry", after=_SHORTLY)),
    ("48002", _HELD),
    # No member, or not one who sees this application.
    ("60011 60111 81013 82001", _UNREACHABLE),
    ("40058", _REFUSED),
)


def meaning(refused: Refused, table: Table, *, is_repeatable: bool) -> Meaning:
    """What a refusal means; what may have arrived is tried again only where that makes no second message."""
    match refused.code:
        case "connect" | "busy":
            return Meaning(kind="retry", after=_SHORTLY)
        case "timeout" | "cut" | "unreadable":
            return Meaning(kind="retry", after=_SHORTLY) if is_repeatable else Meaning(kind="uncertain")
        case code if code.startswith("http_5"):
            return Meaning(kind="retry", after=_SHORTLY)
        case code if code.startswith("http_"):
            return Meaning(kind="retry", after=_SOON)
        case code:
            # A new code: nothing was sent, and nobody knows what would help.
            return table.get(code, _HELD)


def asked(does: Callable[[], T]) -> T:
    """What a call of the vendor's library gives; raises Refused for all that its library raises."""
    try:
        return does()
    except WeChatClientException as error:
        refused = _of_vendor(error)
    except requests.RequestException as error:
        refused = Refused(_of_way(error))
    except (ValueError, TypeError, LookupError, AttributeError):
        refused = Refused("unreadable")
    # Outside of the handlers: nothing of the exception, which knows the address with the token, goes along.
    raise refused


def refusal(content: Mapping[str, object]) -> Refused | None:
    """What an answer refuses by its code; None for a good one."""
    code = content.get("errcode") or 0
    return None if code == 0 else Refused(str(code)[:20], _cut(content.get("errmsg")))


def _of_vendor(error: WeChatClientException) -> Refused:
    if error.errcode is not None:
        return Refused(str(error.errcode)[:20], _cut(error.errmsg))
    response = error.response
    return Refused(f"http_{response.status_code}" if response is not None else "cut")


def _of_way(error: requests.RequestException) -> str:
    if any(isinstance(cause, _NEVER_ARRIVED) for cause in _causes(error)):
        return "connect"
    if isinstance(error, requests.Timeout):
        return "timeout"
    if isinstance(error, requests.exceptions.InvalidJSONError):
        return "unreadable"
    if isinstance(error, requests.TooManyRedirects):
        # No redirect is followed: it would carry the token along.
        return "http_302"
    return "cut"


_NEVER_ARRIVED = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    requests.exceptions.ProxyError,
    ConnectTimeoutError,
    NameResolutionError,
    NewConnectionError,
    ssl.SSLCertVerificationError,
)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception with those that it wraps, in whichever way."""
    found, waiting = set[int](), [error]
    while waiting:
        one = waiting.pop()
        if id(one) in found:
            continue
        found.add(id(one))
        yield one
        wrapped: Iterable[object] = (*one.args, getattr(one, "reason", None), one.__cause__, one.__context__)
        waiting += [cause for cause in wrapped if isinstance(cause, BaseException)]


def _cut(text: object) -> str:
    return str(text or "")[:_LONGEST]
