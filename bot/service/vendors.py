"""Vendors: the settings of each vendor's account; a field says what it is for, and how it is written."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.channels.wechat.forms import sources
from bot.settings import PREFIX

MISSING = "没有写"

Text = TypeVar("Text", str, SecretStr)


def _like(pattern: str, problem: str) -> AfterValidator:
    """Refuses what does not match, and never repeats it."""

    def checked(value: Text) -> Text:
        if not re.fullmatch(pattern, value.get_secret_value() if isinstance(value, SecretStr) else value):
            raise ValueError(problem)
        return value

    return AfterValidator(checked)


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good or not value.isascii() or re.search(r"[\s@?#]", value):
        raise ValueError("不是 http:// 或 https:// 开头的地址")
    return value.rstrip("/")


def _fields(value: str) -> str:
    sources(value)
    return value


def _told(purpose: str, example: str, default: Any = ...) -> Any:
    return Field(default, description=purpose, examples=[example], validate_default=True)


Url = Annotated[str, AfterValidator(_url)]
TemplateId = Annotated[str, _like("[A-Za-z0-9_-]{20,64}", "不像模板 ID，从后台整个复制")]
TemplateFields = Annotated[str, AfterValidator(_fields)]
CallbackToken = Annotated[SecretStr, _like("[A-Za-z0-9]{3,32}", "要 3 到 32 个字母和数字")]
AesKey = Annotated[SecretStr, _like("[A-Za-z0-9+/]{43}", "要 43 个字符，从后台整个复制")]
_AES_EXAMPLE = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
_TEMPLATE_EXAMPLE = "ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY"
_FIELDS_EXAMPLE = "thing4=what,time2=when,thing5=note"
_FIELDS_SAY = "的各字段放什么：what 提醒何事，when 截止时间，note 备注"


class Vendor(BaseSettings):
    """One vendor's account."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", hide_input_in_errors=True)

    is_demo: bool


class WeChat(Vendor, env_prefix=f"{PREFIX}WECHAT_"):
    """A WeChat service account."""

    mode: Literal["plain", "compatible", "safe"] = _told(
        "消息加解密方式，与公众平台里选的一致", "safe", "safe"
    )
    token: CallbackToken = _told("公众平台“服务器配置”里的令牌（Token），核对来信是否出自微信", "k7Pz0aQ2")
    aes_key: AesKey | None = _told(
        "公众平台“服务器配置”里的消息加解密密钥（EncodingAESKey）", _AES_EXAMPLE, None
    )
    app_id: Annotated[str, _like("wx[0-9A-Za-z]{16}", "要 wx 开头的 18 个字符")] = _told(
        "公众号的开发者 ID（AppID）", "wx0123456789abcdef"
    )
    app_secret: Annotated[SecretStr, _like("[0-9A-Za-z]{32}", "要 32 个字母和数字")] = _told(
        "公众号的开发者密码（AppSecret），换取发消息用的凭证", "0123456789abcdef0123456789abcdef"
    )
    api_base_url: Url | None = _told("微信接口的地址，不写就是微信自己的", "https://api.weixin.qq.com", None)
    template: TemplateId | None = _told(
        "发提醒用的模板消息的模板 ID；不写，提醒只能发给 48 小时内来过的人", _TEMPLATE_EXAMPLE, None
    )
    template_fields: TemplateFields | None = _told(f"模板消息{_FIELDS_SAY}", _FIELDS_EXAMPLE, None)
    subscribe: TemplateId | None = _told("发提醒用的订阅通知的模板 ID，可以不写", _TEMPLATE_EXAMPLE, None)
    subscribe_fields: TemplateFields | None = _told(f"订阅通知{_FIELDS_SAY}", _FIELDS_EXAMPLE, None)

    @field_validator("mode")
    @classmethod
    def _is_sealed(cls, mode: str, info: ValidationInfo) -> str:
        if mode == "plain" and not info.data.get("is_demo"):
            raise ValueError("明文模式的签名不管正文，谁都能改；只有 --demo 允许")
        return mode

    @field_validator("template_fields", "subscribe_fields")
    @classmethod
    def _has_template(cls, fields: str | None, info: ValidationInfo) -> str | None:
        template = (info.field_name or "").removesuffix("_fields")
        # One that is written wrong is told by itself.
        if template in info.data and (info.data[template] is None) != (fields is None):
            raise ValueError(MISSING if fields is None else f"没有写 {PREFIX}WECHAT_{template.upper()}")
        return fields

    @field_validator("aes_key")
    @classmethod
    def _has_key(cls, key: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if key is None and info.data.get("mode") != "plain":
            raise ValueError(MISSING)
        return key


class WeCom(Vendor, env_prefix=f"{PREFIX}WECOM_"):
    """An application of an enterprise on WeCom."""

    mode: Literal["safe"] = _told("企业微信只有加密一种，可以不写", "safe", "safe")
    token: CallbackToken = _told("应用“接收消息”里的 Token，核对来信是否出自企业微信", "k7Pz0aQ2")
    aes_key: AesKey = _told("应用“接收消息”里的 EncodingAESKey", _AES_EXAMPLE)
    app_id: Annotated[str, _like("w[wx][0-9A-Za-z]{16}", "要 ww 开头的 18 个字符")] = _told(
        "企业 ID（CorpID），在“我的企业”最下面", "ww0123456789abcdef"
    )
    app_secret: Annotated[SecretStr, _like("[0-9A-Za-z_-]{43}", "要 43 个字符")] = _told(
        "应用的 Secret，换取发消息用的凭证", "0123456789abcdefghijklmnopqrstuvwxyz-_ABCDE"
    )
    agent_id: Annotated[str, _like("[1-9][0-9]{0,9}", "要一个数")] = _told("应用的 AgentId", "1000002")
    api_base_url: Url | None = _told(
        "企业微信接口的地址，不写就是它自己的", "https://qyapi.weixin.qq.com", None
    )


class Telegram(Vendor, env_prefix=f"{PREFIX}TELEGRAM_"):
    """A Telegram bot; in production only where somebody says that personal data may leave the country."""

    abroad: Literal["yes", "no"] = _told("用 Telegram 会把个人信息送出境；确认可以才写 yes", "yes", "no")
    mode: Literal["webhook", "polling"] = _told(
        "webhook 等 Telegram 来访，polling 自己去取（没有公网地址时用）", "polling", "webhook"
    )
    token: Annotated[SecretStr, _like("[0-9]{3,20}:[A-Za-z0-9_-]{30,60}", "不像 @BotFather 给的令牌")] = (
        _told("@BotFather 给的令牌", "123456789:AAF0123456789abcdefghijklmnopqrstuv")
    )
    secret: (
        Annotated[SecretStr, _like("[A-Za-z0-9_-]{16,256}", "要 16 到 256 个字母、数字、_ 和 -")] | None
    ) = _told("自己定的一串字符，核对来访是否出自 Telegram；MODE=polling 时不用", "a7Rw_29xKpQ4mZt8", None)
    webhook_url: (
        Annotated[str, _like(r"https://[^\s@?#/]+/(\S+/)?telegram", "要 https:// 开头、/telegram 结尾")]
        | None
    ) = _told(
        "公网上 /telegram 的地址，写了就在启动时向 Telegram 登记", "https://quan.example.cn/telegram", None
    )
    api_base_url: Url | None = _told(
        "Bot API 的地址，不写就是 Telegram 自己的", "https://api.telegram.org", None
    )

    @field_validator("abroad")
    @classmethod
    def _may_leave(cls, abroad: str, info: ValidationInfo) -> str:
        if abroad != "yes" and not info.data.get("is_demo"):
            raise ValueError("没有确认")
        return abroad

    @field_validator("secret")
    @classmethod
    def _has_secret(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is None and info.data.get("mode") == "webhook":
            raise ValueError(MISSING)
        return secret
