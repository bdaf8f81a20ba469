"""Token: what proves an account at its vendor for two hours, fetched by one thread of one process for all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.tencent.errors import Refused
from storage import secrets
from storage.database import Away, Collision, Database
from storage.secrets import Token

# Longer than a fetch takes; whoever fetches and dies leaves it to the others after that.
LEASE = timedelta(seconds=15)
# Seconds that a process waits while another one fetches, and between two looks.
PATIENCE, PAUSE = 12.0, 0.05
# Seconds before its end from which on a token counts as ended: then the vendor gives a new one, and both are good.
MARGIN, LEAST = 300, 60
# How long a token is given out that was refused, and handed out again when the vendor was asked for another.
INSISTING = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A token as the vendor gives it, good for so many seconds."""

    value: str = field(repr=False)
    seconds: int


class Tokens:
    """The token of one account, shared by the threads of a process and, through the database, by all processes."""

    def __init__(
        self, name: str, fetch: Callable[[], Fetched], database: Database, now: Callable[[], datetime]
    ):
        """`fetch` asks the vendor; it raises Refused."""
        self._name, self._fetch, self._database, self._now = name, fetch, database, now
        self._lock = threading.Lock()
        self._kept: Token | None = None
        self._insists_until: datetime | None = None
        self._flight: Future[Token] | None = None

    def token(self, refused: str = "") -> str:
        """The token; where the vendor has just refused one, what comes after it. Raises Refused.

        Whoever asks while it is being fetched waits for that, and shares its failure too.
        """
        while True:
            with self._lock:
                kept, flight = self._kept, self._flight
                is_good = kept is not None and self._now() < kept.expires
                if kept is not None and is_good and (kept.value != refused or self._insists()):
                    return kept.value
                is_mine = flight is None
                if flight is None:
                    flight = self._flight = Future()
            if is_mine:
                self._land(flight, refused)
                return flight.result().value
            if (value := flight.result().value) != refused:
                return value

    def _insists(self) -> bool:
        return self._insists_until is not None and self._now() < self._insists_until

    def _land(self, flight: Future[Token], refused: str) -> None:
        try:
            found = self._shared(refused)
        except (Away, Collision):
            failure: BaseException = Refused("busy")
        except BaseException as error:
            failure = error
        else:
            with self._lock:
                self._kept, self._flight = found, None
                self._insists_until = self._now() + INSISTING if found.value == refused else None
            flight.set_result(found)
            return
        with self._lock:
            self._flight = None
        flight.set_exception(failure)

    def _shared(self, refused: str) -> Token:
        """The token that the database has, else one fetched by whichever process is the first to come."""
        give_up = time.monotonic() + PATIENCE
        while True:
            at = self._now()
            with self._database.reading() as connection:
                found = secrets.token(connection, self._name, at)
            if found is not None and found.value != refused:
                return found
            until = at + LEASE
            with self._database.writing("token_lease") as connection:
                is_mine = secrets.lease(connection, self._name, at, until)
                # Between the look and the lease somebody else may have fetched one.
                found = secrets.token(connection, self._name, at) if is_mine else None
                if found is not None and found.value != refused:
                    secrets.release(connection, self._name, until)
                    return found
            if is_mine:
                return self._fetched(until)
            if time.monotonic() > give_up:
                raise Refused("busy", "another process fetches the token")
            time.sleep(PAUSE)

    def _fetched(self, until: datetime) -> Token:
        try:
            fetched = self._fetch()
        except BaseException:
            with suppress(Away, Collision), self._database.writing("token_release") as connection:
                secrets.release(connection, self._name, until)
            raise
        lasts = max(fetched.seconds - MARGIN, min(fetched.seconds, LEAST))
        found = Token(value=fetched.value, expires=self._now() + timedelta(seconds=lasts))
        # Good for this process also where it cannot be shared; the lease ends by itself.
        with suppress(Away, Collision), self._database.writing("token_put") as connection:
            secrets.put(connection, self._name, found.value, found.expires)
        return found
