"""Telegram: a bot, called by webhook or polling; each update is kept before it is acknowledged."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from bot.channels.telegram.account import Pace, TelegramAccount
from bot.channels.telegram.api import Api
from bot.channels.telegram.bodies import Refused, body, update
from bot.channels.telegram.outcomes import code, outcome
from bot.channels.telegram.parts import Part, files, parted
from bot.channels.telegram.persistence import Persistence
from bot.channels.telegram.polling import poll
from bot.channels.telegram.updates import CHANNEL, Gone, Joined, Said, Unread, read
from bot.reception.channel import SENT, Outcome, Passed, Reminder
from bot.reception.reception import TOO_MANY, Reception
from dialogs import Reply
from dialogs.records import Reach
from storage import inbox

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
# Seconds for one part, waits of the limiter included; well below the time for which a message is one's own.
SENDING = 40.0
# The same for a reminder, which is one's own for half a minute.
REMINDING = 20.0
# Calls at a time that nothing depends on, and seconds that each may take.
MOST_BESIDE, BESIDE = 200, 2.0
# Seconds after which the vendor calls again, if the database is away.
AGAIN = "2"
UNREGISTERED = (
    "set QUANZHU_TELEGRAM_WEBHOOK_URL, or call setWebhook yourself with the secret as its secret_token"
)
PRIVATELY = Part(text="这里只在私聊里回答：请点开我的头像，直接发消息。")

log = structlog.get_logger(__name__)


class Telegram:
    """Keeps what people say, and delivers the answers; groups are told once that it answers in private."""

    name = CHANNEL
    reach: Reach = "always"
    is_repeatable = False

    def __init__(self, account: TelegramAccount, reception: Reception, pace: Pace | None = None):
        self._account, self._reception = account, reception
        self._api = Api(account, pace or Pace())
        self._persistence = Persistence(self._api, pace or Pace(), self._count)
        self._loops: set[asyncio.Task[None]] = set()
        self._beside: set[asyncio.Task[None]] = set()
        self._deliveries = 0
        self._is_idle = asyncio.Event()
        self._is_idle.set()

    def routes(self) -> Sequence[BaseRoute]:
        """The webhook's; none where updates are fetched."""
        if self._account.mode == "polling":
            return ()
        return (Route(PATH, self._called, methods=["POST"]),)

    async def start(self) -> None:
        """Begins to register, and to fetch where nobody calls."""
        self._begin(self._persistence.result("setMyCommands", self._api.publish_commands))
        if self._account.mode == "polling":
            self._begin(poll(self._api, self._persistence, self._taken))
        elif self._account.webhook_url:
            url, secret = self._account.webhook_url, self._account.secret
            self._begin(self._persistence.result("setWebhook", lambda: self._api.register(url, secret)))
        else:
            log.warning("telegram", call="setWebhook", said=UNREGISTERED)

    async def stop(self) -> None:
        """Fetches nothing more; what is under way is sent."""
        for task in self._loops:
            task.cancel()
        try:
            await asyncio.gather(*self._loops, *self._beside, return_exceptions=True)
            await self._is_idle.wait()
        finally:
            await self._api.close()

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome:
        """Pushes the answer to a message, beginning after so many parts that are delivered already."""
        with self._delivering():
            shown = (*parted(answer), *files(answer, message.at))
            for n, part in enumerate(shown[parts:], parts + 1):
                if (found := await self._sent(int(message.user), part)).kind != "sent":
                    return found
                await passed(n)
            return SENT

    async def remind(self, user: str, reminder: Reminder) -> Outcome:
        """Sends a reminder; one whose begin has arrived is not begun once more, but shown at the next visit."""
        with self._delivering():
            answer = Answer(replies=(Reply(text=reminder.text),), turn=None)
            for n, part in enumerate(parted(answer)):
                if (found := await self._sent(int(user), part, REMINDING)).kind != "sent":
                    return replace(found, kind="held", after=0) if n and found.kind == "retry" else found
            return SENT

    @contextmanager
    def _delivering(self) -> Iterator[None]:
        self._deliveries += 1
        self._is_idle.clear()
        try:
            yield
        finally:
            self._deliveries -= 1
            if not self._deliveries:
                self._is_idle.set()

    async def _sent(self, chat: int, part: Part, within: float = SENDING) -> Outcome:
        try:
            async with asyncio.timeout(within):
                await self._api.send(chat, part)
        except TimeoutError:
            self._count("slow")
            return Outcome(kind="uncertain", code="slow")
        except Exception as error:
            # Beside the vendor's errors, python-telegram-bot raises others where it cannot build what came back.
            found = outcome(error)
            self._count(found.code)
            # A token that is refused, or an answer, needs somebody; anything else comes right by itself.
            is_alarm = found.kind in ("refused", "uncertain") or found.code == "401"
            level = log.error if is_alarm else log.warning
            level("telegram", call="sendMessage", code=found.code, said=self._api.words(error))
            return found
        return SENT

    async def _called(self, request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode("latin-1")
        secret = self._account.secret.encode()
        try:
            if not secret or not hmac.compare_digest(given, secret):
                raise Refused(403, "secret")
            found = update(await body(request))
        except Refused as refused:
            self._count(refused.reason)
            return PlainTextResponse(refused.reason, refused.status)
        if not await self._taken(found):
            return PlainTextResponse("busy", 503, {"Retry-After": AGAIN})
        return PlainTextResponse("ok")

    async def _taken(self, given: object) -> bool:
        """Whether an update is kept, or asks for nothing; False where the database is away."""
        if not isinstance(given, dict):
            self._count("unknown")
            return True
        match read(given, self._account.id, self._reception.now()):
            case Said(message=message, query=query):
                if not await self._kept(message):
                    return False
            case Gone(user=user):
                who, at = (CHANNEL, self._account.id, user), self._reception.now()
                return await self._reception.note(lambda connection: inbox.lose(connection, *who, at))
            case Joined(chat=chat):
                self._do_beside(self._api.send(chat, PRIVATELY))
                return True
            case Unread(reason=reason, query=query):
                self._count(reason)
        if query is not None:
            self._do_beside(self._api.settle(query))
        return True

    async def _kept(self, message: Incoming) -> bool:
        weighed = self._reception.weighed(message)
        if weighed == "free":
            return await self._reception.keep(message)
        if weighed == "too_many":
            self._do_beside(self._api.send(int(message.user), Part(text=TOO_MANY.text)))
        return True

    def _do_beside(self, call: Coroutine[Any, Any, None]) -> None:
        """Makes a call that nothing depends on."""
        if len(self._beside) >= MOST_BESIDE:
            call.close()
            return
        task = asyncio.create_task(self._tried(call))
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _tried(self, call: Coroutine[Any, Any, None]) -> None:
        try:
            async with asyncio.timeout(BESIDE):
                await call
        except TimeoutError:
            self._count("slow")
        except Exception as error:
            self._count(code(error))

    def _begin(self, loop: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(loop)
        self._loops.add(task)
        task.add_done_callback(self._loops.discard)

    def _count(self, reason: str) -> None:
        self._reception.meters.errors.labels(CHANNEL, reason).inc()
