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
    """A connection, if there is time for one. Raises OperationalError."""
    if left() < SHORTEST:
        raise OperationalError("no time is left for a connection")
    return Bounded.connect(*arguments, **parameters)
