"""`wechat menu`: publishes the menu of the WeChat service account."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from bot.bad_input import BadInput, cut, visible
from bot.command_line import Commands, add_command, add_json
from bot.editions import complain
from bot.stores import store_at_work
from bot.world import World

if TYPE_CHECKING:
    from bot.tencent.client import Said

_ADDRESS = "把这台机器的出口地址加进公众平台“设置与开发 → 基本配置”的 IP 白名单"
_SECRET = "核对 QUANZHU_WECHAT_APP_ID 与 QUANZHU_WECHAT_APP_SECRET"
_RIGHT = "这个公众号没有自定义菜单的权限：先在公众平台完成认证"
_WAY = "检查网络与 QUANZHU_WECHAT_API_BASE_URL，请稍后再试"
_AGAIN = "请稍后再试"
# What helps, by the code that the vendor, or the way to it, gave.
_REMEDIES = {
    **dict.fromkeys(("40164", "89501", "89503", "89506", "89507"), _ADDRESS),
    **dict.fromkeys(("40001", "40013", "40125", "40243"), _SECRET),
    **dict.fromkeys(("48001", "50001"), _RIGHT),
    **dict.fromkeys(("connect", "timeout", "cut", "unreadable"), _WAY),
    "45009": "今天的次数用完了，明天再试",
    "-1": _AGAIN,
    "busy": _AGAIN,
}
_UNKNOWN = "对照微信的全局返回码；菜单没有改动"


def add(commands: Commands) -> None:
    """Adds the commands of the WeChat service account."""
    found = add_command(commands, "wechat", None, "微信公众号")
    inner = found.add_subparsers(metavar="COMMAND", required=True, dest="inner")
    publishing = add_command(inner, "menu", menu, "发布公众号聊天窗口下方的菜单")
    publishing.add_argument("--dry-run", action="store_true", help="只显示菜单，不发布，也不需要设置")
    add_json(publishing)


def menu(options: argparse.Namespace, world: World) -> int:
    """Publishes the menu, and prints what was published."""
    try:
        from bot.channels.wechat.menu import MENU, body

        if not options.dry_run:
            _publish(world)
    except ModuleNotFoundError as error:
        raise BadInput("wechat", f"缺少 {error.name}", "运行 pip install 'quanzhu[serve]'") from None
    from bot.showing.json_text import json_text

    if options.json:
        print(json_text(body()))
        return 0
    for heading in MENU:
        print(heading.label)
        for choice in heading.entries:
            print(f"  {choice.label}  {choice.id}")
    complain("没有发布（--dry-run）" if options.dry_run else "已发布；关注者的微信会在几分钟到一天内更新")
    return 0


def _publish(world: World) -> None:
    from bot.channels.wechat.menu import publish
    from bot.service.settings import service_settings, wechat_account

    if (account := wechat_account(service_settings())) is None:
        raise BadInput(
            "设置", "没有微信公众号", "写上 QUANZHU_WECHAT_APP_ID 等各项，见 README；只看菜单用 --dry-run"
        )
    with store_at_work(world) as store:
        said = publish(account, store, world.now)
    if said.outcome.kind != "sent":
        raise _refused(said)


def _refused(said: Said) -> BadInput:
    code = said.outcome.code
    known = _WAY if code.startswith("http_") else _UNKNOWN
    told = visible(cut(f"{code} {said.text}".strip(), 200))
    return BadInput("微信", f"没有接受菜单（{told}）", _REMEDIES.get(code, known))
