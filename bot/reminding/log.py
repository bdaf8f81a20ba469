"""Log: what operators are told of reminders; nowhere where no log is kept, as beside a chat in a terminal."""

from __future__ import annotations

import sys


class Log:
    """Tells structlog, if anybody who keeps a log has loaded it: a terminal does without, and has no room for it."""

    def __init__(self, name: str):
        self._name = name

    def warning(self, event: str, **told: object) -> None:
        self._tell("warning", event, told)

    def exception(self, event: str, **told: object) -> None:
        self._tell("exception", event, told)

    def _tell(self, method: str, event: str, told: dict[str, object]) -> None:
        if (structlog := sys.modules.get("structlog")) is not None:
            getattr(structlog.get_logger(self._name), method)(event, **told)
