"""Notices: what is to appear above the prompt, on its way there from another thread."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future


class Notices:
    """Texts in their order, each of them shown once, or not at all because the chat has ended."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[str, Future[bool]]] = deque()
        self._lock = threading.Lock()
        self._is_closed = False
        self._tell: Callable[[], None] | None = None

    def put(self, text: str) -> Future[bool]:
        """Whether the text has been shown, as soon as that is certain."""
        found: Future[bool] = Future()
        # Nobody may take it back any more.
        found.set_running_or_notify_cancel()
        with self._lock:
            if self._is_closed:
                found.set_result(False)
                return found
            self._waiting.append((text, found))
            tell = self._tell
        if tell is not None:
            tell()
        return found

    def take_back(self, notice: Future[bool]) -> bool:
        """Has a text not appear any more; False where it is appearing just now, or has."""
        with self._lock:
            for one in self._waiting:
                if one[1] is notice:
                    self._waiting.remove(one)
                    notice.set_result(False)
                    return True
        return False

    def tell(self, tell: Callable[[], None] | None) -> None:
        """Calls this whenever there is something new, and now if there is; it may be called in any thread."""
        with self._lock:
            self._tell = tell
            is_new = bool(self._waiting)
        if tell is not None and is_new:
            tell()

    def show(self, show: Callable[[str], None]) -> None:
        """Shows all that waits."""
        while True:
            with self._lock:
                if not self._waiting:
                    return
                text, found = self._waiting.popleft()
            is_shown = False
            try:
                show(text)
                is_shown = True
            finally:
                found.set_result(is_shown)

    def close(self) -> None:
        """Shows nothing any more."""
        with self._lock:
            self._is_closed, self._tell = True, None
            left, self._waiting = self._waiting, deque()
        for _, found in left:
            found.set_result(False)
