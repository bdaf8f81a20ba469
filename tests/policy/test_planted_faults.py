"""Faults planted in the evaluator: the guarantees must see each one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Planted:
    """A fault: `old` stands once in `file`, `new` takes its place."""

    file: str
    old: str
    new: str
    breaks: str


FAULTS = [
    Planted(**f) for f in yaml.safe_load((Path(__file__).parent / "planted.yaml").read_text(encoding="utf-8"))
]


def probed(place: Path, fault: Planted | None) -> subprocess.CompletedProcess[str]:
    """The probe run on a copy of `policy` with a fault in it."""
    shutil.copytree(ROOT / "policy", place / "policy", ignore=shutil.ignore_patterns("__pycache__"))
    if fault is not None:
        path = place / "policy" / fault.file
        text = path.read_text(encoding="utf-8")
        assert text.count(fault.old) == 1, f"{fault.file}: {fault.old!r} stands {text.count(fault.old)} times"
        path.write_text(text.replace(fault.old, fault.new), encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(place), str(ROOT))),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "tests.policy.probe"]
    return subprocess.run(
        command, cwd=place, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def test_the_evaluator_as_it_is_passes(tmp_path: Path) -> None:
    done = probed(tmp_path, None)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_there_are_at_least_twenty() -> None:
    assert len({(f.file, f.old, f.new) for f in FAULTS}) >= 20


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.breaks)
def test_a_planted_fault_is_seen(fault: Planted, tmp_path: Path) -> None:
    assert probed(tmp_path, fault).returncode != 0, f"nobody noticed that {fault.breaks}"
