"""Calendars: where the links to dates lead; what is asked of them without one is not there."""

from __future__ import annotations

import time
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.reception.limits import Limit
from bot.reception.reception import A_MINUTE, Reception
from bot.showing.calendar_links import FOLDER, CalendarLinks
from bot.showing.calendars import MEDIA_TYPE, file_name, ics
from dialogs import Reply
from storage.database import Away, Database
from storage.patience import patience
from storage.turns import turn

# Seconds to look a turn up, and until to ask again where the database is away.
LOOKING, AGAIN = 4.0, "5"
_SAFE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_TOO_MANY, _BUSY = "请过一会儿再试。\n", "系统暂时连不上，请稍后再试。\n"


class Calendars:
    """Makes each file anew from what was said; whoever has a link may have it so many times a minute."""

    def __init__(
        self, links: CalendarLinks, reception: Reception, database: Database, *, a_minute: int = A_MINUTE
    ):
        self._links, self._reception, self._database = links, reception, database
        self._limit = Limit(a_minute)
        self._asked = 0

    def route(self) -> Route:
        return Route(f"/{FOLDER}/{{name}}", self._given)

    async def _given(self, request: Request) -> Response:
        """The file; a link that is forged, and one to what is forgotten, are as any address that is not there."""
        place = self._links.place(request.path_params["name"])
        if place is None:
            raise HTTPException(404)
        # Each time that it is asked for counts.
        self._asked += 1
        who = ".".join(map(str, place))
        if self._limit.weighed(who, str(self._asked), time.monotonic()) != "free":
            self._reception.meters.errors.labels(FOLDER, "429").inc()
            return PlainTextResponse(_TOO_MANY, 429, {**_SAFE, "Retry-After": "60"})
        try:
            file = await self._reception.in_thread(self._file, *place)
        except Away:
            self._reception.meters.errors.labels(FOLDER, "away").inc()
            return PlainTextResponse(_BUSY, 503, {**_SAFE, "Retry-After": AGAIN})
        if file is None:
            raise HTTPException(404)
        name, content = file
        disposition = f"attachment; filename=\"calendar.ics\"; filename*=UTF-8''{quote(name, safe='')}"
        return Response(content, media_type=MEDIA_TYPE, headers={**_SAFE, "Content-Disposition": disposition})

    def _file(self, number: int, place: int) -> tuple[str, bytes] | None:
        with patience(LOOKING), self._database.reading() as connection:
            found = turn(connection, number)
        # What was said to somebody who had everything erased is nobody's any more.
        if found is None or found.person is None or place >= len(found.replies):
            return None
        calendar = Reply.from_json(found.replies[place]).calendar
        return None if calendar is None else (file_name(calendar), ics(calendar, found.at))
