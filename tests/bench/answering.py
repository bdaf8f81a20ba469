"""A WeChat that answers each call after a while: `python -m tests.bench.answering SECONDS` prints its address.

It is made to cost little: bytes in, bytes out. `/report` tells how many messages came since the last report, and when
the first and the last of them did, by the machine's clock that only goes on.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_TOKEN = {"errcode": 0, "access_token": "a-token", "expires_in": 7200}


class WeChat:
    """What came since the last report."""

    def __init__(self, seconds: float):
        self._seconds = seconds
        self._came: list[float] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if length := _LENGTH.search(head):
                    await reader.readexactly(int(length[1]))
                answer = json.dumps(await self._answer(head.split(b" ", 2)[1])).encode()
                kind = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
                writer.write(kind + str(len(answer)).encode() + b"\r\n\r\n" + answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, path: bytes) -> object:
        if path.startswith(b"/report"):
            came, self._came = self._came, []
            return {"count": len(came), "first": min(came, default=0), "last": max(came, default=0)}
        if b"/send" not in path:
            return _TOKEN
        self._came.append(time.monotonic())
        await asyncio.sleep(self._seconds)
        return {"errcode": 0, "errmsg": "ok"}


async def main() -> None:
    server = await asyncio.start_server(WeChat(float(sys.argv[1])).serve, "127.0.0.1", 0, backlog=256)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
