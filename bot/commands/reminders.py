"""`reminders`: what people are reminded of, listed, shown, retried, resolved, planned and sent."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import TYPE_CHECKING

from bot.bad_input import BadInput, cut
from bot.command_line import Commands, add_acting, add_command, add_editions, add_json, add_moment
from bot.editions import complain, opened
from bot.showing.json_text import json_text
from bot.stores import store_at_work
from bot.world import World

if TYPE_CHECKING:
    from bot.office.acting import Acting
    from bot.reception.channel import Channel
    from bot.reception.reception import Reception
    from bot.service.settings import ServiceSettings
    from storage.database import Connection, Database
    from storage.deliveries import Delivery

MOST = 200
FAILED = 1
SENDS = """\
把现在到时的提醒发出去，用设置了的渠道；serve 或 worker 在运行时不需要它。
--dry-run 什么都不发，只显示现在会发的：每种提醒、每个渠道各多少，读作什么。"""
PLANS = """\
按版本和大家订阅的重新排出提醒；serve 或 worker 在运行时每天自己做。
再做一次什么都不变。--dry-run 只算不写，算的时候别人不能写。"""
RETRIES = "让已放弃的、送不到的、不知是否送到的、待重发的提醒现在就到时。有一个不行，就一个都不改。"
RESOLVES = "给不知是否送到的提醒一个结果：问过对方，或不必再发。有一个不行，就一个都不改。"


def add(commands: Commands) -> None:
    """Adds `reminders` with its subcommands."""
    nouns = add_command(commands, "reminders", None, "提醒：查看、重发、确认、排期、发送").add_subparsers(
        metavar="COMMAND", required=True, dest="subcommand"
    )
    listing = add_command(nouns, "list", list_deliveries, f"列出提醒，最晚到时的在最后，最多 {MOST} 条")
    listing.add_argument("--state", metavar="STATE", help="只列这个状态的，如 due、uncertain、dead")
    listing.add_argument("--region", metavar="REGION", help="只列这个地区的：区划代码或地名")
    listing.add_argument("--kind", metavar="KIND", help="只列这一种，如 closes、paper、moved")
    showing = add_command(nouns, "show", show, "显示一条提醒：状态、现在读作什么、谁处理过")
    showing.add_argument("id", metavar="ID", help="编号")
    retrying = add_command(nouns, "retry", retry, "让一些提醒现在再发", description=RETRIES)
    resolving = add_command(nouns, "resolve", resolve, "给不知是否送到的一个结果", description=RESOLVES)
    resolving.add_argument(
        "--as",
        dest="state",
        required=True,
        choices=("sent", "cancelled"),
        help="sent 送到了，cancelled 不必再发",
    )
    for parser in (retrying, resolving):
        parser.add_argument("ids", nargs="+", metavar="ID", help="编号，可写多个")
    planning = add_command(nouns, "plan", plan, "重新排出提醒", description=PLANS)
    sending = add_command(nouns, "send", send, "把到时的提醒发出去", description=SENDS)
    for parser in (planning, sending):
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.add_argument("--dry-run", action="store_true", help="只看会怎样，什么都不变")
    add_editions(planning)
    for parser in (listing, showing, retrying, resolving, planning, sending):
        add_acting(parser)
        add_moment(parser)
        add_json(parser)


def list_deliveries(options: argparse.Namespace, world: World) -> int:
    """Prints the deliveries that fit, a line each."""
    from bot.office.acting import answer, named
    from bot.office.delivery_text import KINDS, STATES, delivery_json, delivery_lines
    from bot.office.entries import entered, region
    from bot.office.outbox import Outbox

    acts, at = named(options, world), _at(options, world)
    for place, given, known in (("--state", options.state, STATES), ("--kind", options.kind, KINDS)):
        if given is not None and given not in known:
            raise BadInput(place, f"没有 {cut(given, 30)!r}", f"可用 {'、'.join(known)}")
    area = None if options.region is None else entered("--region", region, options.region)

    def listed(connection: Connection) -> tuple[Delivery, ...]:
        outbox = Outbox.opened(connection, acts, at)
        return outbox.deliveries(MOST + 1, state=options.state, kind=options.kind, area=area)

    kept = answer(world, listed)
    found = kept[-MOST:]
    if options.json:
        rows = [delivery_json(one) for one in found]
        print(json_text({"reminders": rows, "is_whole": len(kept) == len(found)}))
    else:
        print(*(line + "\n" for line in delivery_lines(found)), sep="", end="")
    if len(kept) > len(found):
        complain(f"只列出最晚到时的 {MOST} 条；用 --state、--region、--kind 缩小范围")
    return 0


def show(options: argparse.Namespace, world: World) -> int:
    """Prints one delivery with its text, and what operators did with it."""
    from bot.office.acting import answer, named
    from bot.office.delivery_text import delivery_text, shown_json
    from bot.office.outbox import Outbox

    acts, at = named(options, world), _at(options, world)

    def shown(connection: Connection) -> str:
        outbox = Outbox.opened(connection, acts, at)
        found = outbox.delivery(options.id)
        past = outbox.history(found)
        return json_text(shown_json(found, past, at)) if options.json else delivery_text(found, past, at)

    print(answer(world, shown))
    return 0


def retry(options: argparse.Namespace, world: World) -> int:
    """Makes deliveries due now, and prints them as they are then."""
    from bot.office.acting import done, named
    from bot.office.outbox import Outbox

    acts, at = named(options, world), _at(options, world)

    def retried(connection: Connection) -> tuple[Delivery, ...]:
        outbox = Outbox.opened(connection, acts, at, is_held=True)
        return outbox.retry(options.ids)

    _print(done(world, "reminders_retry", retried), options.json)
    return 0


def resolve(options: argparse.Namespace, world: World) -> int:
    """Says what became of deliveries, and prints them as they are then."""
    from bot.office.acting import done, named
    from bot.office.outbox import Outbox

    acts, at = named(options, world), _at(options, world)

    def resolved(connection: Connection) -> tuple[Delivery, ...]:
        outbox = Outbox.opened(connection, acts, at, is_held=True)
        return outbox.resolve(options.ids, options.state)

    _print(done(world, "reminders_resolve", resolved), options.json)
    return 0


def plan(options: argparse.Namespace, world: World) -> int:
    """Plans all reminders anew, and prints how many came, changed and went."""
    from bot.office.acting import named
    from bot.office.trials import trial
    from bot.reminding.planner import Planner

    acts, at = named(options, world), _at(options, world)
    library = opened(options, world)
    with store_at_work(world) as store:
        _acting(store, acts, is_clerk=not options.dry_run)
        with trial(store) if options.dry_run else nullcontext(store) as kept:
            found = Planner(kept, library).run(at)
    change = found.planned
    if options.json:
        counted = {"new": change.new, "moved": change.moved, "cancelled": change.cancelled}
        print(json_text({**counted, "told": found.told}))
    else:
        told = f"，告诉 {found.told} 人规定有变" if found.told else ""
        print(f"新增 {change.new} 条，改动 {change.moved} 条，取消 {change.cancelled} 条{told}")
    if options.dry_run:
        complain("只是试算，没有写入（--dry-run）")
    return 0


def send(options: argparse.Namespace, world: World) -> int:
    """Sends what is due, and prints what became of it; 1 where something did not arrive."""
    from bot.office.acting import named

    acts, at = named(options, world), _at(options, world)
    now: Callable[[], datetime] = (lambda: at) if options.at else world.now
    try:
        from bot.office.bursts import BAD, burst, burst_json, burst_lines, outcome_lines, outcomes, seen
        from bot.office.trials import trial
        from bot.service.logs import logging_to
        from bot.service.settings import service_settings
    except ModuleNotFoundError as error:
        raise BadInput("reminders send", f"缺少 {error.name}", "运行 pip install 'quanzhu[serve]'") from None
    settings = service_settings()
    with (
        logging_to(sys.stderr, world.now, level=settings.level, secrets=settings.secrets),
        store_at_work(world) as store,
    ):
        acting = _acting(store, acts, is_clerk=not options.dry_run)
        with trial(store) if options.dry_run else nullcontext(store) as kept:
            reception, ways = _ways(settings, kept, now)
        found = burst(store, acting, ways, at)
        if options.dry_run:
            found = seen(store, acting, found, at)
            lines = burst_lines(found, at)
            print(json_text(burst_json(found, at)) if options.json else "\n".join(lines))
            return 0
        asyncio.run(_drained(store, reception, ways, now))
        became = outcomes(store, found.now)
    if options.json:
        print(json_text({"reminders": became}))
    else:
        print(*(line + "\n" for line in outcome_lines(became) or ["没有到时的提醒"]), sep="", end="")
    return FAILED if any(one["state"] in BAD for one in became) else 0


def _ways(
    settings: ServiceSettings, store: Database, now: Callable[[], datetime]
) -> tuple[Reception, dict[str, Channel]]:
    """The channels that the settings turn on, by name; nobody is heard on them."""
    from bot.answering.turns import Turns
    from bot.reception.meters import Meters
    from bot.reception.reception import Reception
    from bot.service.channels import channels
    from dialogs import respond
    from policy.library import library_of

    reception = Reception(Turns(store, library_of({}), respond), store, Meters(), now)
    return reception, {channel.name: channel for channel in channels(settings, reception, store)}


async def _drained(
    store: Database, reception: Reception, ways: Mapping[str, Channel], now: Callable[[], datetime]
) -> None:
    """Sends until nothing is due; the channels are not begun, as a service beside may be at work on them."""
    from bot.reminding.sender import Sender

    sender = Sender(store, ways, reception.meters, now)
    try:
        await sender.drain()
    finally:
        sender.close()
        for channel in ways.values():
            await channel.stop()
        await reception.stop()


def _acting(store: Database, name: str, *, is_clerk: bool) -> Acting:
    """The operator of that name; BadInput where a clerk is needed and it is none."""
    from bot.office.acting import CLERK, acting
    from storage import operators

    with store.reading() as connection:
        found = acting(operators.everybody(connection), name)
    if is_clerk and not found.is_clerk:
        remedy = f"请有 {CLERK} 角色的操作员办理，或加 --dry-run"
        raise BadInput("操作员", f"操作员 {name} 只能查看", remedy)
    return found


def _at(options: argparse.Namespace, world: World) -> datetime:
    at: datetime = options.at or world.now()
    return at


def _print(found: Sequence[Delivery], as_json: bool) -> None:
    from bot.office.delivery_text import delivery_json, delivery_lines

    if as_json:
        print(json_text({"reminders": [delivery_json(one) for one in found]}))
    else:
        print(*(line + "\n" for line in delivery_lines(found)), sep="", end="")
