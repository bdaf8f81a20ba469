"""Settings of the service: the channels that are on, and what is wrong with them, all of it at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args
from urllib.parse import unquote

from pydantic import SecretStr, ValidationError

from bot.bad_input import BadInput, cut, visible
from bot.channels.telegram.account import API, TelegramAccount
from bot.channels.wechat.forms import Blank, sources
from bot.service.vendors import MISSING, Telegram, Vendor, WeChat, WeCom
from bot.settings import DATA_DIR, DATABASE_URL, EDITIONS_DIR, OPERATOR, PREFIX, completed, env_file
from bot.tencent.account import Account

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

LOG_LEVEL = f"{PREFIX}LOG_LEVEL"
PUBLIC_URL = f"{PREFIX}PUBLIC_URL"
Level = Literal["debug", "info", "warning", "error"]
_LEVELS: tuple[Level, ...] = get_args(Level)
_PUBLIC = re.compile(
    r"https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,4})?(/[\w.~-]+)*/?", re.ASCII | re.IGNORECASE
)
_VENDORS: tuple[type[Vendor], ...] = (WeChat, WeCom, Telegram)
V = TypeVar("V", bound=Vendor)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSettings:
    """A channel without settings is off, None here; `secrets` is whatever must never be printed.

    `public_url`: where people reach the service from outside, without a slash at its end.
    """

    is_demo: bool
    level: Level
    public_url: str | None
    wechat: WeChat | None
    wecom: WeCom | None
    telegram: Telegram | None
    secrets: tuple[str, ...] = field(repr=False)


def service_settings(*, is_demo: bool = False) -> ServiceSettings:
    """The settings of the environment and of `.env`; all that is missing or wrong is one BadInput.

    Without `is_demo` WeChat must be sealed, and Telegram allowed.
    """
    environment = {name: value for name, value in completed(os.environ).items() if value}
    faults = [*_unknown(environment)]
    level = environment.get(LOG_LEVEL, "warning" if is_demo else "info")
    if level not in _LEVELS:
        faults.append(f"{LOG_LEVEL}: 只能是 {'、'.join(_LEVELS)}；记录到哪一级，不写就是 info")
    public_url = environment.get(PUBLIC_URL)
    if public_url is not None and not _PUBLIC.fullmatch(public_url):
        purpose = "外面的人打开本服务的地址，微信和企业微信里的日历链接用它，不写就不发链接"
        faults.append(
            f"{PUBLIC_URL}: 不是 https:// 开头的地址；{purpose}；例：{PUBLIC_URL}=https://quan.example.cn"
        )
    found = {kind: _account(kind, environment, is_demo, faults) for kind in _VENDORS}
    if faults:
        raise BadInput("设置", f"有 {len(faults)} 处要改，没有启动", "\n".join(["改好再试：", *faults]))
    accounts = [account for account in found.values() if account is not None]
    return ServiceSettings(
        is_demo=is_demo,
        level=next(known for known in _LEVELS if known == level),
        public_url=public_url.rstrip("/") if public_url else None,
        wechat=_the(WeChat, accounts),
        wecom=_the(WeCom, accounts),
        telegram=_the(Telegram, accounts),
        secrets=tuple(_secrets(accounts, environment)),
    )


def wechat_account(settings: ServiceSettings) -> Account | None:
    """The WeChat service account, None where that channel is off."""
    if (found := settings.wechat) is None:
        return None
    return Account(
        id=found.app_id,
        secret=found.app_secret.get_secret_value(),
        token=found.token.get_secret_value(),
        aes_key=found.aes_key.get_secret_value() if found.aes_key else "",
        mode=found.mode,
        api_base_url=found.api_base_url or "",
    )


def wechat_template(settings: ServiceSettings) -> Blank | None:
    """The template messages that reminders go out by, None where there are none."""
    found = settings.wechat
    return None if found is None else _blank(found.template, found.template_fields)


def wechat_notice(settings: ServiceSettings) -> Blank | None:
    """The subscription notices that reminders go out by, None where there are none."""
    found = settings.wechat
    return None if found is None else _blank(found.subscribe, found.subscribe_fields)


def _blank(template: str | None, fields: str | None) -> Blank | None:
    return Blank(template=template, fields=sources(fields)) if template and fields else None


def wecom_account(settings: ServiceSettings) -> Account | None:
    """The application on WeCom, None where that channel is off."""
    if (found := settings.wecom) is None:
        return None
    return Account(
        id=found.app_id,
        secret=found.app_secret.get_secret_value(),
        token=found.token.get_secret_value(),
        aes_key=found.aes_key.get_secret_value(),
        mode=found.mode,
        api_base_url=found.api_base_url or "",
        agent=found.agent_id,
    )


def telegram_account(settings: ServiceSettings) -> TelegramAccount | None:
    """The Telegram bot, None where that channel is off."""
    if (found := settings.telegram) is None:
        return None
    return TelegramAccount(
        token=found.token.get_secret_value(),
        secret=found.secret.get_secret_value() if found.secret else "",
        mode=found.mode,
        api_base_url=found.api_base_url or API,
        webhook_url=found.webhook_url or "",
    )


def known_names() -> Iterator[str]:
    """Every name that is a setting."""
    yield from (DATA_DIR, DATABASE_URL, EDITIONS_DIR, OPERATOR, LOG_LEVEL, PUBLIC_URL)
    for kind in _VENDORS:
        yield from (_name(kind, field) for field in _fields(kind))


def _fields(kind: type[Vendor]) -> list[str]:
    return [name for name in kind.model_fields if name != "is_demo"]


def _name(kind: type[Vendor], field: str) -> str:
    return f"{kind.model_config['env_prefix']}{field.upper()}"


def _the(kind: type[V], accounts: Iterable[Vendor]) -> V | None:
    return next((account for account in accounts if isinstance(account, kind)), None)


def _unknown(environment: Mapping[str, str]) -> Iterator[str]:
    known = list(known_names())
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name.upper(), known, 1, cutoff=0.8)
            remedy = f"是否想写 {near[0]}" if near else "删去它"
            yield f"{visible(cut(name, 60))}: 没有这一项；{remedy}"


def _account(kind: type[V], environment: Mapping[str, str], is_demo: bool, faults: list[str]) -> V | None:
    if not any(_name(kind, field) in environment for field in _fields(kind)):
        return None
    read: Callable[..., V] = kind
    try:
        return read(_env_file=env_file(os.environ), _env_file_encoding="utf-8", is_demo=is_demo)
    except ValidationError as error:
        # Without what was given: it may be a secret.
        for detail in error.errors(include_url=False, include_input=False):
            faults.append(_fault(kind, str(detail["loc"][0]), _problem(detail)))
        return None


def _fault(kind: type[Vendor], field: str, problem: str) -> str:
    told = kind.model_fields[field]
    name = _name(kind, field)
    return f"{name}: {problem}；{told.description}；例：{name}={(told.examples or [''])[0]}"


def _problem(detail: ErrorDetails) -> str:
    context: Mapping[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return MISSING
        case "literal_error":
            return f"只能是 {context['expected']}".replace("'", "").replace(" or ", "、").replace(", ", "、")
        case "value_error":
            return str(context["error"])
    return "写得不对"


def _secrets(accounts: Iterable[Vendor], environment: Mapping[str, str]) -> Iterator[str]:
    for account in accounts:
        values = (getattr(account, name) for name in _fields(type(account)))
        yield from (value.get_secret_value() for value in values if isinstance(value, SecretStr))
    if (url := environment.get(DATABASE_URL)) and "@" in url:
        # As it is written in an address, and as it is meant.
        password = url.partition("://")[2].rpartition("@")[0].partition(":")[2]
        yield from (url, password, unquote(password))
