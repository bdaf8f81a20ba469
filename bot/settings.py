"""Settings: what the environment says, and a `.env` file beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from bot.bad_input import BadInput

PREFIX = "QUANZHU_"
DATA_DIR = "QUANZHU_DATA_DIR"
EDITIONS_DIR = "QUANZHU_EDITIONS_DIR"
DATABASE_URL = "QUANZHU_DATABASE_URL"
OPERATOR = "QUANZHU_OPERATOR"
FILE = ".env"
# What others who read such files take for the same: set, no file is read.
DISABLED = "PYTHON_DOTENV_DISABLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`data_dir` is None where no home is known to put it in; then nothing is kept but in `database_url`.

    `operator` is the name of whoever acts on official claims.
    """

    data_dir: Path | None
    editions_dir: Path | None
    database_url: str | None = None
    operator: str | None = None


def settings(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment; an empty variable counts as not set."""
    editions = environment.get(EDITIONS_DIR)
    return Settings(
        data_dir=_data_dir(environment),
        editions_dir=Path(editions) if editions else None,
        database_url=environment.get(DATABASE_URL) or None,
        operator=environment.get(OPERATOR) or None,
    )


def completed(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment, and behind it what a `.env` file of the working directory sets. Raises BadInput."""
    found = dict(environment)
    if (file := env_file(environment)) is None:
        return found
    try:
        from dotenv import dotenv_values
        from dotenv.parser import parse_stream
    except ModuleNotFoundError:
        raise BadInput(
            FILE, "要装 python-dotenv 才能读", "改用环境变量，或运行 pip install python-dotenv"
        ) from None
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(FILE, "不是 UTF-8 文本", "换一种编码另存") from None
    for line in parse_stream(StringIO(text)):
        if line.error:
            raise BadInput(
                f"{FILE}:{line.original.line}",
                "这一行读不懂",
                "写成 名字=值；值里有空格、# 或引号就用单引号括起来",
            )
    for name, value in dotenv_values(stream=StringIO(text)).items():
        if name.startswith(PREFIX) and not found.get(name):
            found[name] = value or ""
    return found


def env_file(environment: Mapping[str, str]) -> Path | None:
    """The `.env` of the working directory, if it sets anything here and the environment lets it be read."""
    if environment.get(DISABLED, "").lower() in ("1", "true", "t", "yes", "y"):
        return None
    file = Path(FILE)
    try:
        return file if PREFIX.encode() in file.read_bytes() else None
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
    except OSError as error:
        raise BadInput(FILE, f"不能读（{error.strerror or error}）", "检查权限，或移走它") from None


def _data_dir(environment: Mapping[str, str]) -> Path | None:
    if given := environment.get(DATA_DIR):
        return Path(given).absolute()
    shared = Path(environment.get("XDG_DATA_HOME") or "")
    # A relative XDG_DATA_HOME is to be ignored, says the XDG base directory specification.
    if shared.is_absolute():
        return shared / "quanzhu"
    home = environment.get("HOME")
    return Path(home).absolute() / ".local" / "share" / "quanzhu" if home else None
