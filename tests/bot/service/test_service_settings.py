"""Settings of the service: all that is wrong at once, by name, with its purpose and an example, and no value."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.bad_input import BadInput
from bot.service.settings import (
    ServiceSettings,
    known_names,
    service_settings,
    telegram_account,
    wechat_account,
    wechat_notice,
    wechat_template,
    wecom_account,
)
from tests.bot.running import Quanzhu

AES = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
WECHAT = {
    "QUANZHU_WECHAT_TOKEN": "k7Pz0aQ2",
    "QUANZHU_WECHAT_AES_KEY": AES,
    "QUANZHU_WECHAT_APP_ID": "wx0123456789abcdef",
    "QUANZHU_WECHAT_APP_SECRET": "0123456789abcdef" * 2,
}
WECOM = {
    "QUANZHU_WECOM_TOKEN": "k7Pz0aQ2",
    "QUANZHU_WECOM_AES_KEY": AES,
    "QUANZHU_WECOM_APP_ID": "ww0123456789abcdef",
    "QUANZHU_WECOM_APP_SECRET": "0123456789abcdefghijklmnopqrstuvwxyz-_ABCDE",
    "QUANZHU_WECOM_AGENT_ID": "1000002",
}
TELEGRAM = {
    "QUANZHU_TELEGRAM_TOKEN": "123456789:AAF0123456789abcdefghijklmnopqrstuv",
    "QUANZHU_TELEGRAM_SECRET": "a7Rw_29xKpQ4mZt8",
    "QUANZHU_TELEGRAM_ABROAD": "yes",
}
TEMPLATE = {
    "QUANZHU_WECHAT_TEMPLATE": "ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY",
    "QUANZHU_WECHAT_TEMPLATE_FIELDS": "thing4=what,time2=when",
}
SUBSCRIBE = {"QUANZHU_WECHAT_SUBSCRIBE": "s" * 43, "QUANZHU_WECHAT_SUBSCRIBE_FIELDS": "thing1=what"}
ALL = {**WECHAT, **WECOM, **TELEGRAM}
BAD = "canary!"


def _set(monkeypatch: pytest.MonkeyPatch, given: Mapping[str, str]) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)


def _faults(*, is_demo: bool = False) -> list[str]:
    """What is told, a line each."""
    with pytest.raises(BadInput) as error:
        service_settings(is_demo=is_demo)
    heading, *lines = str(error.value).splitlines()
    assert heading == f"设置: 有 {len(lines)} 处要改，没有启动；改好再试："
    assert BAD not in str(error.value)
    return lines


@pytest.mark.parametrize("is_demo", [False, True])
def test_without_settings_no_vendor_is_met(is_demo: bool) -> None:
    found = service_settings(is_demo=is_demo)
    assert (wechat_account(found), wecom_account(found), telegram_account(found)) == (None, None, None)
    assert found.secrets == ()


def test_a_channel_is_on_when_it_has_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, {**ALL, "QUANZHU_WECHAT_API_BASE_URL": "http://127.0.0.1:1/"})
    found = service_settings()
    wechat, wecom, telegram = wechat_account(found), wecom_account(found), telegram_account(found)
    assert wechat
    assert (wechat.id, wechat.mode, wechat.aes_key) == ("wx0123456789abcdef", "safe", AES)
    assert wechat.api_base_url == "http://127.0.0.1:1"
    assert wecom
    assert (wecom.id, wecom.agent, wecom.mode) == ("ww0123456789abcdef", "1000002", "safe")
    assert telegram
    assert (telegram.id, telegram.mode, telegram.api_base_url) == (
        "123456789", "webhook", "https://api.telegram.org",
    )  # fmt: skip


def test_nothing_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://q:p%40ssword@127.0.0.1/q"
    _set(monkeypatch, {**ALL, "QUANZHU_DATABASE_URL": url})
    found = service_settings()
    shown = f"{found!r} {wechat_account(found)!r} {wecom_account(found)!r} {telegram_account(found)!r}"
    hidden = [value for name, value in ALL.items() if name.endswith(("TOKEN", "KEY", "SECRET"))]
    assert not [value for value in hidden if value in shown]
    assert set(found.secrets) == {*hidden, url, "p%40ssword", "p@ssword"}


@pytest.mark.parametrize("missing", [name for name in ALL if name != "QUANZHU_TELEGRAM_ABROAD"])
def test_one_that_is_missing_is_named_with_its_purpose_and_an_example(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, {name: value for name, value in ALL.items() if name != missing})
    monkeypatch.setenv(missing, "")
    (fault,) = _faults()
    name, problem, purpose, example = _parts(fault)
    assert (name, problem) == (missing, "没有写")
    assert purpose
    assert example.startswith(f"例：{missing}=")


def _parts(fault: str) -> tuple[str, str, str, str]:
    name, _, rest = fault.partition(": ")
    problem, *purpose, example = rest.split("；")
    return name, problem, "；".join(purpose), example


@pytest.mark.parametrize("name", sorted(set(known_names()) - {
    "QUANZHU_DATA_DIR", "QUANZHU_DATABASE_URL", "QUANZHU_EDITIONS_DIR", "QUANZHU_OPERATOR",
}))  # fmt: skip
def test_one_that_is_wrong_is_named_and_its_value_is_not(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, {**ALL, name: BAD})
    (fault,) = _faults()
    assert fault.startswith(f"{name}: ")


def test_the_examples_are_good_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each example, put in place of what was wrong, is taken."""
    vendors = [name for name in known_names() if name.split("_")[1] in ("WECHAT", "WECOM", "TELEGRAM")]
    _set(monkeypatch, dict.fromkeys(vendors, BAD))
    lines = _faults()
    examples = dict(_parts(line)[3].removeprefix("例：").split("=", 1) for line in lines)
    assert examples.keys() == set(vendors)
    _set(monkeypatch, examples)
    assert wechat_account(service_settings()) is not None


def test_all_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(
        monkeypatch,
        {
            "QUANZHU_WECHAT_TOKEN": BAD,
            "QUANZHU_TELEGRAM_MODE": "polling",
            "QUANZHU_WECAHT_APP_ID": BAD,
            "QUANZHU_NOTHING_LIKE_IT": BAD,
            "QUANZHU_Log_Level": BAD,
        },
    )
    told = dict(fault.split(": ", 1) for fault in _faults())
    assert told.keys() == {
        "QUANZHU_WECHAT_TOKEN", "QUANZHU_WECHAT_AES_KEY", "QUANZHU_WECHAT_APP_ID", "QUANZHU_WECHAT_APP_SECRET",
        "QUANZHU_TELEGRAM_TOKEN", "QUANZHU_TELEGRAM_ABROAD", "QUANZHU_WECAHT_APP_ID", "QUANZHU_NOTHING_LIKE_IT",
        "QUANZHU_Log_Level",
    }  # fmt: skip
    assert told["QUANZHU_WECAHT_APP_ID"] == "没有这一项；是否想写 QUANZHU_WECHAT_APP_ID"
    assert told["QUANZHU_Log_Level"] == "没有这一项；是否想写 QUANZHU_LOG_LEVEL"
    assert told["QUANZHU_NOTHING_LIKE_IT"] == "没有这一项；删去它"


@pytest.mark.parametrize(
    ("given", "is_demo", "fault"),
    [
        ({**WECHAT, "QUANZHU_WECHAT_MODE": "plain"}, False, "明文模式"),
        ({**WECHAT, "QUANZHU_WECHAT_MODE": "plain", "QUANZHU_WECHAT_AES_KEY": ""}, False, "明文模式"),
        ({**WECHAT, "QUANZHU_WECHAT_MODE": "plain", "QUANZHU_WECHAT_AES_KEY": ""}, True, None),
        ({**WECHAT, "QUANZHU_WECHAT_MODE": "compatible"}, False, None),
        ({**WECHAT, "QUANZHU_WECHAT_MODE": "open"}, False, "只能是 plain、compatible、safe"),
        ({**WECOM, "QUANZHU_WECOM_MODE": "plain"}, True, "只能是 safe"),
        ({**TELEGRAM, "QUANZHU_TELEGRAM_ABROAD": ""}, False, "没有确认；用 Telegram 会把个人信息送出境"),
        ({**TELEGRAM, "QUANZHU_TELEGRAM_ABROAD": "no"}, False, "没有确认"),
        ({**TELEGRAM, "QUANZHU_TELEGRAM_ABROAD": ""}, True, None),
        ({**TELEGRAM, "QUANZHU_TELEGRAM_MODE": "polling", "QUANZHU_TELEGRAM_SECRET": ""}, False, None),
        ({**WECHAT, "QUANZHU_WECHAT_API_BASE_URL": "ftp://api"}, False, "不是 http:// 或 https://"),
        ({**WECHAT, "QUANZHU_WECHAT_API_BASE_URL": "https://a:b@api"}, False, "不是 http:// 或 https://"),
        ({**WECHAT, "QUANZHU_WECHAT_API_BASE_URL": "https://[api"}, False, "不是 http:// 或 https://"),
        ({**TELEGRAM, "QUANZHU_TELEGRAM_WEBHOOK_URL": "https://quan.cn/"}, False, "要 https:// 开头"),
        ({**WECHAT, **TEMPLATE}, False, None),
        ({**WECHAT, **TEMPLATE, **SUBSCRIBE}, False, None),
        (
            {**WECHAT, "QUANZHU_WECHAT_TEMPLATE": "t" * 43},
            False,
            "QUANZHU_WECHAT_TEMPLATE_FIELDS: 没有写；模板消息的各字段放什么",
        ),
        (
            {**WECHAT, "QUANZHU_WECHAT_SUBSCRIBE_FIELDS": "thing1=what"},
            False,
            "QUANZHU_WECHAT_SUBSCRIBE_FIELDS: 没有写 QUANZHU_WECHAT_SUBSCRIBE；",
        ),
        ({**WECHAT, **TEMPLATE, "QUANZHU_WECHAT_TEMPLATE_FIELDS": "time2=what"}, False, "time2 只能放 when"),
        ({**WECHAT, **TEMPLATE, "QUANZHU_WECHAT_TEMPLATE": "短"}, False, "不像模板 ID"),
        ({**WECHAT, "QUANZHU_WECHAT_AES_KEY": AES[:42]}, False, "要 43 个字符"),
        ({**WECHAT, "QUANZHU_WECHAT_AES_KEY": AES[:42] + "="}, False, "要 43 个字符"),
    ],
)
def test_what_the_channels_ask_for(
    given: dict[str, str], is_demo: bool, fault: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, given)
    if fault is None:
        assert isinstance(service_settings(is_demo=is_demo), ServiceSettings)
    else:
        told = _faults(is_demo=is_demo)
        assert any(fault in line for line in told)


def test_reminders_go_out_by_the_templates_that_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, WECHAT)
    assert (wechat_template(service_settings()), wechat_notice(service_settings())) == (None, None)
    _set(monkeypatch, {**TEMPLATE, **SUBSCRIBE})
    template, notice = wechat_template(service_settings()), wechat_notice(service_settings())
    assert template
    assert (template.template, template.fields) == (
        TEMPLATE["QUANZHU_WECHAT_TEMPLATE"], (("thing4", "what"), ("time2", "when")),
    )  # fmt: skip
    assert notice
    assert (notice.template, notice.fields) == ("s" * 43, (("thing1", "what"),))


def test_a_file_serves_as_well_as_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON_DOTENV_DISABLED", raising=False)
    monkeypatch.chdir(tmp_path)
    lines = [f"{name}='{value}'" for name, value in {**ALL, "QUANZHU_LOG_LEVEL": "error"}.items()]
    (tmp_path / ".env").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("QUANZHU_WECHAT_TOKEN", "another1")
    found = service_settings()
    account = wechat_account(found)
    assert account
    assert (account.token, account.aes_key, found.level) == ("another1", AES, "error")
    assert telegram_account(found)


def test_nothing_is_begun_with_settings_that_are_wrong(
    quanzhu: Quanzhu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANZHU_WECHAT_APP_SECRET", BAD)
    ran = quanzhu("serve", "--demo")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("设置: 有 4 处要改，没有启动；改好再试：\nQUANZHU_WECHAT_TOKEN: 没有写；")
    assert BAD not in ran.err
