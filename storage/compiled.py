"""Compiled editions, kept as files of one folder that only their owner can write."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

KEPT = 8
MAX_FILE = 1 << 26
ABANDONED = 3600
_KEY = re.compile(r"[0-9a-f]{32,128}", re.ASCII)
_DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class CompiledShelf:
    """A `policy.library.Shelf`: what cannot be read, or could have been written by others, is not there.

    Only the KEPT latest are kept. Nothing raises: whoever asks can make the content again.
    """

    folder: Path

    def get(self, key: str) -> bytes | None:
        """The content put under a key, None where there is none or it is not whole and ours."""
        if not _KEY.fullmatch(key):
            return None
        try:
            if not _is_private(os.lstat(self.folder), stat.S_ISDIR):
                return None
            with open(self.folder / key, "rb", opener=_opened) as file:
                found = os.fstat(file.fileno())
                if not _is_private(found, stat.S_ISREG) or found.st_size > MAX_FILE:
                    return None
                digest, content = file.read(_DIGEST), file.read()
        except OSError:
            return None
        return content if hashlib.sha256(content).digest() == digest else None

    def put(self, key: str, content: bytes) -> None:
        """Keeps a content, if it can be."""
        if not _KEY.fullmatch(key):
            return
        draft = self.folder / f".{key}.{os.getpid()}"
        with contextlib.suppress(OSError):
            for folder in (self.folder.parent, self.folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_private(os.lstat(self.folder), stat.S_ISDIR):
                return
            try:
                with open(draft, "xb", opener=_created) as file:
                    file.write(hashlib.sha256(content).digest() + content)
                os.replace(draft, self.folder / key)
            except OSError:
                draft.unlink(missing_ok=True)
                raise
            self._forget(key)

    def _forget(self, latest: str) -> None:
        """Removes older keys, and drafts that their writer left behind."""
        now = os.lstat(self.folder / latest).st_mtime
        ages: dict[str, float] = {}
        with os.scandir(self.folder) as entries:
            for entry in entries:
                with contextlib.suppress(FileNotFoundError):
                    ages[entry.name] = now - entry.stat(follow_symlinks=False).st_mtime
        keys = [name for name in ages if _KEY.fullmatch(name) and name != latest]
        older = sorted(keys, key=ages.__getitem__)[KEPT - 1 :]
        left = [name for name in ages if name.startswith(".") and ages[name] > ABANDONED]
        for name in (*older, *left):
            with contextlib.suppress(OSError):
                (self.folder / name).unlink()


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


def _created(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)


def _is_private(found: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Whether a file is of that kind, ours, and writable by nobody else."""
    return is_kind(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022
