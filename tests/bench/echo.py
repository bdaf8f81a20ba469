"""Servers that are measured: `python -m tests.bench.echo KIND FOLDER` prints its address and serves until it ends.

`http`: Starlette alone, which reads the body and says OK. `echo`: the floor, the least that answers in safe mode with
wechatpy as its manual shows it. `still`: our channel with turns that say the same each time, so that only HTTP,
sealing, XML and the hop to a thread take time. `whole`: the durable turn, on SQLite in the folder.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer, Turns
from bot.app import now
from bot.channels.wechat.channel import WeChat
from bot.reception.meters import Meters
from bot.reception.reception import Reception
from bot.service.application import Service
from bot.service.server import Server
from bot.tencent.account import Account
from dialogs import Reply
from storage.database import Database, database
from storage.migrating import prepare
from tests.bot.sending import some_turns
from tests.bot.tencent.vendor import Pushed, an_account

KINDS = ("http", "echo", "still", "whole")


class Still:
    """Turns that say the same each time."""

    def at_once(self, messages: Sequence[Incoming]) -> list[Answer]:
        return [self.handle(message) for message in messages]

    def handle(self, _: Incoming) -> Answer:
        return Answer(replies=(Reply(text="最高可兑付 9 万元：30 万元 × 30%，年度上限 20 万元。"),), turn=1)


def bare() -> ASGIApp:
    async def called(request: Request) -> Response:
        await request.body()
        return PlainTextResponse("OK")

    return Starlette(routes=[Route("/wechat", called, methods=["POST"])])


def echo(account: Account) -> ASGIApp:
    crypto = WeChatCrypto(account.token, account.aes_key, account.id)

    async def called(request: Request) -> Response:
        query = request.query_params
        check_signature(account.token, query["signature"], query["timestamp"], query["nonce"])
        body = await request.body()
        sealed = query["msg_signature"], query["timestamp"], query["nonce"]
        message = parse_message(crypto.decrypt_message(body, *sealed))
        answer = create_reply(message.content, message=message).render()
        return Response(crypto.encrypt_message(answer, query["nonce"]), media_type="text/xml")

    return Starlette(routes=[Route("/wechat", called, methods=["POST"])])


def ours(account: Account, turns: Any, store: Database) -> uvicorn.Server:
    reception = Reception(turns, store, Meters(), now, a_minute=1_000_000, is_inline=store.is_sqlite)
    service = Service(reception, store, [WeChat(account, reception, Pushed())])
    return Server(service.application, begun=lambda: None, end=service.end)


def floor(app: ASGIApp) -> uvicorn.Server:
    return uvicorn.Server(uvicorn.Config(app, ws="none", log_config=None, access_log=False))


def server(kind: str, folder: Path) -> uvicorn.Server:
    account, store = an_account(), database(None, folder)
    if kind == "http":
        return floor(bare())
    if kind == "echo":
        return floor(echo(account))
    prepare(store)
    turns: Turns | Still = Still() if kind == "still" else some_turns(store)
    return ours(account, turns, store)


def main() -> None:
    kind, folder = sys.argv[1:]
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    measured = server(kind, Path(folder))
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    measured.run([listening])


if __name__ == "__main__":
    main()
