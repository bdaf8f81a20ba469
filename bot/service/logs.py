"""Logs: one JSON object a line, none of which tells a secret, who somebody is, or what anybody said."""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict

# What may be told in words. Whatever else is text is hidden: it may be a name, a message, a token or a cookie.
TELLING = frozenset({
    "account", "address", "api", "call", "channel", "channels", "code", "error", "kind", "logger", "means", "method",
    "mode", "outcome", "path", "reason", "result", "said", "sender", "state",
})  # fmt: skip
HIDDEN = "[hidden]"
# Characters of a text; numbers that are no person's; frames of a traceback, the innermost.
LONGEST, MOST, FRAMES = 300, 9_999_999, 12
# Shorter ones would blot out words.
_SHORTEST = 5
_PATTERNS = tuple(
    (re.compile(pattern, re.ASCII), form)
    for pattern, form in (
        (r"(?i)(token|secret|key|signature|password|ticket)=[^&\s]+", rf"\1={HIDDEN}"),
        (r"(?i)(cookie|authorization|bearer)\b.*", rf"\1 {HIDDEN}"),
        (r"://[^/\s]*@", f"://{HIDDEN}@"),
        (r"\d{3,20}:[\w-]{30,}", HIDDEN),
        # Ids of people, keys, tokens, credit codes and the numbers of persons and telephones.
        (r"(?<!\w)(?=[\w+-]*\d)[\w+-]{11,}|(?<!\w)(?=[\w+-]*[a-z])(?=[\w+-]*[A-Z])[\w+-]{24,}", HIDDEN),
        # Binding codes.
        (r"(?<!\w)(?=\w*[A-Z])(?=\w*\d)[2-9A-HJKMNP-Z]{4}-?[2-9A-HJKMNP-Z]{4}(?!\w)", HIDDEN),
    )
)
# Where a library's own sentence ends and what it was about begins.
_ABOUT = re.compile(r"[\n(<{\[\"'`]")

Hook = Callable[..., object]


@contextmanager
def logging_to(
    stream: TextIO, now: Callable[[], datetime], *, level: str = "info", secrets: Iterable[str] = ()
) -> Iterator[None]:
    """Everything logged meanwhile, by libraries too, goes to a stream; `secrets` are hidden wherever they stand."""
    least = logging.getLevelNamesMapping()[level.upper()]
    redact = Redaction(secrets)

    def stamp(_: object, method: str, event: EventDict) -> EventDict:
        return {"at": now().isoformat(timespec="milliseconds"), "level": method, **event}

    before, root = structlog.get_config(), logging.getLogger()
    handlers, least_before = root.handlers[:], root.level
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    structlog.configure(
        processors=[stamp, redact, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _Steady(stream))),
        cache_logger_on_first_use=False,
    )
    root.handlers[:] = [_Foreign()]
    root.setLevel(least)
    logging.captureWarnings(True)
    sys.excepthook = lambda kind, error, _: _fell(error)
    sys.unraisablehook = lambda told: _fell(told.exc_value)
    threading.excepthook = lambda told: _fell(told.exc_value)
    try:
        yield
    finally:
        sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
        logging.captureWarnings(False)
        root.setLevel(least_before)
        root.handlers[:] = handlers
        structlog.configure(**before)


class Redaction:
    """Leaves of an event what may be told: names by an open list, texts without what looks like a secret."""

    def __init__(self, secrets: Iterable[str] = ()):
        # A secret may hold another one.
        self._secrets = sorted({one for one in secrets if len(one) >= _SHORTEST}, key=len, reverse=True)

    def __call__(self, _: object, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        """The event as it may be told; an exception becomes its kind and the places it passed, without its words."""
        error = _exception(event.pop("exc_info", None))
        event.pop("stack_info", None)
        told = {
            "at": event.pop("at", None),
            "level": event.pop("level", method),
            "event": self._text(str(event.pop("event", ""))),
        }
        told |= {name: self._value(name, value) for name, value in event.items()}
        return {**told, **_origin(error)} if error is not None else told

    def _value(self, name: str, value: object) -> object:
        match value:
            case None | bool() | float():
                return value
            case int():
                return value if abs(value) <= MOST else HIDDEN
            case datetime():
                return value.isoformat(timespec="seconds")
            case BaseException():
                return type(value).__name__
            case str() if name in TELLING:
                return self._text(value)
            case list() | tuple() | set() | frozenset() if name in TELLING:
                return [self._value(name, one) for one in value]
        return HIDDEN

    def _text(self, text: str) -> str:
        if not text.isascii():
            # Programs' own words are; others may be anybody's.
            return HIDDEN
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        text = text[:LONGEST]
        for pattern, form in _PATTERNS:
            text = pattern.sub(form, text)
        return text


class _Foreign(logging.Handler):
    """Takes what libraries log; of their sentences only what they always say, never whom or what it was about."""

    def emit(self, record: logging.LogRecord) -> None:
        said = str(record.msg)
        if not record.args:
            said = _ABOUT.split(said, maxsplit=1)[0].strip()
        log = structlog.get_logger()
        log.log(record.levelno, said, logger=record.name, exc_info=record.exc_info)


class _Steady:
    """A stream whose reader may go away: then nothing is told, and nobody is kept from their work."""

    def __init__(self, stream: TextIO):
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            return self._stream.write(text)
        return 0

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


def _fell(error: BaseException | None) -> None:
    structlog.get_logger().critical("fell", exc_info=error)


def _exception(given: object) -> BaseException | None:
    match given:
        case BaseException():
            return given
        case (_, BaseException() as error, _):
            return error
        case True:
            return sys.exc_info()[1]
    return None


def _origin(error: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = ["/".join(frame.filename.split("/")[-3:]) for frame in frames]
    found: dict[str, object] = {
        "error": type(error).__name__,
        "where": [
            f"{place}:{frame.lineno} {frame.name}" for place, frame in zip(places, frames, strict=True)
        ],
    }
    if isinstance(error, OSError) and error.errno is not None:
        found["errno"] = error.errno
    if error.__cause__ is not None:
        found["cause"] = _origin(error.__cause__)
    return found
