"""The house keeps its arrows and its measures."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("bot", "dialogs", "policy", "storage")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
# "Under about 300 lines": more than this and a module holds two nouns.
MOST_LINES = 330


def test_imports_run_one_way() -> None:
    """The contracts stand in pyproject.toml."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_one_noun_with_a_docstring(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES
    assert ast.get_docstring(ast.parse(text))


def test_the_top_level_holds_what_the_house_names() -> None:
    known = {
        *ROOMS,
        "tests",
        "pyproject.toml",
        "README.md",
        "Makefile",
        "constraints.txt",
        ".ci",
        ".gitignore",
    }
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {line.partition("/")[0] for line in listed.stdout.splitlines()} <= known
