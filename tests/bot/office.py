"""An office: two operators of two cities, and the codes of enterprises there."""

from __future__ import annotations

from stdnum.cn.uscc import calc_check_digit

from tests.bot.running import Quanzhu, Ran

AT = "2024-12-10T10:00"
QINGDAO, YUNCHENG = "青岛的", "运城的"


def a_code(division: str = "370200", number: int = 1) -> str:
    """A unified social credit code registered in a place."""
    begin = f"91{division}MA{number:07}"
    return begin + str(calc_check_digit(begin))


def staffed(quanzhu: Quanzhu) -> None:
    """A clerk for each of the two cities."""
    both = ("--role", "青岛市=clerk", "--role", "运城市=clerk")
    for ran in (
        quanzhu("operators", "add", "主任", *both, "--at", AT),
        quanzhu("operators", "add", QINGDAO, "--role", "370200=clerk", "--operator", "主任", "--at", AT),
        quanzhu("operators", "add", YUNCHENG, "--role", "运城市=clerk", "--operator", "主任", "--at", AT),
    ):
        assert (ran.code, ran.err) == (0, "")


def added(quanzhu: Quanzhu, number: str, *more: str, by: str = QINGDAO, code: str = "") -> Ran:
    """A claim registered on the second of December."""
    edition = "qingdao-2024" if by == QINGDAO else "yuncheng-2024"
    return quanzhu(
        *("claims", "add", "--enterprise", code or a_code(), "--edition", edition, f"--number={number}"),
        *("--on", "2024-12-02", "--operator", by, "--at", AT, *more),
    )
