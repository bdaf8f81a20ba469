"""The shelf of compiled editions: private, whole, and free to forget."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.library import library
from storage.compiled import KEPT, CompiledShelf


def key(number: int) -> str:
    return f"{number:064x}"


def a_shelf(tmp_path: Path) -> CompiledShelf:
    return CompiledShelf(tmp_path / "data" / "cache")


def test_what_was_put_is_got(tmp_path: Path) -> None:
    shelf = a_shelf(tmp_path)
    assert shelf.get(key(1)) is None
    shelf.put(key(1), b"one")
    shelf.put(key(1), b"two")
    assert shelf.get(key(1)) == b"two"
    assert shelf.get(key(2)) is None
    assert [path.name for path in shelf.folder.iterdir()] == [key(1)]


def test_only_the_owner_may_read_and_write(tmp_path: Path) -> None:
    shelf = a_shelf(tmp_path)
    shelf.put(key(1), b"one")
    for path in (shelf.folder.parent, shelf.folder, shelf.folder / key(1)):
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "name", ["", "x", "../secret", "/etc/passwd", "G" * 64, "a" * 31, "a" * 200, "０" * 64]
)
def test_a_name_that_is_no_hash_is_neither_written_nor_read(tmp_path: Path, name: str) -> None:
    shelf = a_shelf(tmp_path)
    shelf.put(name, b"x")
    assert shelf.get(name) is None
    assert not shelf.folder.exists()


def shared(path: Path) -> None:
    path.chmod(0o666)


def in_a_shared_folder(path: Path) -> None:
    path.parent.chmod(0o777)


def given_away(path: Path) -> None:
    os.chown(path, 12345, -1)


def linked(path: Path) -> None:
    path.rename(path.parent / "elsewhere")
    path.symlink_to(path.parent / "elsewhere")


def in_a_linked_folder(path: Path) -> None:
    elsewhere = path.parent.parent / "elsewhere"
    path.parent.rename(elsewhere)
    path.parent.symlink_to(elsewhere)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def empty(path: Path) -> None:
    path.write_bytes(b"")


SPOILT = [shared, in_a_shared_folder, linked, in_a_linked_folder, a_folder, short, empty]


@pytest.mark.parametrize("spoil", [*SPOILT, *([given_away] if os.geteuid() == 0 else [])])
def test_what_others_could_have_written_and_what_is_not_whole_is_not_there(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    shelf = a_shelf(tmp_path)
    shelf.put(key(1), b"content")
    assert shelf.get(key(1)) == b"content"
    spoil(shelf.folder / key(1))
    assert shelf.get(key(1)) is None


@given(position=st.integers(0, 38), bit=st.integers(0, 7))
def test_a_changed_bit_is_noticed(tmp_path_factory: pytest.TempPathFactory, position: int, bit: int) -> None:
    shelf = CompiledShelf(tmp_path_factory.getbasetemp() / "bits")
    shelf.put(key(1), b"content")
    held = bytearray((shelf.folder / key(1)).read_bytes())
    held[position] ^= 1 << bit
    (shelf.folder / key(1)).write_bytes(held)
    assert shelf.get(key(1)) is None


def test_what_cannot_be_written_is_forgotten_silently(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/none/cache")):
        shelf = CompiledShelf(folder)
        shelf.put(key(1), b"x")
        assert shelf.get(key(1)) is None


def test_a_folder_that_others_may_write_is_not_used(tmp_path: Path) -> None:
    shelf = a_shelf(tmp_path)
    shelf.folder.mkdir(parents=True)
    shelf.folder.chmod(0o777)
    shelf.put(key(1), b"x")
    assert list(shelf.folder.iterdir()) == []


def test_older_keys_and_abandoned_drafts_are_removed(tmp_path: Path) -> None:
    shelf = a_shelf(tmp_path)
    for number in range(KEPT + 4):
        shelf.put(key(number), b"x")
        age = 1_700_000_000 + number
        os.utime(shelf.folder / key(number), (age, age))
    abandoned, fresh = shelf.folder / f".{key(98)}.1", shelf.folder / f".{key(99)}.2"
    abandoned.touch()
    fresh.touch()
    os.utime(abandoned, (0, 0))
    shelf.put(key(50), b"latest")
    kept = {path.name for path in shelf.folder.iterdir()}
    assert kept == {fresh.name, key(50), *(key(number) for number in range(5, KEPT + 4))}


def test_the_library_comes_from_the_shelf_as_it_went_there(tmp_path: Path) -> None:
    shelf = a_shelf(tmp_path)
    made = library(shelf=shelf)
    kept = library(shelf=shelf)
    assert {name: each.edition for name, each in kept.editions.items()} == {
        name: each.edition for name, each in made.editions.items()
    }
    assert len(list(shelf.folder.iterdir())) == 1


def test_rubbish_on_the_shelf_is_compiled_anew(tmp_path: Path) -> None:
    shelf = a_shelf(tmp_path)
    library(shelf=shelf)
    (held,) = shelf.folder.iterdir()
    shelf.put(held.name, b"no pickle")
    assert set(library(shelf=shelf).editions) == set(library().editions)
