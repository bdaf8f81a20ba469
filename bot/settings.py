"""Settings: what the environment says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DATA_DIR = "QUANZHU_DATA_DIR"
EDITIONS_DIR = "QUANZHU_EDITIONS_DIR"
DATABASE_URL = "QUANZHU_DATABASE_URL"
OPERATOR = "QUANZHU_OPERATOR"


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


def _data_dir(environment: Mapping[str, str]) -> Path | None:
    if given := environment.get(DATA_DIR):
        return Path(given).absolute()
    shared = Path(environment.get("XDG_DATA_HOME") or "")
    # A relative XDG_DATA_HOME is to be ignored, says the XDG base directory specification.
    if shared.is_absolute():
        return shared / "quanzhu"
    home = environment.get("HOME")
    return Path(home).absolute() / ".local" / "share" / "quanzhu" if home else None
