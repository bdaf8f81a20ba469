"""Acting: which operator acts, and in which regions."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from bot.bad_input import BadInput, cut
from bot.office.entries import covers, region_name
from bot.settings import OPERATOR
from bot.stores import opened_store, trouble
from bot.world import World

if TYPE_CHECKING:
    from storage.database import Connection
    from storage.operators import Operator

READER, CLERK = "reader", "clerk"
ROLES: Mapping[str, str] = {READER: "查看", CLERK: "办理"}
# Whoever collides goes after the one it collided with.
_TRIES = 2
_AWAY = ("数据库", "现在用不了，什么都没有改", "请稍后再试")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """An operator at work; `roles` by region, each covering the places inside it."""

    name: str
    roles: Mapping[str, str]

    @property
    def actor(self) -> str:
        """What the audit calls the operator."""
        return f"operator:{self.name}"

    def reads(self, region: str) -> bool:
        """Whether the claims of a region may be seen."""
        return any(covers(area, region) for area in self.roles)

    def keeps(self, region: str) -> bool:
        """Whether the claims of a region may be added and moved."""
        return any(role == CLERK and covers(area, region) for area, role in self.roles.items())

    @property
    def is_clerk(self) -> bool:
        """Whether there is a region whose claims may be added and moved."""
        return CLERK in self.roles.values()

    def refuse_outside(self, region: str, place: str) -> None:
        """Raises BadInput where the operator does not keep the claims of a region."""
        if not self.keeps(region):
            raise BadInput(
                place,
                f"操作员 {self.name} 不能办理{region_name(region)}的事",
                f"请在那里有 {CLERK} 角色的操作员办理",
            )


def named(options: argparse.Namespace, world: World) -> str:
    """The name of the acting operator."""
    name: str = options.operator or world.settings.operator or ""
    if not name.strip():
        raise BadInput("操作员", "没有写由谁办理", f"写 --operator NAME，或设置环境变量 {OPERATOR}")
    return name.strip()


def acting(everybody: list[Operator], name: str) -> Acting:
    """The operator of that name, where it may act at all."""
    found = next((one for one in everybody if one.name == name), None)
    if found is None or found.is_disabled:
        problem = "没有操作员" if found is None else "已经停用操作员"
        raise BadInput(
            "操作员",
            f"{problem} {cut(name, 60)!r}",
            f"用 quanzhu operators list 查看，或请有 {CLERK} 角色的操作员添加",
        )
    return Acting(name=found.name, roles=found.roles)


def answer(world: World, work: Callable[[Connection], _T]) -> _T:
    """What `work` gives, which writes nothing; a database that is away is BadInput."""
    from storage.database import Away, Unusable

    with closing(opened_store(world)) as store:
        try:
            with store.reading() as connection:
                return work(connection)
        except Unusable as error:
            raise trouble(world, error) from None
        except Away:
            raise BadInput(*_AWAY) from None


def done(world: World, name: str, work: Callable[[Connection], _T]) -> _T:
    """What `work` gives, all of it in one transaction of that name; a database that is away is BadInput."""
    from storage.database import Away, Collision, Unusable

    with closing(opened_store(world)) as store:
        for _ in range(_TRIES):
            try:
                with store.writing(name) as connection:
                    return work(connection)
            except Collision:
                continue
            except Unusable as error:
                raise trouble(world, error) from None
            except Away:
                break
    raise BadInput(*_AWAY)
