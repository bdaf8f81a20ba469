"""Pushing: what a WeChat service account sends by itself, within the windows and the leave that people give."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.wechat.forms import Blank, Form
from bot.channels.wechat.messages import CHANNEL
from bot.reception.channel import Outcome, Reminder
from bot.reception.reception import Reception
from bot.tencent import texts
from bot.tencent.account import Account
from bot.tencent.client import TIMEOUTS, WECHAT_API
from bot.tencent.errors import NO_LEAVE, OVER, TOO_LONG
from bot.tencent.pushing import AWAY, TencentPushing
from bot.tencent.texts import Part
from storage import grants, windows
from storage.database import Away, Collision, Database
from storage.windows import Room

# What stands over choices without a text of their own.
_CHOOSE = "请选择"
# How often a text is halved that is too long for the vendor all the same.
_HALVINGS = 2
_LOST = Outcome(kind="unreachable", code="lost")
_FULL = Outcome(kind="held", code="window")
_SHUT = Outcome(kind="held", code="no_leave")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something told unasked, in each way in which it can be; a way without a form is not taken.

    `key` is the same whenever this notice is sent again.
    """

    user: str
    key: str
    text: str
    lasting: Form | None = None
    template: Form | None = None
    once: Form | None = None


class Pushing(TencentPushing):
    """Pushes answers, and notices, to the people of one account."""

    api = WECHAT_API

    def __init__(
        self,
        account: Account,
        reception: Reception,
        database: Database,
        *,
        template: Blank | None = None,
        notice: Blank | None = None,
        timeouts: tuple[float, float] = TIMEOUTS,
    ):
        """`template`: of template messages; `notice`: of those that people give leave for."""
        super().__init__(account, reception, database, timeouts=timeouts)
        self._template, self._notice = template, notice
        self.reach = "window" if template is None else "always"
        # It is the first way then. The ways after it have no key, and say so; the vendor must refuse it first.
        self.is_repeatable = template is not None

    async def _reminded(self, user: str, reminder: Reminder) -> Outcome:
        at = self._reception.now()
        template = None if self._template is None else self._template.filled(reminder, at)
        leave = None if self._notice is None else self._notice.filled(reminder, at)
        return await self._notified(
            Notice(
                user=user,
                key=reminder.key,
                text=reminder.text,
                lasting=leave if template is None else None,
                template=template,
                once=leave,
            )
        )

    async def notify(self, notice: Notice) -> Outcome:
        """Tells a person something by the first way that is open.

        Lasting leave, then a template, then leave for once, then the window of what they wrote last; where none is
        open it is `held` for the next visit.
        """
        try:
            if await self._reception.in_thread(self._is_lost, notice.user):
                return _LOST
            return await self._notified(notice)
        except (Away, Collision):
            return AWAY

    async def _notified(self, notice: Notice) -> Outcome:
        """What became of a notice to somebody who is not lost as far as is known. Raises Away and Collision."""
        opens: Outcome | None = None
        for way, is_keyed in ((self._by_lasting, False), (self._by_template, True), (self._by_once, False)):
            outcome = await way(notice)
            # What is not open now, or is no longer allowed, leaves the ways after it.
            if outcome.kind != "held" and outcome.code != NO_LEAVE:
                return outcome if is_keyed else replace(outcome, is_keyed=False)
            if outcome.after:
                opens = opens or outcome
        outcome = await self._said(notice.user, notice.text)
        return opens if opens is not None and outcome == _FULL else replace(outcome, is_keyed=False)

    async def _by_lasting(self, notice: Notice) -> Outcome:
        return await self._by_leave(notice.user, notice.lasting, lasting=True)

    async def _by_once(self, notice: Notice) -> Outcome:
        return await self._by_leave(notice.user, notice.once, lasting=False)

    async def _by_leave(self, user: str, form: Form | None, *, lasting: bool) -> Outcome:
        if form is None or not await self._reception.in_thread(self._is_allowed, user, form, lasting):
            return _SHUT

        def send(api: Any) -> Any:
            return api.message.send_subscribe_message(
                user, form.template, _values(form), page=form.url or None
            )

        outcome = (await self._client.called("subscribe", send)).outcome
        if outcome.code == NO_LEAVE:
            await self._reception.in_thread(self._withdraw, user, form)
        elif outcome.kind in ("sent", "uncertain") and not lasting:
            await self._reception.in_thread(self._use, user, form)
        return outcome

    async def _by_template(self, notice: Notice) -> Outcome:
        if (form := notice.template) is None:
            return _SHUT
        body = {"touser": notice.user, "template_id": form.template, "data": _values(form)}
        # wechatpy's own sends no id, by which the vendor knows what came before.
        body |= {"client_msg_id": notice.key} | ({"url": form.url} if form.url else {})

        def send(api: Any) -> Any:
            return api.post("message/template/send", data=body)

        return (await self._client.called("template", send, is_repeatable=True)).outcome

    async def _pushed(self, user: str, part: Part, halvings: int = _HALVINGS) -> Outcome:
        """Pushes one part, if a window has room for it."""
        room: Room = await self._reception.in_thread(self._spend, user)
        if room.kind != "spent":
            return _LOST if room.kind == "lost" else _FULL
        outcome = (await self._client.called("custom", _message(user, part))).outcome
        if outcome.kind not in ("sent", "uncertain") and room.push is not None:
            await self._reception.in_thread(self._give_back, room.push)
        if outcome.code in OVER:
            await self._reception.in_thread(self._shut, user)
        if outcome.code != TOO_LONG or not halvings or len(part.text) < 2:
            return outcome
        first, second = _halves(part.text)
        for half in (Part(text=first), Part(text=second, choices=part.choices)):
            outcome = await self._pushed(user, half, halvings - 1)
            if outcome.kind != "sent":
                break
        return outcome

    def _who(self, user: str) -> tuple[str, str, str]:
        return CHANNEL, self._account.id, user

    def _is_lost(self, user: str) -> bool:
        with self._database.reading() as connection:
            return windows.is_lost(connection, *self._who(user))

    def _is_allowed(self, user: str, form: Form, lasting: bool) -> bool:
        with self._database.reading() as connection:
            found = grants.usable(connection, *self._who(user), form.template, lasting=lasting)
        return found is not None

    # What became of a call stands, also where it cannot be noted just then: the vendor says the same of the next one.

    def _withdraw(self, user: str, form: Form) -> None:
        with suppress(Away, Collision), self._database.writing("grant_withdraw") as connection:
            grants.withdraw(connection, *self._who(user), form.template, self._reception.now())

    def _use(self, user: str, form: Form) -> None:
        with suppress(Away, Collision), self._database.writing("grant_spend") as connection:
            grants.spend(connection, *self._who(user), form.template, self._reception.now())

    def _spend(self, user: str) -> Room:
        with self._database.writing("window_spend") as connection:
            return windows.spend(connection, *self._who(user), self._reception.now())

    def _give_back(self, push: int) -> None:
        with suppress(Away, Collision), self._database.writing("window_back") as connection:
            windows.give_back(connection, push)

    def _shut(self, user: str) -> None:
        with suppress(Away, Collision), self._database.writing("window_shut") as connection:
            windows.shut(connection, *self._who(user), self._reception.now())


def _values(form: Form) -> dict[str, dict[str, str]]:
    return {name: {"value": value} for name, value in form.fields.items()}


def _halves(text: str) -> tuple[str, str]:
    head = texts.begin(text, len(text.encode()) // 2)
    line = head.rfind("\n") + 1
    return (text[:line], text[line:]) if line else (head, text[len(head) :])


def _message(user: str, part: Part) -> Callable[[Any], Any]:
    """A text, or one whose choices can be tapped; they keep the numbers that may be typed instead."""
    if not part.choices:
        return lambda api: api.message.send_text(user, part.text)
    rows = [{"id": button, "content": f"{n} {label}"} for n, (button, label) in enumerate(part.choices, 1)]
    menu = {"head_content": part.text or _CHOOSE, "list": rows, "tail_content": ""}
    return lambda api: api.message.send_msg_menu(user, menu)
