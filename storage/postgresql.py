"""PostgreSQL: connections that give up in time, also where the server neither answers nor goes away."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from psycopg import Connection, OperationalError

from storage.patience import end, is_over, left

# The shortest that the driver waits for a connection.
SHORTEST = 2


class Bounded(Connection[Any]):
    """A connection whose statements end when patience does: no limit set on a server binds one that stands still."""

    def wait(self, gen: Generator[Any, Any, Any], *arguments: Any, **more: Any) -> Any:
        """Runs what the driver asks of the server. Raises OperationalError, the connection closed, when it is time."""
        return super().wait(self._bounded(gen), *arguments, **more)

    def _bounded(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        until = end()
        try:
            wanted = next(gen)
            while True:
                # Nothing is ready: the driver asks again ten times a second.
                if not (ready := (yield wanted)) and is_over(until):
                    self.close()
                    raise OperationalError("the server does not answer")
                wanted = gen.send(ready)
        except StopIteration as done:
            return done.value


def connected(*arguments: Any, **parameters: Any) -> Bounded:
    """A connection to the first of the hosts that gives one while there is time. Raises OperationalError."""
    hosts = str(parameters.pop("host", "") or "").split(",")
    ports = str(parameters.pop("port", "") or "").split(",")
    error = OperationalError("no time is left for a connection")
    for number, host in enumerate(hosts):
        if left() < SHORTEST:
            break
        own = {"host": host, "port": ports[number if len(ports) == len(hosts) else 0]}
        named: dict[str, Any] = parameters | {name: value for name, value in own.items() if value}
        try:
            return Bounded.connect(*arguments, **named)
        except OperationalError as refused:
            error = refused
    raise error
