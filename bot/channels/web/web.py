"""Web: the chat in a browser as a channel: a page, and the requests it makes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from bot.answering.incoming import Incoming
from bot.answering.turns import BUSY, Answer
from bot.channels.web.asked import Refused, asked
from bot.channels.web.calendars import Calendars
from bot.channels.web.files import GUARDS, page, static
from bot.channels.web.identity import Identities
from bot.channels.web.showing import replies_json, thread_json
from bot.channels.web.watch import TICK, Last, Watch, ended
from bot.reception.channel import SENT, Outcome, Passed, Reminder
from bot.reception.reception import TOO_MANY, Reception
from bot.showing.calendar_links import CalendarLinks
from dialogs import Reply
from dialogs.records import Reach
from storage.database import Away, Collision, Database
from storage.patience import patience
from storage.threads import Thread, lasts, tell, thread

# Turns that a page shows again of what was said before.
SHOWN = 20
# Whoever comes back later than this is welcomed again; sooner, the page was only loaded anew.
AWAY = timedelta(minutes=30)
# Seconds that a request waits for news: proxies give up after sixty.
WAIT = 25.0
# Seconds to look up what was said; a new connection to PostgreSQL needs half of them.
LOOKING = 4.0

_TEXT = re.compile(r".*\S.*", re.DOTALL)
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_BUTTON = re.compile(r"[0-9]{1,18}\.[0-9]{1,3}")
_SHOWN = {"thread": re.compile(r"[0-9a-f]{0,16}"), "after": re.compile(r"[0-9]{1,18}")}
_SAID = {**_SHOWN, "text": _TEXT, "button": _BUTTON, "key": _KEY}
_EMPTY = Refused(status=400, code="form", text="没有看到文字，请输入后再发。")

Answered = Callable[[Request, str, Mapping[str, str]], Awaitable[JSONResponse]]


class Web:
    """Talks to people through the page on `/`; what was said is read from the database, so nothing is pushed.

    A reminder is said in the thread, where it stands once and is seen when the person comes.
    """

    name = "web"
    reach: Reach = "visit"
    is_repeatable = True

    def __init__(
        self,
        reception: Reception,
        database: Database,
        *,
        key: str,
        is_secure: bool,
        tick: float = TICK,
        wait: float = WAIT,
    ):
        """`key` signs cookies and links, and is that of all processes; `is_secure`: people come by https alone."""
        self._reception, self._database, self._wait = reception, database, wait
        self._identities = Identities(key, is_secure=is_secure)
        self._links = CalendarLinks(key)
        self._calendars = Calendars(self._links, reception, database)
        self._watch = Watch(self._lasts, tick=tick)
        self._watching: asyncio.Task[None] | None = None

    def routes(self) -> Sequence[BaseRoute]:
        mark = static("mark.svg", "image/svg+xml").served
        return (
            Route("/", page().served),
            Route("/favicon.ico", mark),
            Route("/chat/mark.svg", mark),
            Route("/chat/chat.css", static("chat.css", "text/css").served),
            Route("/chat/chat.js", static("chat.js", "text/javascript").served),
            Route("/chat/open", self._open, methods=["POST"]),
            Route("/chat/say", self._say, methods=["POST"]),
            Route("/chat/news", self._news, methods=["POST"]),
            self._calendars.route(),
        )

    async def start(self) -> None:
        self._watching = asyncio.create_task(self._watch.run())

    async def stop(self) -> None:
        """Answers all requests that wait; may be called again."""
        self._watch.stop()
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait({self._watching})

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome:
        """Tells the pages of the person that something was said; whoever has none open finds it when they come."""
        self._watch.tell(message.user)
        return SENT

    async def remind(self, user: str, reminder: Reminder) -> Outcome:
        """Puts a reminder into the person's thread."""
        replies = [Reply(text=reminder.text).to_json()]

        def told() -> bool:
            at = self._reception.now()
            with patience(LOOKING), self._database.writing("reminder") as connection:
                return tell(connection, self.name, "", user, f"reminder:{reminder.key}", replies, at)

        try:
            is_told = await self._reception.in_thread(told)
        except (Away, Collision):
            return Outcome(kind="retry", code="database")
        if not is_told:
            return Outcome(kind="refused", code="stranger")
        self._watch.tell(user)
        return SENT

    async def _open(self, request: Request) -> JSONResponse:
        """What was said with whoever comes, ending with a greeting if they are new or were away."""
        found = await asked(request, {})
        if isinstance(found, Refused):
            return self._refused(found)
        now = self._reception.now()
        user = self._identities.known(request, now) or self._identities.fresh()
        response = await self._opened(user, now)
        self._identities.give(response, user, now)
        return response

    async def _opened(self, user: str, now: datetime) -> JSONResponse:
        before = await self._thread(user)
        if before is None:
            return _unanswered(BUSY.text)
        last = next((said for said in reversed(before.said) if said.message is not None), None)
        if last is not None and now - last.at < AWAY:
            return _json(thread_json(before, self._links))
        # Of pages that open at once only one is greeted.
        key = f"open.{before.name}.{before.said[-1].turn if before.said else 0}"
        message = Incoming(channel=self.name, account="", user=user, key=key, at=now, opens=True)
        answer = await self._reception.answer(message)
        return await self._shown(user, answer, {})

    async def _say(self, request: Request) -> JSONResponse:
        """The answer to a message, with all else that was said beyond what the page has shown."""
        found = await asked(request, _SAID)
        if isinstance(found, Refused):
            return self._refused(found)
        if "key" not in found or ("text" in found) == ("button" in found):
            return self._refused(_EMPTY)
        now = self._reception.now()
        known = self._identities.known(request, now)
        user = known or self._identities.fresh()
        message = Incoming(
            channel=self.name,
            account="",
            user=user,
            key=found["key"],
            at=now,
            text=found.get("text", ""),
            button=found.get("button"),
        )
        response = await self._shown(user, await self._reception.answer(message), found)
        if known is None:
            self._identities.give(response, user, now)
        return response

    async def _news(self, request: Request) -> JSONResponse:
        """What was said beyond what the page has shown, as soon as there is anything."""
        found = await asked(request, _SHOWN)
        if isinstance(found, Refused):
            return self._refused(found)
        user = self._identities.known(request, self._reception.now())
        if user is None:
            return _json({"stranger": True}, 401)
        shown = _last(found)
        with self._watch.waiting(user, shown) as waiting:
            seen = await self._thread(user, shown)
            if seen is not None and not _is_beyond(seen, shown):
                await ended(waiting, request.receive, self._wait)
                seen = await self._thread(user, shown)
        return _unanswered(BUSY.text) if seen is None else _json(thread_json(seen, self._links))

    async def _shown(self, user: str, answer: Answer, found: Mapping[str, str]) -> JSONResponse:
        """An answer as the page shows it: with its turn; alone where it is not kept with the person."""
        self._watch.tell(user)
        if answer.turn is None:
            is_busy = answer.replies == (BUSY,)
            return _unanswered((BUSY if is_busy else TOO_MANY).text, 200 if is_busy else 429)
        seen = await self._thread(user, _last(found))
        if seen is None:
            return _unanswered(BUSY.text)
        alone = replies_json(answer.replies, self._links) if answer.erases or not seen.name else []
        return _json({**thread_json(seen, self._links), "alone": alone})

    async def _thread(self, user: str, shown: Last = ("", 0)) -> Thread | None:
        """What was said with a person beyond what is shown; None where the database is away."""

        def found() -> Thread:
            with patience(LOOKING), self._database.reading() as connection:
                name, after = shown
                return thread(connection, self.name, "", user, name=name, after=after, most=SHOWN)

        try:
            return await self._reception.in_thread(found)
        except Away:
            return None

    async def _lasts(self, users: list[str]) -> Mapping[str, Last] | None:
        def found() -> Mapping[str, Last]:
            with patience(LOOKING), self._database.reading() as connection:
                return lasts(connection, self.name, "", users)

        try:
            return await self._reception.in_thread(found)
        except Away:
            return None

    def _refused(self, refused: Refused) -> JSONResponse:
        self._reception.meters.errors.labels(self.name, refused.code).inc()
        return _unanswered(refused.text, refused.status)


def _last(found: Mapping[str, str]) -> Last:
    return found.get("thread", ""), int(found.get("after", "0"))


def _is_beyond(seen: Thread, shown: Last) -> bool:
    return bool(seen.said) or seen.name != shown[0]


def _unanswered(text: str, status: int = 200) -> JSONResponse:
    """The message was not dealt with; the page says why, and keeps it to be sent again."""
    return _json({"error": text}, status)


def _json(content: dict[str, Any], status: int = 200) -> JSONResponse:
    return JSONResponse(content, status, {**GUARDS, "Cache-Control": "no-store"})
