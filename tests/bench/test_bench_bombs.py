"""What bombs cost before they are refused: time, and memory at its highest, for bodies as long as they may be."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from bot.channels.telegram.bodies import Refused, update
from bot.channels.web.asked import flat
from bot.tencent.callbacks import MOST_BYTES
from bot.tencent.markup import BadMarkup, parsed

ROOM = MOST_BYTES - 200


def _xml(body: bytes) -> None:
    with pytest.raises(BadMarkup):
        parsed(body)


def _telegram(body: bytes) -> None:
    with pytest.raises(Refused):
        update(body)


def _page(body: bytes) -> None:
    assert flat(body) is None


BOMBS: dict[str, tuple[Callable[[bytes], None], bytes]] = {
    "xml nested": (_xml, b"<xml>" + b"<a>" * (ROOM // 3)),
    "xml wide": (_xml, b"<xml>" + b"<a/>" * (ROOM // 4) + b"</xml>"),
    "xml attributes": (
        _xml,
        b"<xml " + b" ".join(b'a%d="1"' % n for n in range(ROOM // 12)) + b"><xml/><xml/>",
    ),
    "xml entities": (_xml, b'<!DOCTYPE x [<!ENTITY a "' + b"x" * ROOM + b'">]><xml>&a;</xml>'),
    "xml twice": (_xml, b"<xml><a>" + b"x" * ROOM + b"</a><a></a></xml>"),
    "json nested, telegram": (_telegram, b"[" * ROOM),
    "json nested objects, telegram": (_telegram, b'{"a":' * (ROOM // 5)),
    "json wide, telegram": (_telegram, b"[" + b"1," * (ROOM // 2) + b"1]"),
    "json number, telegram": (_telegram, b'{"update_id":' + b"9" * ROOM + b"}"),
    "json nested, page": (_page, b"[" * ROOM),
    "json quotes, page": (_page, b'{"a":"' + b'\\"' * (ROOM // 2)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb(benchmark: BenchmarkFixture, name: str) -> None:
    refuse, body = BOMBS[name]
    assert len(body) <= MOST_BYTES
    tracemalloc.start()
    refuse(body)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    benchmark.extra_info["kilobytes_at_most"] = round(highest / 1024)
    benchmark(refuse, body)
